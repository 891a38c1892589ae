const LOCATIONS = new Set(["location", "locationCode"]);
const TYPES = new Set(["attachmentType"]);
const TIMES = new Set(["loaIssueTime"]);

/** The same answer in spellings that AWS was seen to use, and its model does not have. */
export function otherSpellings(body: string): string {
  return JSON.stringify(JSON.parse(body, (member: string, value: unknown) => spelled(member, value)));
}

function spelled(member: string, value: unknown): unknown {
  if (typeof value === "string" && LOCATIONS.has(member)) return value.toUpperCase();
  if (typeof value === "string" && TYPES.has(member)) return value.charAt(0).toLowerCase() + value.slice(1);
  if (typeof value === "number" && TIMES.has(member)) return new Date(value * 1000).toUTCString();
  return value;
}
