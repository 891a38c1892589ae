import { isSameWord } from "../../lists/words";
import { canonical } from "./addresses";

/** Members that AWS may show in another case than they were sent in. */
const WORDS: ReadonlySet<string> = new Set(["location", "bandwidth", "connectionsBandwidth"]);

/**
 * Whether a row has all requested values; an absent or null member was not requested. AWS writes an
 * empty text where it means "none".
 */
export function matches<Row extends object>(
  wanted: { readonly [Member in keyof Row]?: Row[Member] | null },
  row: Row,
): boolean {
  const shown = new Map<string, unknown>(Object.entries(row));
  return Object.entries(wanted).every(([member, value]) => {
    if (value == null) return true;
    const is = shown.get(member);
    return WORDS.has(member) ? isSameWord(is, value) : is === value;
  });
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

/** Each prefix in its canonical spelling. */
function spellings(prefixes: Prefixes): ReadonlySet<string> {
  return new Set(prefixes?.map(({ cidr = "" }) => canonical(cidr)));
}
