import type { Logger } from "pino";
import { type AccountGrant, grantOf, type Grants, grantsRegion } from "../../auth/grants";
import { badInput, GatewayError } from "../../errors";
import { quoted } from "../../observability/secrets";
import { MOST_ACCOUNTS, MOST_REGIONS } from "../../types/graph/fan-out";
import { countPlaces, distinct, listed, type Requested, unknownAccount, unknownRegion } from "./fan-out";
import { isKnownRegion, partitionOf } from "./regions";
import type { ResourceArn } from "./arn";
import type { Credentials, KeptCredentials } from "./cached-credentials";

/** An AWS account that the gateway can act as. */
export interface Account {
  /** 12 digits. */
  readonly accountId: string;
  /** A name for people; unique, like the id. */
  readonly alias: string;
  /** The regions that are read where a query names none. The first is the account's default. */
  readonly regions: readonly string[];
  /** The partition of the account, such as `aws-us-gov`; by default that of its first region. */
  readonly partition?: string;
  /** What it signs with: credentials that never change, or that are cached and renewed. */
  readonly credentials: Credentials | KeptCredentials;
}

/** One account in one region: the target of every call. */
export interface Place {
  readonly account: Account;
  readonly region: string;
}

/** The partition of an account: each AWS account is in one. */
export function partitionOfAccount({ partition, regions: [first = ""] }: Account): string {
  return partition ?? partitionOf(first);
}

/** The accounts of the configuration, the default one first; or those that are granted to a caller. */
export class Accounts {
  readonly #byName = new Map<string, Account>();
  readonly #granted = new WeakMap<object, Accounts>();
  /** The places of a single account, by the ID or alias that names it. */
  readonly #placesOf = new Map<string, readonly Place[]>();

