import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { connection, CONNECTIONS } from "./connections";
import { type Draft, listedAnywhere, type RowChanges, rowChangeOf, setAs, storedList } from "./row-change-of";

const PORTS = ["DescribeConnections", "DescribeInterconnects"] as const;

function lag(row: sdk.Lag | null, account: string, draft: Partial<Draft> = {}): RowChange | undefined {
  return rowChangeOf(row?.lagId, {
    listings: [{ operation: "DescribeLags", account }],
    members: row ?? {},
    state: "lagState",
    ...draft,
  });
}

/** A port in or out of a LAG: the port names its LAG, and the LAG lists the port. */
function membership(
  { lagId }: { lagId?: string | undefined },
  port: sdk.Connection | null,
  account: string,
  isIn: boolean,
): (RowChange | undefined)[] {
  const { connectionId = "" } = port ?? {};
  const members = { ...port, lagId: isIn ? lagId : null };
  const moved = { member: "connections", key: "connectionId", state: "connectionState" };
  return [
    connection(port ?? undefined, { members, decisive: ["lagId"] }),
    rowChangeOf(connectionId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: { lagId: members.lagId },
      decisive: ["lagId"],
    }),
    lag({ lagId }, account, {
      members: {},
      elements: [{ ...moved, put: isIn ? storedList([members]) : [], removed: isIn ? [] : [connectionId] }],
    }),
  ];
}

/** The members of a LAG as AWS's answer shows them; a partner's are interconnects, whose rows have another form. */
function members(
  lag: sdk.Lag | null,
  account: string,
  decisiveOf: (member: sdk.Connection) => readonly string[],
): (RowChange | undefined)[] {
  if (lag?.allowsHostedConnections === true) return [];
  return (lag?.connections ?? []).map((member) =>
    connection(member, {
      listings: [{ operation: "DescribeConnections", account }],
      isWhole: true,
      decisive: decisiveOf(member),
    }),
  );
}

/** Ports by the LAG that they are in. */
function inLag(lagId: string | undefined, account: string, set: object): RowChange | undefined {
  return rowChangeOf(lagId, {
    listings: PORTS.map((operation) => ({ operation, account })),
    by: "lagId",
    members: set,
    decisive: Object.keys(set),
  });
}

const SESSIONS = { member: "bgpPeers", key: "bgpPeerId" };

/** What a LAG carries goes down with it. That it comes up again is for its BGP sessions to say. */
function carried({ lagId, lagState, allowsHostedConnections }: sdk.Lag): (RowChange | undefined)[] {
  const topic = `links of ${lagId ?? ""}`;
  if (lagState !== "down") return [rowChangeOf(lagId, { listings: [], topic })];
  const virtualInterfaces = rowChangeOf(lagId, {
    ...{ listings: listedAnywhere("DescribeVirtualInterfaces"), by: "connectionId", topic },
    whose: { virtualInterfaceState: "available" },
    ...{ members: { virtualInterfaceState: "down" }, decisive: ["virtualInterfaceState"] },
    elements: [{ ...SESSIONS, put: [], removed: [], set: { members: { bgpStatus: "down" } } }],
  });
  if (allowsHostedConnections !== true) return [virtualInterfaces];
  const hosted = rowChangeOf(lagId, {
    ...{ listings: listedAnywhere(...CONNECTIONS), by: "lagId", topic },
    whose: { connectionState: "available" },
    ...{ members: { connectionState: "down" }, decisive: ["connectionState"] },
  });
  return [virtualInterfaces, hosted];
}

/** What changes of LAGs say about rows. */
export const lagChanges = {
  CreateLag: ({ answer, account }) => [
    lag(answer, account, { isWhole: true }),
    ...members(answer, account, (member) => setAs(member, { lagId: answer?.lagId })),
  ],
  UpdateLag: ({ input: { lagName, encryptionMode, minimumLinks }, answer, account }) => [
    lag(answer, account, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { lagName, encryptionMode, minimumLinks }),
    }),
    ...(encryptionMode == null
      ? []
      : members(answer, account, (member) => setAs(member, { encryptionMode }))),
    ...(minimumLinks == null || answer === null ? [] : carried(answer)),
  ],
  DeleteLag: ({ input: { lagId }, answer, account }) => [
    lag(answer, account) ?? lag({ lagId, lagState: "deleted" }, account),
    inLag(lagId, account, { lagId: null }),
  ],
  AssociateConnectionWithLag: ({ input, answer, account }) => membership(input, answer, account, true),
  DisassociateConnectionFromLag: ({ input, answer, account }) => membership(input, answer, account, false),
} satisfies Partial<RowChanges>;
