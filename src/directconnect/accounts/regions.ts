import { partition } from "../../libraries/aws-sdk";

/**
 * The form of a region's code: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. The config file may name a region of
 * this form that is not yet in the data of the pinned SDK.
 */
const REGION_FORM = /^[a-z]{2,4}(-[a-z]{1,12}){1,3}-\d{1,2}$/;
const LONGEST_CODE = 32;

/** What the SDK's partition data contains beside regions, such as `aws-global`. */
const PSEUDO_REGION = "-global";

/** The partition of each region of the SDK's data, computed once: it has about fifty. */
const validRegions = new Map<string, string>();

/**
 * Whether the SDK's partition data has a region of this code, in any partition. Pseudo regions such as `aws-global`
 * are none.
 */
export function isKnownRegion(region: string): boolean {
  if (validRegions.has(region)) return true;
  if (region.length > LONGEST_CODE || region.endsWith(PSEUDO_REGION)) return false;
  // Only a region of the data has a description; for any other code the SDK guesses the partition.
  const { name, description }: { name: string; description?: string } = partition(region);
  if (description === undefined) return false;
  validRegions.set(region, name);
  return true;
}

/** Whether a text has the form of a region's code, whether the SDK has it or not. */
export function hasRegionForm(text: string): boolean {
  return text.length <= LONGEST_CODE && (REGION_FORM.test(text) || isKnownRegion(text));
}

/**
 * The partition of a region, such as `aws-us-gov`.
 * @param region where the SDK does not have it, the partition is derived from the form of the code; `aws` where no form
 * fits.
 */
export function partitionOf(region: string): string {
  return isKnownRegion(region) ? (validRegions.get(region) ?? "aws") : partition(region).name;
}
