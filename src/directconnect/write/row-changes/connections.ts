import type * as sdk from "@aws-sdk/client-direct-connect";
import { requestedBillingModeOf } from "../../../types/billing-mode";
import type { RowChange } from "../row-change";
import { type Draft, listedAnywhere, listedTo, type RowChanges, rowChangeOf, setAs } from "./row-change-of";

/** The operations that list connections. */
export const CONNECTIONS = [
  "DescribeConnections",
  "DescribeHostedConnections",
  "DescribeConnectionsOnInterconnect",
] as const;

/** The lists of a partner's interconnects and LAGs. */
export const hostedLists = () =>
  listedAnywhere("DescribeHostedConnections", "DescribeConnectionsOnInterconnect");

/** A connection of any kind. */
export function connection(
  row: sdk.Connection | undefined,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const { ownerAccount } = row ?? {};
  return rowChangeOf(row?.connectionId, {
    listings: [...listedTo("DescribeConnections", [ownerAccount]), ...listedAnywhere(...CONNECTIONS)],
    members: row,
    state: "connectionState",
    ...draft,
  });
}

function connectionState(
  connectionId: string | undefined,
  state: string | undefined = "deleted",
): RowChange | undefined {
  return connection({ connectionId }, { members: { connectionState: state } });
}

/** AWS omits members that a change has emptied; here they are null. */
type Row<Sdk> = { [Member in keyof Sdk]: Sdk[Member] | null };

/** The partner lists it under its parent, the customer among its connections. */
function hosted(
  parent: string | undefined,
  row: Row<sdk.Connection> | null,
  account: string,
  decisive: readonly string[] = [],
): RowChange | undefined {
  const { connectionId, ownerAccount = null } = row ?? {};
  return rowChangeOf(connectionId, {
    listings: [
      { operation: "DescribeHostedConnections", account, parent },
      { operation: "DescribeConnectionsOnInterconnect", account, parent },
      { operation: "DescribeConnections", account: ownerAccount },
    ],
    members: row ?? {},
    isWhole: true,
    state: "connectionState",
    decisive,
  });
}

/**
 * A port with another billing mode, and its LAG. Another port's change can make it one of a pair:
 * a listed row is as new as the change where it has the requested mode.
 */
function billedOtherwise(
  row: sdk.Connection,
  wanted: sdk.RequestBillingMode | undefined,
  account: string,
): (RowChange | undefined)[] {
  const { billingMode, lagId } = row;
  const requestedBillingMode = requestedBillingModeOf(billingMode);
  const isSet = requestedBillingMode !== null && requestedBillingMode === wanted;
  const billing = { billingMode, requestedBillingMode };
  const decisive = isSet ? ["requestedBillingMode"] : [];
  return [
    connection(row, { members: { ...row, ...billing }, isWhole: true, decisive }),
    isSet
      ? rowChangeOf(lagId, {
          ...{ listings: [{ operation: "DescribeLags", account }], topic: `billing of ${lagId ?? ""}` },
          ...{ members: billing, decisive },
        })
      : undefined,
  ];
}

/** The row changes by changes of connections and interconnects. */
export const portChanges = {
  CreateConnection: ({ answer, account }) => [
    connection(answer ?? undefined, {
      listings: [{ operation: "DescribeConnections", account }],
      isWhole: true,
    }),
  ],
  UpdateConnection: ({ input: { connectionName, encryptionMode }, answer }) => [
    connection(answer ?? undefined, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { connectionName, encryptionMode }),
    }),
  ],
  UpdateConnectionsBillingMode: ({ input: { billingMode }, answer, account }) =>
    (answer?.connections ?? []).flatMap((row) => billedOtherwise(row, billingMode, account)),
  DeleteConnection: ({ input, answer }) => [
    connection(answer ?? undefined) ?? connectionState(input.connectionId),
  ],
  ConfirmConnection: ({ input, answer }) => [connectionState(input.connectionId, answer?.connectionState)],

  AllocateHostedConnection: ({ input, answer, account }) => [hosted(input.connectionId, answer, account)],
  AllocateConnectionOnInterconnect: ({ input, answer, account }) => [
    hosted(input.interconnectId, answer, account),
  ],
  AssociateHostedConnection: ({ input, answer, account }) => [
    hosted(input.parentConnectionId, answer && { ...answer, lagId: answer.lagId ?? null }, account, [
      "lagId",
    ]),
  ],

  CreateInterconnect: ({ answer, account }) => [
    rowChangeOf(answer?.interconnectId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: answer ?? {},
      isWhole: true,
      state: "interconnectState",
    }),
  ],
  DeleteInterconnect: ({ input, answer, account }) => [
    rowChangeOf(input.interconnectId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: { interconnectState: answer?.interconnectState ?? "deleted" },
      state: "interconnectState",
    }),
  ],
} satisfies Partial<RowChanges>;
