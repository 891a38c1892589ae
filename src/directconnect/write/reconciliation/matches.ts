import { canonical } from "./addresses";

/**
 * Whether a row shows everything that was asked for; what was left out or null was not asked for. AWS writes an
 * empty text where it means "none".
 */
export function matches<Row extends object>(
  wanted: { readonly [Member in keyof Row]?: Row[Member] | null },
  row: Row,
): boolean {
  const shown = new Map<string, unknown>(Object.entries(row));
  return Object.entries(wanted).every(([member, value]) => value == null || shown.get(member) === value);
}

interface Prefix {
  readonly cidr?: string | undefined;
}

type Prefixes = readonly Prefix[] | null | undefined;

/** Whether two lists of prefixes allow the same, in whatever order. */
export function samePrefixes(one: Prefixes, other: Prefixes): boolean {
  return hasAll(one, other) && hasAll(other, one);
}

export function hasAll(prefixes: Prefixes, wanted: Prefixes): boolean {
  const present = spellings(prefixes);
  return [...spellings(wanted)].every((cidr) => present.has(cidr));
}

export function hasNone(prefixes: Prefixes, unwanted: Prefixes): boolean {
  const present = spellings(prefixes);
  return ![...spellings(unwanted)].some((cidr) => present.has(cidr));
}

/** Each prefix in its one spelling. */
function spellings(prefixes: Prefixes): ReadonlySet<string> {
  return new Set(prefixes?.map(({ cidr = "" }) => canonical(cidr)));
}
