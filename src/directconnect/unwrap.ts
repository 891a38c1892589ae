import { GatewayError } from "../errors";

/**
 * What a change has made or changed, where AWS wraps it in its answer.
 * @throws GatewayError APPLIED_BUT_UNREAD where the answer lacks it: the change was made all the same.
 */
export function unwrap<Member>(member: Member | undefined, what: string): Member {
  if (member !== undefined) return member;
  throw new GatewayError(
    "APPLIED_BUT_UNREAD",
    `The change of ${what} was made, but AWS's answer does not show it. Do not repeat it; ask for it later.`,
  );
}
