const mbps = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900];
const gbps = [
  ...[1, 1.2, 1.5, 1.8, 2, 2.1, 2.4, 2.7, 3, 3.2, 3.6, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 21, 24, 27],
  ...[30, 32, 36, 40, 50, 60, 70, 80, 100, 120, 150, 180, 200, 210, 240, 270, 300, 320, 360, 400, 450],
  ...[480, 500, 540, 600, 700, 800, 900],
];
const tbps = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6];

/** The bandwidths that a virtual interface can be limited to, in exactly these texts; DOMAIN J.6. */
export const rateLimits: ReadonlySet<string> = new Set([
  ...mbps.map((amount) => `${amount}Mbps`),
  ...gbps.map((amount) => `${amount}Gbps`),
  ...tbps.map((amount) => `${amount}Tbps`),
]);
