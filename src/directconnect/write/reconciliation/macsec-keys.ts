import type { MacSecKey } from "@aws-sdk/client-direct-connect";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lagOf } from "./lags";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder, notApplied } from "./verdicts";

export const macSecKeys: Pick<Reconciliations, "AssociateMacSecKey" | "DisassociateMacSecKey"> = {
  /** The CAK is not needed: the CKN names the pair. */
  AssociateMacSecKey: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, secretARN, ckn } }) => {
      const keys = await keysOn(look, connectionId);
      const isThere = keys.some(
        (key) =>
          !isEnding(key.state) &&
          (secretARN == null ? key.ckn?.toLowerCase() === ckn?.toLowerCase() : key.secretARN === secretARN),
      );
      return isThere ? appliedUnlessOlder({ connectionId, macSecKeys: [...keys] }) : notApplied;
    },
  },

  /** AWS answers the key that leaves, alone. One that is no longer listed is known by its secret only. */
  DisassociateMacSecKey: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, secretARN } }) => {
      const keys = (await keysOn(look, connectionId)).filter((key) => key.secretARN === secretARN);
      if (keys.some(({ state }) => !isEnding(state))) return notApplied;
      const [leaving = { secretARN, state: "disassociated" }] = keys;
      return appliedUnlessOlder({ connectionId, macSecKeys: [leaving] });
    },
  },
};

async function keysOn(look: Look, id = ""): Promise<readonly MacSecKey[]> {
  const port = id.startsWith("dxlag-")
    ? await lagOf(look, id)
    : ((await connectionOf(look, id)) ?? (await interconnectOf(look, id)));
  return port?.macSecKeys ?? [];
}
