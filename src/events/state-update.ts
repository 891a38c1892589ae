/**
 * The root value of an answer that shows a state, not an event: a stream does not send one that equals the previous
 * one. A change of members that its client does not select, for example, shows nothing new.
 */
export interface StateUpdate {
  readonly isState: true;
}

export function isStateUpdate(root: unknown): root is StateUpdate {
  return typeof root === "object" && root !== null && "isState" in root && root.isState === true;
}
