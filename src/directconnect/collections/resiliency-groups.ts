import type * as sdk from "@aws-sdk/client-direct-connect";
import type { ResiliencyGroup } from "../../types/resiliency-group";
import { ROW_RULES } from "../read/row-rules";
import type { Collection } from "./collection";
import { entrance } from "./rows";

export const enterResiliencyGroup = entrance<sdk.ResiliencyGroupSummary, ResiliencyGroup>({
  typename: "ResiliencyGroup",
  arn: { kind: "dx-resiliency-group", from: "resiliencyGroupId", global: true },
  rule: ROW_RULES.ResiliencyGroup,
});

const group = {
  title: "resiliency group",
  enter: enterResiliencyGroup,
  key: "resiliencyGroupId",
  nameMember: "resiliencyGroupName",
} as const;

/**
 * The resiliency groups of an account. Their ARNs contain no region, yet AWS lists them by region, so all
 * regions are read; a group that two regions list is returned once.
 */
export const resiliencyGroups: Collection<
  sdk.ResiliencyGroupSummary,
  ResiliencyGroup,
  "ListResiliencyGroups"
> = {
  ...group,
  operation: "ListResiliencyGroups",
  input: {},
  rowsOf: (output) => output.items,
};

/** One resiliency group, readable in any region. AWS's managed policy for readers denies this operation. */
export function resiliencyGroupById(
  resiliencyGroupId: string,
): Collection<sdk.ResiliencyGroup, ResiliencyGroup, "GetResiliencyGroup"> {
  return {
    ...group,
    operation: "GetResiliencyGroup",
    input: { resiliencyGroupId },
    rowsOf: ({ resiliencyGroup }) => (resiliencyGroup === undefined ? [] : [resiliencyGroup]),
  };
}
