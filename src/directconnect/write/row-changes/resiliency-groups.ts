import type * as sdk from "@aws-sdk/client-direct-connect";
import { associationKey } from "../../collections/resiliency-group-associations";
import type { RowChange } from "../row-change";
import { type Draft, type RowChanges, rowChangeOf, setAs } from "./row-change-of";

/** Lists show a group without its tags. */
function group(
  row: sdk.ResiliencyGroup | undefined,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const { tags: _, ...members } = row ?? {};
  return rowChangeOf(row?.resiliencyGroupId, {
    listings: [
      { operation: "ListResiliencyGroups", account },
      { operation: "GetResiliencyGroup", account },
    ],
    members,
    state: "state",
    ...draft,
  });
}

function associations(
  answer: { readonly resiliencyGroupAssociations?: sdk.ResiliencyGroupAssociation[] | undefined } | null,
  account: string,
): (RowChange | undefined)[] {
  return (answer?.resiliencyGroupAssociations ?? []).map((row) => {
    if (row.resiliencyGroupId === undefined || row.connectionArn === undefined) return undefined;
    const key = associationKey(row.resiliencyGroupId, row.connectionArn);
    return rowChangeOf(key, {
      listings: [{ operation: "ListResiliencyGroupAssociations", account }],
      topic: `membership ${key}`, // what left can come back under the same key
      members: row,
      isWhole: true,
      state: "state",
    });
  });
}

/** The row changes by changes of resiliency groups. */
export const resiliencyGroupChanges = {
  CreateResiliencyGroup: ({ answer, account }) => [
    group(answer?.resiliencyGroup, account, { isWhole: true }),
  ],
  UpdateResiliencyGroup: ({ input: { resiliencyGroupName }, answer, account }) => [
    group(answer?.resiliencyGroup, account, {
      decisive: setAs(answer?.resiliencyGroup, { resiliencyGroupName }),
    }),
  ],
  DeleteResiliencyGroup: ({ input: { resiliencyGroupId }, answer, account }) => [
    group(answer?.resiliencyGroup ?? { resiliencyGroupId, state: "deleted" }, account),
  ],
  AssociateConnectionsToResiliencyGroup: ({ answer, account }) => associations(answer, account),
  DisassociateConnectionsFromResiliencyGroup: ({ answer, account }) => associations(answer, account),
} satisfies Partial<RowChanges>;
