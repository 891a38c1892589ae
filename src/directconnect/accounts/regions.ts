import { partition } from "../../libraries/aws-sdk";

/**
 * The form of a region's code: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. The config file may name a region of this
 * form that the pinned SDK does not know yet.
 */
const REGION_FORM = /^[a-z]{2,4}(-[a-z]{1,12}){1,3}-\d{1,2}$/;
const LONGEST_CODE = 32;

/** What the SDK's partition data has beside regions, such as `aws-global`. */
const PSEUDO_REGION = "-global";

/** The partition of each region that the SDK knows, found once: its data has about fifty. */
const validRegions = new Map<string, string>();

/**
 * Whether the SDK's partition data has a region of this code, in any partition. Pseudo regions such as `aws-global` are none.
 */
export function isKnownRegion(region: string): boolean {
  if (validRegions.has(region)) return true;
  if (region.length > LONGEST_CODE || region.endsWith(PSEUDO_REGION)) return false;
  // Only a region that stands in the data has a description; for any other code the SDK guesses the partition.
  const { name, description }: { name: string; description?: string } = partition(region);
  if (description === undefined) return false;
  validRegions.set(region, name);
  return true;
}

/** Whether a text has the form of a region's code, known or not. */
export function hasRegionForm(text: string): boolean {
  return text.length <= LONGEST_CODE && (REGION_FORM.test(text) || isKnownRegion(text));
}

/**
 * The partition of a region, such as `aws-us-gov`.
 * @param region of a region that the SDK does not know, the partition is found by the form of its code; `aws` where none
 * fits.
 */
export function partitionOf(region: string): string {
  return isKnownRegion(region) ? (validRegions.get(region) ?? "aws") : partition(region).name;
}
