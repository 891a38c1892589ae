import type { MacSecKey } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer } from "../../client/operations";
import { connectionOf } from "./connections";
import { interconnectOf } from "./interconnects";
import { lagOf } from "./lags";
import { by, changes, type Explains, unlessChangedLater } from "./later-changes";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder, unknown } from "./verdicts";

export const macSecKeys: Pick<Reconciliations, "AssociateMacSecKey" | "DisassociateMacSecKey"> = {
  /** The CAK is not needed: the CKN names the pair. */
  AssociateMacSecKey: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, secretARN, ckn } }) => {
      const keys = await keysOn(reader, connectionId);
      const isThere = keys.some(
        (key) =>
          !isEnding(key.state) && (secretARN == null ? isSameCkn(key, ckn) : key.secretARN === secretARN),
      );
      const output = { connectionId, macSecKeys: [...keys] };
      if (isThere) return appliedUnlessOlder(output);
      const isTakenOff = by("DisassociateMacSecKey", (later) => later.connectionId === connectionId);
      const isOfIt = (later: OtherChange) =>
        secretARN == null
          ? later.state !== "applied" || keysIn(later.output).some((key) => isSameCkn(key, ckn))
          : by("DisassociateMacSecKey", (other) => other.secretARN === secretARN)(later);
      const isGone = replacesKeys(connectionId, {
        AssociateMacSecKey: () => false,
        DisassociateMacSecKey: isOfIt,
      });
      const verdict = await unlessChangedLater<"AssociateMacSecKey">(reader, [isGone], output);
      if (verdict.outcome !== "notApplied" || secretARN != null) return verdict;
      // A key that had been removed and was no longer listed when that was reconciled is only known by its secret.
      const isNameless = (later: OtherChange) => keysIn(later.output).some((key) => key.ckn === undefined);
      const others = await reader.others([]);
      return others.some((other) => other.mayFollow && isTakenOff(other) && isNameless(other))
        ? unknown("A MACsec key was taken off since; whether it was this one is not known.")
        : verdict;
    },
  },

  /** AWS answers only the removed key. One that is no longer listed is only known by its secret. */
  DisassociateMacSecKey: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, secretARN } }) => {
      const keys = (await keysOn(reader, connectionId)).filter((key) => key.secretARN === secretARN);
      if (keys.some(({ state }) => !isEnding(state))) {
        const isNamed = by("AssociateMacSecKey", (later) => later.secretARN === secretARN);
        const isPairOfIt = by("AssociateMacSecKey", (later) => keys.some((key) => isSameCkn(key, later.ckn)));
        const isPutBack = replacesKeys(connectionId, {
          AssociateMacSecKey: (later) => isNamed(later) || isPairOfIt(later),
          DisassociateMacSecKey: () => false,
        });
        return unlessChangedLater(reader, [isPutBack], { connectionId, macSecKeys: [...keys] });
      }
      const [leaving = { secretARN, state: "disassociated" }] = keys;
      return appliedUnlessOlder({ connectionId, macSecKeys: [leaving] });
    },
  },
};

function isSameCkn(key: MacSecKey, ckn: string | null | undefined): boolean {
  return ckn != null && key.ckn?.toLowerCase() === ckn.toLowerCase();
}

/** The operations that change the keys of a port or LAG; of the changes of single keys, those of this key. */
function replacesKeys(
  connectionId: string | undefined,
  ofOneKey: Readonly<Record<"AssociateMacSecKey" | "DisassociateMacSecKey", Explains>>,
): Explains {
  const isOnIt = changes({ aspect: "macSecKeys", of: [connectionId] });
  const single = new Map<string, Explains>(Object.entries(ofOneKey));
  return (later) => isOnIt(later) && (single.get(later.operation)?.(later) ?? true);
}

/** The keys in the answer to a change. */
function keysIn(output: OtherChange["output"]): readonly MacSecKey[] {
  const { macSecKeys } = (fromStored(output) ?? {}) as Partial<Answer<"DisassociateMacSecKey">>; // as AWS gave it
  return macSecKeys ?? [];
}

async function keysOn(reader: Reader, id = ""): Promise<readonly MacSecKey[]> {
  const port = id.startsWith("dxlag-")
    ? await lagOf(reader, id)
    : ((await connectionOf(reader, id)) ?? (await interconnectOf(reader, id)));
  return port?.macSecKeys ?? [];
}
