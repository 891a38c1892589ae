import { hash } from "node:crypto";
import type { NewEntry } from "../../journal/entry";
import type { Input, WriteOperation } from "../client/operations";
import { reconciliations } from "./reconciliation/reconciliations";

/** The members of a change as they are sent: with the mark and the client token of its entry, where it takes them. */
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
 * The client token of a change: 64 hexadecimal digits that are the same in each repeat. Keys are longer than AWS takes, and
 * are a caller's own. It is a second safety net: what AWS does with a token that comes again is nowhere stated, so nothing
 * is sent again for having one.
 */
function clientTokenOf({ caller, key }: Pick<NewEntry, "caller" | "key">): string {
  return hash("sha256", JSON.stringify([caller, key]), "hex");
}
