/** AWS's bandwidths are texts such as `500Mbps` and `10Gbps`. */
const FORM = /^(\d+(?:\.\d+)?)\s*([KMGT]?)bps$/i;
const FACTORS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** @returns bits per second; null where the text is no bandwidth, or there is none. */
export function bitsPerSecond(bandwidth: string | null | undefined): number | null {
  const [, digits, unit] = FORM.exec(bandwidth ?? "") ?? [];
  const factor = FACTORS[(unit ?? "").toUpperCase()];
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}
