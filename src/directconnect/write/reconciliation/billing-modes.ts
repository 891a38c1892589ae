import type { Connection } from "@aws-sdk/client-direct-connect";
import { requestedBillingModeOf } from "../../../types/billing-mode";
import type { Answer } from "../../client/operations";
import { changes, unlessChangedLater } from "./later-changes";
import type { JsonValue, Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder, notApplied, unknown } from "./verdicts";

type Rows = ReadonlyMap<string, Connection>;

export const billingModes: Pick<Reconciliations, "UpdateConnectionsBillingMode"> = {
  UpdateConnectionsBillingMode: {
    // AWS changes a mode three times in six months: a repeated change may be one of them.
    repeated: "another",
    before: async (reader, { connectionIds }) => {
      const rows = await rowsOf(reader);
      return Object.fromEntries((connectionIds ?? []).map((id) => [id, modeOf(rows.get(id)) ?? null]));
    },
    check: async (reader, { input: { connectionIds = [], billingMode }, before }) => {
      const rows = await rowsOf(reader);
      const isAsWanted = (id: string) => modeOf(rows.get(id)) === billingMode;
      const otherwise = connectionIds.filter((id) => !isAsWanted(id));
      if (otherwise.length === 0) return appliedUnlessOlder(outputOf(connectionIds, rows, billingMode));

      // The present mode of those that a later change has set says nothing.
      const output = outputOf(connectionIds, rows, billingMode, new Set(otherwise));
      const explained = otherwise.map((id) =>
        changes({ aspect: "member billingMode", of: [id, rows.get(id)?.lagId] }),
      );
      const verdict = await unlessChangedLater<"UpdateConnectionsBillingMode">(
        reader,
        explained,
        output,
        lagsOf(otherwise, rows),
      );
      if (verdict.outcome !== "notApplied") return verdict;

      const asWanted = connectionIds.filter(isAsWanted);
      if (asWanted.length === 0) return notApplied;
      const earlier = modesBefore(before);
      if (earlier === undefined)
        return unknown(
          "Some connections are billed as wanted, and how they were billed before is not known.",
        );
      // AWS does not document whether it changes all or none. Those that it changed must not be sent again.
      return asWanted.some((id) => earlier[id] !== billingMode)
        ? appliedUnlessOlder(outputOf(connectionIds, rows, billingMode))
        : notApplied;
    },
  },
};

async function rowsOf(reader: Reader): Promise<Rows> {
  const listed = await reader.list("DescribeConnections", {}, (output) => output.connections);
  return new Map(listed.map((row) => [row.connectionId ?? "", row]));
}

/** The requested billing mode of a connection; undefined for one that is being deleted. */
function modeOf(row: Connection | undefined): string | undefined {
  if (row === undefined || isEnding(row.connectionState)) return undefined;
  return requestedBillingModeOf(row.billingMode) ?? undefined;
}

/** @param unsaid those whose mode is omitted. */
function outputOf(
  ids: readonly string[],
  rows: Rows,
  billingMode: Connection["billingMode"],
  unsaid: ReadonlySet<string> = new Set(),
): Answer<"UpdateConnectionsBillingMode"> {
  const shown = ids.flatMap((id): Connection[] => {
    const row = rows.get(id);
    if (row === undefined) return [];
    const { billingMode: mode, ...rest } = row;
    return [unsaid.has(id) || mode === undefined ? rest : { ...rest, billingMode: mode }];
  });
  return { ...(billingMode !== undefined && { billingMode }), connections: shown };
}

function lagsOf(ids: readonly string[], rows: Rows): string[] {
  return ids.flatMap((id) => rows.get(id)?.lagId ?? []);
}

/** By the ids of connections; undefined where they were not read before the call. */
function modesBefore(before: JsonValue): Readonly<Record<string, JsonValue>> | undefined {
  if (typeof before !== "object" || before === null || Array.isArray(before)) return undefined;
  return before as Readonly<Record<string, JsonValue>>; // as `before` has made it
}
