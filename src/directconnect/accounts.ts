import { badInput } from "../errors";
import type { Credentials, KeptCredentials } from "./kept-credentials";

/** An AWS account that the gateway can act as. */
export interface Account {
  /** 12 digits. */
  readonly accountId: string;
  /** A name for people; unique, like the id. */
  readonly alias: string;
  /** The regions that are read where a question names none. The first is the account's default. */
  readonly regions: readonly string[];
  /** What it signs with: the same for ever, or kept and renewed. */
  readonly credentials: Credentials | KeptCredentials;
}

/** One account in one region: the place that every call goes to. */
export interface Place {
  readonly account: Account;
  readonly region: string;
}

/** The accounts of the configuration, the default one first. */
export class Accounts {
  readonly #byName = new Map<string, Account>();
  readonly #first: Account;

  /** @throws Error where there is none, or two share an id or an alias. */
  constructor(
    readonly all: readonly Account[],
    private readonly defaultRegion: string,
  ) {
    const [first] = all;
    if (first === undefined) throw new Error("At least one account is needed.");
    this.#first = first;
    for (const account of all) {
      for (const name of new Set([account.accountId, account.alias])) {
        if (this.#byName.has(name)) throw new Error(`Two accounts are called ${name}.`);
        this.#byName.set(name, account);
      }
    }
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
    const [only] = this.places(
      account == null ? [this.#first.accountId] : [account],
      [region ?? this.#homeOf(account)],
      {
        accounts: "account",
        regions: "region",
      },
    );
    if (only === undefined) throw new Error("places() answers at least one place or throws.");
    return only;
  }

  /**
   * Every place that a fan-out goes to.
   * @param accounts ids or aliases; all accounts where left out.
   * @param regions all of each account's where left out.
   * @throws GatewayError BAD_USER_INPUT, naming the argument.
   */
  places(
    accounts?: readonly string[] | null,
    regions?: readonly string[] | null,
    argument = { accounts: "accounts", regions: "regions" },
  ): Place[] {
    const chosen =
      accounts == null ? this.all : [...new Set(accounts.map((name) => this.#get(name, argument.accounts)))];
    for (const region of regions ?? []) this.#checkRegion(region, argument.regions);
    return chosen.flatMap((account) =>
      [...new Set(regions ?? account.regions)].map((region) => ({ account, region })),
    );
  }

  /** One place for each account: where its global resources are read. */
  homes(accounts?: readonly string[] | null, regions?: readonly string[] | null): Place[] {
    const byAccount = new Map<Account, Place>();
    for (const place of this.places(accounts, regions)) {
      if (!byAccount.has(place.account)) byAccount.set(place.account, place);
    }
    return [...byAccount.values()];
  }

  #homeOf(account?: string | null): string {
    const found = account == null ? this.#first : this.find(account);
    return found === undefined || found.regions.includes(this.defaultRegion)
      ? this.defaultRegion
      : (found.regions[0] ?? this.defaultRegion);
  }

  #get(name: string, argument: string): Account {
    const account = this.find(name);
    if (account !== undefined) return account;
    const allowed = this.all.map(({ accountId, alias }) => `${accountId} (${alias})`).join(", ");
    throw badInput([{ argument, sent: JSON.stringify(name), allowed: `one of ${allowed}` }]);
  }

  /** Any region of AWS's form may be asked; what AWS does not know of, it says itself. */
  #checkRegion(region: string, argument: string): void {
    if (/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region)) return;
    throw badInput([
      { argument, sent: JSON.stringify(region), allowed: "a region's code, such as us-east-1" },
    ]);
  }
}
