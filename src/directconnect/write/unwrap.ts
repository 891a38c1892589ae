import { GatewayError } from "../../errors";
import { UNKNOWN } from "../../types/graph/open-enum";

/**
 * What a change has made or changed, where AWS wraps it in its answer, or it is entered as a row.
 * @throws GatewayError APPLIED_BUT_UNREAD where the answer lacks it, or does not say which one it is: the change was
 * made all the same.
 */
export function unwrap<Member>(member: Member | null | undefined, what: string): Member {
  if (member !== undefined && member !== null) return member;
  throw new GatewayError(
    "APPLIED_BUT_UNREAD",
    `The change of ${what} was made, but AWS's answer does not show it. Do not repeat it; ask for it later.`,
  );
}

/**
 * The state of what was to be deleted.
 * @param deleted AWS's answer; null where there was nothing left to delete.
 * @param state what the answer says, where it says anything.
 */
export function stateAfter(deleted: object | null, state: string | undefined): string {
  return deleted === null ? "deleted" : (state ?? UNKNOWN);
}
