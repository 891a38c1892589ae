import type * as sdk from "@aws-sdk/client-direct-connect";
import { carriedBefore } from "../reconciliation/places";
import type { RowChange } from "../row-change";
import { connection, CONNECTIONS } from "./connections";
import { interconnect, memberList, movedAlong, movedPort } from "./port-moves";
import {
  type Draft,
  listedAnywhere,
  type Outcome,
  type RowChanges,
  rowChangeOf,
  setAs,
} from "./row-change-of";

const PORTS = ["DescribeConnections", "DescribeInterconnects"] as const;

function lag(row: sdk.Lag | null, account: string, draft: Partial<Draft> = {}): RowChange | undefined {
  return rowChangeOf(row?.lagId, {
    listings: [{ operation: "DescribeLags", account }],
    members: row ?? {},
    state: "lagState",
    ...draft,
  });
}

/** The members of a LAG as AWS's answer shows them, each with its own type. */
function members(
  lag: sdk.Lag | null,
  account: string,
  decisiveOf: (member: sdk.Connection) => readonly string[],
): (RowChange | undefined)[] {
  const isPartners = lag?.allowsHostedConnections === true;
  return (lag?.connections ?? []).map((member) =>
    isPartners
      ? interconnect(member, account, decisiveOf(member), true)
      : connection(member, {
          listings: [{ operation: "DescribeConnections", account }],
          isWhole: true,
          decisive: decisiveOf(member),
        }),
  );
}

/** A new LAG, with new ports, and with one that existed before and keeps its type. */
function newLag({ input, answer, account, before }: Outcome<"CreateLag">): (RowChange | undefined)[] {
  const { lagId, connections = [] } = answer ?? {};
  const existing = connections.find(({ connectionId }) => connectionId === input.connectionId);
  const ordered = connections.filter((member) => member !== existing);
  return [
    lag(answer, account, { isWhole: true }),
    ...members(answer && { ...answer, connections: ordered }, account, (member) => setAs(member, { lagId })),
    ...(existing === undefined || lagId === undefined ? [] : movedPort(existing, lagId, account)),
    ...movedAlong(input.connectionId, lagId, carriedBefore(before)),
  ];
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

/** The virtual interfaces of a LAG go down with it. Their BGP sessions show when they come up again. */
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

/** The row changes by changes of LAGs. */
export const lagChanges = {
  CreateLag: newLag,
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
  AssociateConnectionWithLag: ({ input: { connectionId, lagId = "" }, answer, account, before }) => [
    ...(answer === null ? [] : movedPort(answer, lagId, account)),
    memberList(lagId, { ...(answer !== null && { put: { ...answer, lagId } }) }, account),
    ...movedAlong(connectionId, lagId, carriedBefore(before)),
  ],
  DisassociateConnectionFromLag: ({ input: { connectionId, lagId }, answer, account }) => [
    ...(answer === null ? [] : movedPort(answer, null, account)),
    memberList(lagId, { ...(connectionId !== undefined && { removed: connectionId }) }, account),
  ],
} satisfies Partial<RowChanges>;