  /** @throws Error where two share an id or an alias. */
  constructor(
    readonly all: readonly Account[],
    private readonly defaultRegion: string,
    private readonly grants: Grants = "all",
  ) {
    for (const account of all) {
      for (const name of new Set([account.accountId, account.alias])) {
        if (this.#byName.has(name)) throw new Error(`Two accounts are called ${name}.`);
        this.#byName.set(name, account);
      }
    }
  }

  /**
   * The accounts that are granted to a caller, with the granted regions only. Made once for the callers who share
   * their grants.
   */
  granted(grants: Grants): Accounts {
    if (grants === "all") return this;
    let granted = this.#granted.get(grants);
    if (granted === undefined) {
      const accounts = [...grants].flatMap(([accountId, grant]) => {
        const account = this.find(accountId);
        return account === undefined
          ? []
          : [{ ...account, partition: partitionOfAccount(account), regions: regionsOf(account, grant) }];
      });
      granted = new Accounts(accounts, this.defaultRegion, grants);
      this.#granted.set(grants, granted);
    }
    return granted;
  }

  /** @returns undefined where the gateway has no such account. */
  find(idOrAlias: string): Account | undefined {
    return this.#byName.get(idOrAlias);
  }

  /**
   * The one place that a call goes to.
   * @throws GatewayError BAD_USER_INPUT, naming `account` or `region`.
   */
  place(account?: string | null, region?: string | null): Place {
    const [only] = this.places([account ?? this.#default.accountId], [region ?? this.#homeOf(account)], {
      accounts: "account",
      regions: "region",
    });
    if (only === undefined) throw new Error("places() answers at least one place or throws.");
    return only;
  }

  /**
   * Every place that a fan-out goes to.
   * @param accounts ids or aliases; all accounts by default.
   * @param regions all regions of each account by default.
   * @throws GatewayError BAD_USER_INPUT, naming the argument, where there are too many or one is unknown.
   */
  places(
    accounts?: readonly string[] | null,
    regions?: readonly string[] | null,
    argument = { accounts: "accounts", regions: "regions" },
  ): readonly Place[] {
    const only = accounts?.length === 1 && regions == null ? accounts[0] : undefined;
    const placesOfOnly = only === undefined ? undefined : this.#placesOf.get(only);
    if (placesOfOnly !== undefined) return placesOfOnly;
    const places = this.#places(accounts, regions, argument);
    if (only !== undefined) this.#placesOf.set(only, places);
    return places;
  }

  #places(
    accounts: readonly string[] | null | undefined,
    regions: readonly string[] | null | undefined,
    argument: { accounts: string; regions: string },
  ): Place[] {
    const chosen = accounts == null ? this.all : this.#named(accounts, argument.accounts);
    const codes = regions == null ? null : distinct(regions, MOST_REGIONS, argument.regions);
    for (const region of codes ?? []) this.#checkRegion(region, argument.regions);
    const places = placesOf(chosen, codes);
    const open = places.filter((place) => this.#isOpen(place));
    // where the request names no accounts, accounts without a grant for the region are left out
    if (open.length === places.length || (accounts == null && open.length > 0)) return open;
    const closed = places.find((place) => !this.#isOpen(place)) ?? { region: "", account: this.#default };
    const allowed = `one of ${listed(closed.account.regions)} in account ${closed.account.accountId}`;
    throw badInput([{ argument: argument.regions, sent: quoted(closed.region), allowed }]);
  }

  /**
   * How many places `places` answers, for the cost of reading them. It never fails.
   * @param accounts null for all accounts; undefined where the argument is invalid.
   * @param regions likewise.
   */
  countPlaces(accounts: Requested, regions: Requested): number {
    return countPlaces(this.all, (name) => this.find(name), accounts, regions);
  }

  /** The accounts that the caller may read in a region, or an empty list: for a search over all accounts. */
  everywhere(region?: string): Place[] {
    return placesOf(this.all, region === undefined ? null : [region]).filter((place) => this.#isOpen(place));
  }

  /** @returns undefined where the gateway has no such account, or the caller has no grant there. */
  placeIn(account: string, region: string): Place | undefined {
    const found = this.find(account);
    if (found === undefined) return undefined;
    const place = { account: found, region };
    return this.#isOpen(place) ? place : undefined;
  }

  /**
   * The place of a resource that an ARN names; for a gateway, a place in any region.
   * @returns undefined where the gateway has no such account in the ARN's partition, or the caller has no grant there.
   */
  placeOfArn({ partition, account, region }: ResourceArn): Place | undefined {
    if (region !== "") return this.placeIn(account, region);
    const found = this.find(account);
    return found !== undefined && partitionOfAccount(found) === partition ? this.place(account) : undefined;
  }

  /** One place for each account: where its global resources are read. */
  homes(accounts?: readonly string[] | null, regions?: readonly string[] | null): Place[] {
    const byAccount = new Map<Account, Place>();
    for (const place of this.places(accounts, regions)) {
      if (!byAccount.has(place.account)) byAccount.set(place.account, place);
    }
    return [...byAccount.values()];
  }

  /** @throws GatewayError FORBIDDEN where there is none at all. */
  get #default(): Account {
    const [first] = this.all;
    if (first !== undefined) return first;
    throw new GatewayError("FORBIDDEN", "No account is granted to you.");
  }

  /** Whether an account can be called in a region: its partition has the region, and the region is granted. */
  /** Whether every region of an account is granted, including regions that AWS opens later. */
  hasAllRegions(accountId: string): boolean {
    return grantOf(this.grants, accountId)?.regions === undefined;
  }

  #isOpen({ account, region }: Place): boolean {
    if (!isKnownRegion(region) && !account.regions.includes(region)) return false;
    if (this.grants === "all") return true;
    const grant = this.grants.get(account.accountId);
    return grant !== undefined && grantsRegion(grant, region);
  }

  #homeOf(account?: string | null): string {
    const found = account == null ? this.#default : this.find(account);
    return found === undefined || found.regions.includes(this.defaultRegion)
      ? this.defaultRegion
      : (found.regions[0] ?? this.defaultRegion);
  }

  #named(names: readonly string[], argument: string): Account[] {
    const found = names.map((name) => {
      const account = this.find(name);
      if (account === undefined) throw unknownAccount(name, argument, this.all);
      return account;
    });
    return distinct(found, MOST_ACCOUNTS, argument);
  }

  /** A valid region is in the SDK's data, or is configured for an account that the caller may use. */
  #checkRegion(region: string, argument: string): void {
    if (isKnownRegion(region) || this.all.some(({ regions }) => regions.includes(region))) return;
    throw unknownRegion(region, argument, this.all);
  }
}

function placesOf(accounts: readonly Account[], regions?: readonly string[] | null): Place[] {
  return accounts.flatMap((account) =>
    [...new Set(regions ?? account.regions)].map((region) => ({ account, region })),
  );
}

/** The account's own regions that are granted; the granted regions where none of the account's own are. */
function regionsOf({ regions }: Account, { regions: granted }: AccountGrant): readonly string[] {
  if (granted === undefined) return regions;
  const both = regions.filter((region) => granted.has(region));
  return both.length > 0 ? both : [...granted];
}

/**
 * The accounts of the configuration. A region that the AWS SDK does not have is logged: the configuration may be
 * ahead of the SDK's data, or mistaken.
 * @throws Error where two accounts share an id or an alias.
 */
export function openAccounts(all: readonly Account[], defaultRegion: string, logger: Logger): Accounts {
  for (const { accountId, regions } of all) {
    const unknown = regions.filter((region) => !isKnownRegion(region));
    if (unknown.length === 0) continue;
    logger.warn({ accountId, regions: unknown }, "the AWS SDK does not know these regions of an account");
  }
  return new Accounts(all, defaultRegion);
}
