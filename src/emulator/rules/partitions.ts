import { partition } from "@aws-sdk/core/client";

/** The partition of a region, such as `aws-us-gov`; `aws` where the SDK has none. */
export function partitionOf(region: string): string {
  return partition(region).name;
}

/** Whether there is a region of this code in any partition. What is global, such as `aws-global`, is none. */
export function isRegion(region: string): boolean {
  const { description }: { name: string; description?: string } = partition(region);
  return description !== undefined && !region.endsWith("-global");
}
