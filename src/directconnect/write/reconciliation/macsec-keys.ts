import type { MacSecKey } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer } from "../../client/operations";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lagOf } from "./lags";
import { by, unlessChangedLater } from "./later-changes";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder } from "./verdicts";

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
      const output = { connectionId, macSecKeys: [...keys] };
      if (isThere) return appliedUnlessOlder(output);
      const isTakenOff = by("DisassociateMacSecKey", (later) => later.connectionId === connectionId);
      const isOfIt = (later: OtherChange) =>
        secretARN == null
          ? keysIn(later.output).some((key) => key.ckn?.toLowerCase() === ckn?.toLowerCase())
          : by("DisassociateMacSecKey", (other) => other.secretARN === secretARN)(later);
      return unlessChangedLater(look, [(later) => isTakenOff(later) && isOfIt(later)], output);
    },
  },

  /** AWS answers the key that leaves, alone. One that is no longer listed is known by its secret only. */
  DisassociateMacSecKey: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, secretARN } }) => {
      const keys = (await keysOn(look, connectionId)).filter((key) => key.secretARN === secretARN);
      if (keys.some(({ state }) => !isEnding(state))) {
        const isPutBack = by(
          "AssociateMacSecKey",
          (later) => later.connectionId === connectionId && later.secretARN === secretARN,
        );
        return unlessChangedLater(look, [isPutBack], { connectionId, macSecKeys: [...keys] });
      }
      const [leaving = { secretARN, state: "disassociated" }] = keys;
      return appliedUnlessOlder({ connectionId, macSecKeys: [leaving] });
    },
  },
};

/** The keys in the answer to a change. */
function keysIn(output: OtherChange["output"]): readonly MacSecKey[] {
  const { macSecKeys } = (fromStored(output) ?? {}) as Partial<Answer<"DisassociateMacSecKey">>; // as AWS gave it
  return macSecKeys ?? [];
}

async function keysOn(look: Look, id = ""): Promise<readonly MacSecKey[]> {
  const port = id.startsWith("dxlag-")
    ? await lagOf(look, id)
    : ((await connectionOf(look, id)) ?? (await interconnectOf(look, id)));
  return port?.macSecKeys ?? [];
}
