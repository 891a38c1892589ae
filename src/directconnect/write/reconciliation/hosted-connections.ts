import type { Connection } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { hostedConnectionsOn as listedOn } from "../../collections/connections";
import { byNewnessAnywhere } from "./anywhere";
import { heldBefore, listedBefore } from "./change-tags";
import { changes, unlessEndedLater } from "./later-changes";
import { matches } from "./matches";
import { hostedConnectionOf, hostedConnectionsAnywhere, hostedConnectionsOn } from "./parents";
import { movedFrom, unlessMovedLater } from "./places";
import type { JsonValue, Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder } from "./verdicts";

type Operation =
  "AllocateHostedConnection" | "AllocateConnectionOnInterconnect" | "AssociateHostedConnection";

export const hostedConnections: Pick<Reconciliations, Operation> = {
  AllocateHostedConnection: {
    repeated: "refused",
    before: (reader, { connectionId, vlan }) => heldOn(reader, connectionId, vlan),
    check: (reader, { input, before }) => allocated(reader, input.connectionId, input, before),
  },

  AllocateConnectionOnInterconnect: {
    repeated: "refused",
    before: (reader, { interconnectId, vlan }) => heldOn(reader, interconnectId, vlan),
    check: (reader, { input, before }) => allocated(reader, input.interconnectId, input, before),
  },

  AssociateHostedConnection: {
    repeated: "nothing",
    before: (reader, { connectionId }) =>
      movedFrom(async () => (await hostedConnectionOf(reader, connectionId))?.place),
    check: async (reader, { input: { connectionId, parentConnectionId } }) => {
      const children = await hostedConnectionsOn(reader, parentConnectionId);
      const child = children.find((connection) => connection.connectionId === connectionId);
      if (child !== undefined && !isEnding(child.connectionState)) return appliedUnlessOlder(child);
      const moved = child === undefined ? await hostedConnectionOf(reader, connectionId) : undefined;
      return moved === undefined || isEnding(moved.row.connectionState)
        ? unlessEndedLater(
            reader,
            [connectionId],
            moved?.row ?? child ?? { connectionId, connectionState: "deleted" },
          )
        : unlessMovedLater(reader, connectionId, parentConnectionId, moved.place, moved.row);
    },
  },
};

/**
 * The hosted connections on a VLAN in the last listing of a parent that is held: the check of the VLAN has read one. It
 * is read where there is none.
 */
async function heldOn(reader: Reader, parentId = "", vlan: number | undefined): Promise<JsonValue> {
  const rows =
    reader.held(listedOn(parentId)) ?? (await listedBefore(() => hostedConnectionsOn(reader, parentId)));
  return heldBefore<{
    readonly vlan?: number | null | undefined;
    readonly connectionId?: string | null | undefined;
  }>(
    rows,
    (row) => row.vlan == null || row.vlan === vlan,
    ({ connectionId }) => connectionId ?? undefined,
  );
}

type Allocated = Pick<Connection, "vlan" | "ownerAccount" | "bandwidth">;

/** Whether a row has the requested immutable members; the customer may rename it. */
export function isAllocated({ vlan, ownerAccount, bandwidth }: Allocated, row: Connection): boolean {
  return matches({ vlan, ownerAccount, bandwidth }, row);
}

/**
 * A VLAN is used once on a parent. The partner sees no tags of hosted connections, so a new one can only be confused
 * with an equal one that was declined or deleted, as long as AWS lists it.
 */
async function allocated(
  reader: Reader,
  parentId: string | undefined,
  input: Input<"AllocateHostedConnection"> | Input<"AllocateConnectionOnInterconnect">,
  before: JsonValue,
) {
  const { connectionName } = input;
  const start = parentId ?? "";
  const isOn = (parent: string | undefined, row: Connection, other: Allocated) =>
    parent === parentId && isAllocated(other, row);
  return byNewnessAnywhere<"AllocateHostedConnection", Connection>(
    reader,
    { before },
    { start, movedBy: "AssociateHostedConnection" },
    (await hostedConnectionsOn(reader, start)).filter((row) => isAllocated(input, row)),
    async () => (await hostedConnectionsAnywhere(reader)).filter(({ row }) => isAllocated(input, row)),
    {
      idOf: ({ connectionId }) => connectionId,
      isStanding: ({ connectionState }) => !isEnding(connectionState),
      outputOf: (row) => row,
      makers: {
        AllocateHostedConnection: (other, row) => isOn(other.connectionId, row, other),
        AllocateConnectionOnInterconnect: (other, row) => isOn(other.interconnectId, row, other),
      },
      isAsWanted: ({ connectionId, ...row }, later) =>
        matches({ connectionName }, row) ||
        later.some(changes({ aspect: "member connectionName", of: [connectionId] })),
      uniqueState: ({ connectionState }) => connectionState,
    },
  );
}
