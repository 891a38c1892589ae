import type * as sdk from "@aws-sdk/client-direct-connect";
import { parseArn } from "../../accounts/arn";
import type { ReadOperation } from "../../client/operations";
import type { ElementChange, RowChange } from "../row-change";
import { type RowChanges, rowChangeOf, storedList } from "./row-change-of";

const TAGGED: Readonly<Record<string, readonly ReadOperation[]>> = {
  dxcon: ["DescribeConnections", "DescribeInterconnects"],
  dxlag: ["DescribeLags"],
  dxvif: ["DescribeVirtualInterfaces"],
  "dx-gateway": ["DescribeDirectConnectGateways"],
  "dx-resiliency-group": [], // lists of groups show no tags
};

/** AWS's answer is empty; the input contains everything. */
function tags(
  resourceArn: string | undefined,
  account: string,
  put: readonly sdk.Tag[],
  removed: readonly string[],
): (RowChange | undefined)[] {
  const parsed = parseArn(resourceArn ?? "");
  const elements: ElementChange[] = [{ member: "tags", key: "key", put: storedList(put), removed }];
  const listings = (TAGGED[parsed?.kind ?? ""] ?? []).map((operation) => ({ operation, account }));
  const key = parsed?.resourceId;
  const ofMember = {
    member: "connections",
    key: "connectionId",
    put: [],
    removed: [],
    within: { key, elements },
  };
  return [
    rowChangeOf(resourceArn, { listings: [{ operation: "DescribeTags", account }], elements }),
    rowChangeOf(key, { listings, elements }),
    parsed?.kind === "dxcon"
      ? rowChangeOf(key, {
          listings: [{ operation: "DescribeLags", account }],
          by: "connections.connectionId",
          elements: [ofMember],
        })
      : undefined,
  ];
}

/** The row changes by changes of tags. */
export const tagChanges = {
  TagResource: ({ input, account }) => tags(input.resourceArn, account, input.tags ?? [], []),
  UntagResource: ({ input, account }) => tags(input.resourceArn, account, [], input.tagKeys ?? []),
} satisfies Partial<RowChanges>;
