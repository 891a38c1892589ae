import { partitionOf } from "./regions";

/** The parts of a Direct Connect ARN that locate its resource. */
export interface ResourceName {
  kind: ResourceKind;
  account: string;
  /** Empty for Direct Connect gateways and resiliency groups, which have no region. */
  region: string;
  resourceId: string;
}

/** A parsed Direct Connect ARN. */
export interface ResourceArn extends ResourceName {
  /** Such as `aws-us-gov`. */
  partition: string;
}

/** The resource part's first segment. Interconnects, too, are `dxcon`. */
export type ResourceKind = "dxcon" | "dxlag" | "dxvif" | "dx-gateway" | "dx-resiliency-group";

const ARN =
  /^arn:(aws[a-z-]*):directconnect:([a-z0-9-]*):(\d{12}):(dxcon|dxlag|dxvif|dx-gateway|dx-resiliency-group)\/(\S+)$/;

/** Whether resources of a kind have no region: their ARNs name none. */
export const isRegionless = (kind: ResourceKind) => kind === "dx-gateway" || kind === "dx-resiliency-group";

/** The id in an ARN, such as `dxcon-…`; an id is returned unchanged. */
export function idOfArn(arn = ""): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/**
 * AWS's answers contain no ARNs; an ARN is built from the kind, the owner, the region and the partition (of the owner,
 * for a global resource). By default the partition is that of the region.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsdirectconnect.html
 */
export function arnOf({
  kind,
  account,
  region,
  resourceId,
  partition = partitionOf(region),
}: ResourceName & Partial<ResourceArn>): string {
  return `arn:${partition}:directconnect:${region}:${account}:${kind}/${resourceId}`;
}

/**
 * @returns null where the text is no valid ARN of a Direct Connect resource: also where the region is in another
 * partition, where a gateway or resiliency group has a region, and where any other resource has none.
 */
export function parseArn(arn: string): ResourceArn | null {
  const match = ARN.exec(arn);
  if (match === null) return null;
  const [, partition = "", region = "", account = "", kind, resourceId = ""] = match;
  if (isRegionless(kind as ResourceKind) !== (region === "")) return null;
  if (region !== "" && partition !== partitionOf(region)) return null;
  return { partition, kind: kind as ResourceKind, account, region, resourceId }; // the expression admits nothing else
}
