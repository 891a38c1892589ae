/** States of resources that are being deleted or are deleted, for any resource. */
const ENDING = new Set(["deleting", "deleted", "rejected", "disassociating", "disassociated"]);

export function isEnding(state: string | undefined): boolean {
  return state !== undefined && ENDING.has(state);
}
