import type { Connection } from "@aws-sdk/client-direct-connect";
import { matches } from "./matches";
import { hostedConnectionsOn } from "./parents";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, notApplied, unknown } from "./verdicts";

type Operation =
  "AllocateHostedConnection" | "AllocateConnectionOnInterconnect" | "AssociateHostedConnection";

export const hostedConnections: Pick<Reconciliations, Operation> = {
  AllocateHostedConnection: {
    repeated: "refused",
    look: (look, { input }) => allocated(look, input.connectionId, input),
  },

  AllocateConnectionOnInterconnect: {
    repeated: "refused",
    look: (look, { input }) => allocated(look, input.interconnectId, input),
  },

  AssociateHostedConnection: {
    repeated: "nothing",
    look: async (look, { input: { connectionId, parentConnectionId } }) => {
      const children = await hostedConnectionsOn(look, parentConnectionId);
      const child = children.find((connection) => connection.connectionId === connectionId);
      return child !== undefined && !isEnding(child.connectionState) ? appliedUnlessOlder(child) : notApplied;
    },
  },
};

type Allocated = Pick<Connection, "vlan" | "ownerAccount" | "bandwidth" | "connectionName">;

/**
 * A VLAN is given once on a parent. The partner sees no tags of what it allocated, so what cannot be told apart is
 * an equal one that was declined or deleted, as long as AWS lists it.
 */
async function allocated(
  look: Look,
  parentId: string | undefined,
  { vlan, ownerAccount, bandwidth, connectionName }: Allocated,
) {
  const wanted = { vlan, ownerAccount, bandwidth, connectionName };
  const equal = (await hostedConnectionsOn(look, parentId)).filter((row) => matches(wanted, row));
  const live = equal.find(({ connectionState }) => !isEnding(connectionState));
  // A row that has come further may be an equal one that was deleted before, on a list that lags.
  if (live !== undefined)
    return live.connectionState === "ordering" ? applied(live) : appliedUnlessOlder(live);
  const [ended] = equal;
  return ended === undefined
    ? notApplied
    : unknown(
        `Direct Connect lists ${ended.connectionId ?? ""} (${ended.connectionState ?? ""}), equal to this one; whether it is this one cannot be told until it is no longer listed.`,
      );
}
