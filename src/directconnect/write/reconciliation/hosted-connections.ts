import type { Connection } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { byNewness } from "./ids-before";
import { by, setsMember, unlessChangedLater } from "./later-changes";
import { matches } from "./matches";
import { hostedConnectionsOf, hostedConnectionsOn } from "./parents";
import type { JsonValue, Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { appliedUnlessOlder, notApplied } from "./verdicts";

type Operation =
  "AllocateHostedConnection" | "AllocateConnectionOnInterconnect" | "AssociateHostedConnection";

export const hostedConnections: Pick<Reconciliations, Operation> = {
  AllocateHostedConnection: {
    repeated: "refused",
    check: (reader, { input, before }) => allocated(reader, input.connectionId, input, before),
  },

  AllocateConnectionOnInterconnect: {
    repeated: "refused",
    check: (reader, { input, before }) => allocated(reader, input.interconnectId, input, before),
  },

  AssociateHostedConnection: {
    repeated: "nothing",
    check: async (reader, { input: { connectionId, parentConnectionId } }) => {
      const children = await hostedConnectionsOn(reader, parentConnectionId);
      const child = children.find((connection) => connection.connectionId === connectionId);
      if (child !== undefined && !isEnding(child.connectionState)) return appliedUnlessOlder(child);
      const all = child === undefined ? await hostedConnectionsOf(reader) : [];
      const moved = all.find((connection) => connection.connectionId === connectionId);
      const isMoved = by("AssociateHostedConnection", (later) => later.connectionId === connectionId);
      return moved === undefined ? notApplied : unlessChangedLater(reader, [isMoved], moved);
    },
  },
};

type Allocated = Pick<Connection, "vlan" | "ownerAccount" | "bandwidth">;

/** What is asked for and stays; the customer may give it another name. */
export function isAllocated({ vlan, ownerAccount, bandwidth }: Allocated, row: Connection): boolean {
  return matches({ vlan, ownerAccount, bandwidth }, row);
}

/**
 * A VLAN is given once on a parent. The partner sees no tags of what it allocated, so what cannot be told apart is
 * an equal one that was declined or deleted, as long as AWS lists it.
 */
async function allocated(
  reader: Reader,
  parentId: string | undefined,
  input: Input<"AllocateHostedConnection"> | Input<"AllocateConnectionOnInterconnect">,
  before: JsonValue,
) {
  const { connectionName } = input;
  const equal = (await hostedConnectionsOn(reader, parentId)).filter((row) => isAllocated(input, row));
  return byNewness<"AllocateHostedConnection", Connection>(reader, { before }, equal, {
    idOf: ({ connectionId }) => connectionId,
    isStanding: ({ connectionState }) => !isEnding(connectionState),
    outputOf: (row) => row,
    makers: {
      AllocateHostedConnection: (other, row) => other.connectionId === parentId && isAllocated(other, row),
      AllocateConnectionOnInterconnect: (other, row) =>
        other.interconnectId === parentId && isAllocated(other, row),
    },
    isAsWanted: ({ connectionId, ...row }, later) => {
      const isRenamed = setsMember("UpdateConnection", { connectionId }, "connectionName");
      return matches({ connectionName }, row) || later.some(isRenamed);
    },
    uniqueState: ({ connectionState }) => connectionState,
  });
}
