/** The parts of a Direct Connect ARN that say where to look for its resource. */
export interface ResourceName {
  kind: ResourceKind;
  account: string;
  /** Empty for Direct Connect gateways, which are global. */
  region: string;
  resourceId: string;
}

/** The resource part's first segment. Interconnects, too, are `dxcon`. */
export type ResourceKind = "dxcon" | "dxlag" | "dxvif" | "dx-gateway";

/**
 * AWS answers carry no ARNs; they follow from kind, owner and region.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsdirectconnect.html
 */
export function arnOf({ kind, account, region, resourceId }: ResourceName): string {
  return `arn:${partitionOf(region)}:directconnect:${region}:${account}:${kind}/${resourceId}`;
}

/** @returns null where the text is no ARN of a Direct Connect resource. */
export function parseArn(arn: string): ResourceName | null {
  const match =
    /^arn:aws[a-z-]*:directconnect:([a-z0-9-]*):(\d{12}):(dxcon|dxlag|dxvif|dx-gateway)\/(\S+)$/.exec(arn);
  if (match === null) return null;
  const [, region = "", account = "", kind, resourceId = ""] = match;
  return { kind: kind as ResourceKind, account, region, resourceId }; // the expression admits nothing else
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
