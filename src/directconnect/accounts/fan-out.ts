import { badInput, type GatewayError } from "../../errors";
import { quoted } from "../../observability/secrets";
import { MOST_ACCOUNTS, MOST_REGIONS } from "../../types/graph/fan-out";

/** An account, with the names that requests may use for it. */
interface NamedAccount {
  readonly accountId: string;
  readonly alias: string;
  readonly regions: readonly string[];
}

/** How many values an error lists. */
export const MOST_LISTED = 5;

/** What a list of accounts or regions holds, each once; null for all. */
export type Requested = readonly string[] | null | undefined;

/** Values for an error to list: `a, b, c, d, e and 12 more`. */
export function listed(values: readonly string[]): string {
  const more = values.length - MOST_LISTED;
  return values.slice(0, MOST_LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * The values of a list, each once.
 * @throws GatewayError BAD_USER_INPUT where there are more than `most`.
 */
export function distinct<Value>(values: readonly Value[], most: number, argument: string): Value[] {
  const all = [...new Set(values)];
  if (all.length <= most) return all;
  throw badInput([{ argument, sent: `a list of ${all.length}`, allowed: `a list of at most ${most}` }]);
}

/** The error of an account that is none of `all`, the accounts that may be named. */
export function unknownAccount(name: string, argument: string, all: readonly NamedAccount[]): GatewayError {
  const allowed = listed(all.map(({ accountId, alias }) => `${accountId} (${alias})`));
  return badInput([{ argument, sent: quoted(name), allowed: `one of ${allowed}` }]);
}

/** The error of a region that is neither in the SDK's data nor in the configuration of an account. */
export function unknownRegion(region: string, argument: string, all: readonly NamedAccount[]): GatewayError {
  const regions = listed([...new Set(all.flatMap((account) => account.regions))]);
  const allowed = `a region of AWS, such as ${regions === "" ? "us-east-1" : regions}`;
  return badInput([{ argument, sent: quoted(region), allowed }]);
}

/**
 * How many places a fan-out goes to, for its cost. It never fails: an unknown value counts as one, and a value that
 * cannot be coerced (undefined) as the highest number that may be named.
 * @param all the accounts that may be named; null means all of them, and all regions of an account.
 */
export function countPlaces(
  all: readonly NamedAccount[],
  find: (name: string) => NamedAccount | undefined,
  accounts: Requested,
  regions: Requested,
): number {
  const chosen = accounts == null ? all : [...new Set(accounts.map((name) => find(name) ?? name))];
  const named = accounts === undefined ? Math.max(MOST_ACCOUNTS, all.length) : chosen.length;
  if (regions === undefined) return named * MOST_REGIONS;
  if (regions !== null) return named * new Set(regions).size;
  const sizes = chosen.map((account) => (typeof account === "string" ? 1 : account.regions.length));
  if (accounts === undefined) return named * Math.max(1, ...sizes);
  return sizes.reduce((sum, size) => sum + size, 0);
}
