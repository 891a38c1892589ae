import { idOfArn } from "../accounts/arn";
import type * as sdk from "@aws-sdk/client-direct-connect";
import type { ResiliencyGroupAssociation } from "../../types/resiliency-group-association";
import { ROW_RULES } from "../read/row-rules";
import type { Collection } from "./collection";
import { type Enter, entrance } from "./rows";

const enter = entrance<sdk.ResiliencyGroupAssociation, ResiliencyGroupAssociation>({
  typename: "ResiliencyGroupAssociation",
  rule: ROW_RULES.ResiliencyGroupAssociation,
});

/** AWS names the member by its ARN alone. */
export const enterResiliencyGroupAssociation: Enter<
  sdk.ResiliencyGroupAssociation,
  ResiliencyGroupAssociation
> = (association, place) => {
  const row = enter(association, place);
  if (row === null) return null;
  return Object.assign(row, {
    identity: associationKey(row.resiliencyGroupId, row.connectionArn),
    connectionId: idOfArn(row.connectionArn),
  });
};

/** Whether a connection is in its group, or is joining it. */
export function isJoined({ state }: { readonly state?: string | undefined }): boolean {
  return state === "associating" || state === "associated";
}

/** The identity of an association. */
export function associationKey(resiliencyGroupId: string, connectionArn: string): string {
  return `${resiliencyGroupId}/${connectionArn}`;
}

/** The associations of one resiliency group. */
export function associationsOfGroup(
  resiliencyGroupId: string,
): Collection<sdk.ResiliencyGroupAssociation, ResiliencyGroupAssociation, "ListResiliencyGroupAssociations"> {
  return {
    title: "association with a resiliency group",
    operation: "ListResiliencyGroupAssociations",
    input: { resiliencyGroupId },
    rowsOf: (output) => output.items,
    enter: enterResiliencyGroupAssociation,
    key: "identity",
    nameMember: "connectionId",
  };
}
