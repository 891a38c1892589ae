import { IntegerBetween, rule } from "./rules";

const MBPS = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900];
const GBPS = [
  ...[1, 1.2, 1.5, 1.8, 2, 2.1, 2.4, 2.7, 3, 3.2, 3.6, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 21, 24, 27],
  ...[30, 32, 36, 40, 50, 60, 70, 80, 100, 120, 150, 180, 200, 210, 240, 270, 300, 320, 360, 400, 450],
  ...[480, 500, 540, 600, 700, 800, 900],
];
const TBPS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6];

/** All limits that AWS has. @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/rate-limiters.html */
const RATE_LIMITS: ReadonlySet<unknown> = new Set([
  ...MBPS.map((amount) => `${amount}Mbps`),
  ...GBPS.map((amount) => `${amount}Gbps`),
  ...TBPS.map((amount) => `${amount}Tbps`),
]);

/** The value that removes a limit. The API reference does not state it; this is the value of AWS's console. */
export const UNLIMITED = "Unlimited";

const ALLOWED = [
  `${MBPS.join(", ")} Mbps, ${GBPS.join(", ")} Gbps or ${TBPS.join(", ")} Tbps`,
  "written without a space, such as 500Mbps or 1.2Gbps",
].join(", ");

export const RateLimit = () => rule("rateLimit", ALLOWED, (value) => RATE_LIMITS.has(value));

export const RateLimitOrNone = () =>
  rule(
    "rateLimitOrNone",
    `${UNLIMITED}, or ${ALLOWED}`,
    (value) => value === UNLIMITED || RATE_LIMITS.has(value),
  );

/** The largest pool of a port; AWS can raise the share of one virtual interface. */
const MOST_PREFIXES = 50_000;

export const PrefixCount = () => IntegerBetween(0, MOST_PREFIXES);
