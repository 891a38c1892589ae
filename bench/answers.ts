import { createHash } from "node:crypto";

/** Which members GraphQL answers as names of enum values; REST and the SDK give AWS's own. */
const ENUMS = new Set([
  "connectionState",
  "hasLogicalRedundancy",
  "portEncryptionStatus",
  "encryptionMode",
  "state",
  "virtualInterfaceType",
  "virtualInterfaceState",
  "addressFamily",
  "bgpPeerState",
  "bgpStatus",
]);

/**
 * The hash of an answer's rows, from any contender: GraphQL's `nodes` or bare rows, enum values by either name, members
 * in any order. Equal hashes are equal data and equal fields.
 * @throws Error where there are no rows.
 */
export function hashOf(answer: unknown): string {
  const rows = rowsOf(answer);
  if (rows.length === 0) throw new Error(`No rows: ${JSON.stringify(answer).slice(0, 500)}`);
  return createHash("sha256")
    .update(JSON.stringify(rows.map((row) => canonical(row))))
    .digest("hex");
}

interface GraphqlAnswer {
  data?: { connections?: { nodes?: unknown[] } };
}

export function rowsOf(answer: unknown): unknown[] {
  return Array.isArray(answer) ? answer : ((answer as GraphqlAnswer).data?.connections?.nodes ?? []);
}

function canonical(value: unknown, name = ""): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => canonical(item));
  if (typeof value === "object" && value !== null) {
    if ("nodes" in value) return canonical(value.nodes);
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return members.map(([member, inner]) => [member, canonical(inner, member)]);
  }
  if (typeof value === "string" && ENUMS.has(name)) return value.toUpperCase().replace(/ /g, "_");
  if (name === "loaIssueTime") return new Date(String(value)).toISOString();
  return value;
}
