import type { AvailableBillingMode, RequestBillingMode } from "@aws-sdk/client-direct-connect";

/** The flat rates; DOMAIN J.5. */
export const flatRates = [
  "FlatRateTier1",
  "FlatRateTier2",
  "FlatRateTier3",
  "FlatRateTier4",
  "FlatRateTier5",
] as const satisfies readonly RequestBillingMode[];

/** The billing mode that was requested for a connection or LAG: by use where no other was. */
export function requestedModeOf(row?: {
  readonly requestedBillingMode?: RequestBillingMode | undefined;
}): RequestBillingMode {
  return row?.requestedBillingMode ?? "PayAsYouGo";
}

/** At the launch of flat rates: ports of 10 and 100 Gbps. */
const flatRateSpeeds = new Set(["10G", "100G"]);

/** Regions from near to far, as an example: those of the same name up to a hyphen, of the same continent, and others. */
const regions = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-west-1", "eu-west-2", "eu-central-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1"],
];

/** What a location offers: flat rates are not sold in China. */
export function billingModesAt(region: string, portSpeeds: readonly string[]): AvailableBillingMode[] {
  const payAsYouGo = { billingMode: "PayAsYouGo" as const, availablePortSpeeds: [...portSpeeds] };
  const speeds = portSpeeds.filter((speed) => flatRateSpeeds.has(speed));
  if (region.startsWith("cn-") || speeds.length === 0) return [payAsYouGo];
  return [
    payAsYouGo,
    ...flatRates.map((billingMode, index) => ({
      billingMode,
      availablePortSpeeds: speeds,
      includedRegions: includedRegions(region, index + 1),
    })),
  ];
}

/** A higher tier contains the lower ones. */
function includedRegions(region: string, tier: number): string[] {
  const [continent = "", area = ""] = region.split("-");
  const isIncluded = (other: string) =>
    (tier >= 2 && other.startsWith(`${continent}-${area}`)) ||
    (tier >= 3 && other.startsWith(`${continent}-`)) ||
    (tier >= 4 && !other.startsWith("sa-")) ||
    tier >= 5;
  return [region, ...regions.filter((other) => other !== region && isIncluded(other))];
}
