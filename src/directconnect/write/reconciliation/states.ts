/** States of what is on its way out or gone, in the words of any resource. */
const ENDING = new Set(["deleting", "deleted", "rejected", "disassociating", "disassociated"]);

export function isEnding(state: string | undefined): boolean {
  return state !== undefined && ENDING.has(state);
}
