import { hash } from "node:crypto";
import type { NewEntry } from "../../journal/entry";
import type { Input, WriteOperation } from "../client/operations";
import { reconciliations } from "./reconciliation/reconciliations";

/**
 * The members of a change in the form that is sent: with the mark and the client token of its entry, where the
 * operation accepts them.
 */
export function asSent<Name extends WriteOperation>(
  operation: Name,
  members: Input<Name>,
  entry: Pick<NewEntry, "caller" | "key" | "marker">,
): Input<Name> {
  const { mark, takesToken } = reconciliations[operation];
  const marked = mark === undefined ? members : mark(members, entry.marker);
  return takesToken === true ? { ...marked, clientToken: clientTokenOf(entry) } : marked;
}

/**
 * The client token of a change: 64 hexadecimal digits that are the same in each repeat. Keys are longer than AWS's
 * limit, and belong to a caller. The token is only a second safety net: AWS does not document what it does with a
 * repeated token, so a change with one is not sent again for that reason.
 */
function clientTokenOf({ caller, key }: Pick<NewEntry, "caller" | "key">): string {
  return hash("sha256", JSON.stringify([caller, key]), "hex");
}
