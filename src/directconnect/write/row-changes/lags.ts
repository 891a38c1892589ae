import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { connection } from "./connections";
import { type Draft, type RowChanges, rowChangeOf, setAs, storedList } from "./row-change-of";

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

/** What changes of LAGs say about rows. */
export const lagChanges = {
  CreateLag: ({ answer, account }) => [
    lag(answer, account, { isWhole: true }),
    // A partner's members are interconnects, whose rows have another form.
    ...(answer?.allowsHostedConnections === true ? [] : (answer?.connections ?? [])).map((member) =>
      connection(member, {
        listings: [{ operation: "DescribeConnections", account }],
        isWhole: true,
        decisive: setAs(member, { lagId: answer?.lagId }),
      }),
    ),
  ],
  UpdateLag: ({ input: { lagName, encryptionMode, minimumLinks }, answer, account }) => [
    lag(answer, account, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { lagName, encryptionMode, minimumLinks }),
    }),
  ],
  DeleteLag: ({ input, answer, account }) => [
    lag(answer, account) ?? lag({ lagId: input.lagId, lagState: "deleted" }, account),
  ],
  AssociateConnectionWithLag: ({ input, answer, account }) => membership(input, answer, account, true),
  DisassociateConnectionFromLag: ({ input, answer, account }) => membership(input, answer, account, false),
} satisfies Partial<RowChanges>;
