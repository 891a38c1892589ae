import { GatewayError } from "../../errors";
import { UNKNOWN } from "../../types/graph/open-enum";

/**
 * The resource of a change, which AWS's answer wraps, or which is converted to a row.
 * @throws GatewayError APPLIED_BUT_UNREAD where the answer lacks it, or does not identify it: the change was
 * made nevertheless.
 */
export function unwrap<Member>(member: Member | null | undefined, what: string): Member {
  if (member !== undefined && member !== null) return member;
  throw new GatewayError(
    "APPLIED_BUT_UNREAD",
    `The change of ${what} was made, but AWS's answer does not show it. Do not repeat it; ask for it later.`,
  );
}

/**
 * The state of a deleted resource.
 * @param deleted AWS's answer; null where there was nothing to delete.
 * @param state the state in the answer, if it has one.
 */
export function stateAfter(deleted: object | null, state: string | undefined): string {
  return deleted === null ? "deleted" : (state ?? UNKNOWN);
}
