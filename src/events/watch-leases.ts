import { randomUUID } from "node:crypto";
import { NO_LEASE } from "../journal/lease";
import { LeaseWatch, type ObservedLease } from "../journal/lease-watch";
import type { Clocks } from "../scheduling/clocks";
import type { Store } from "../store/store";
import { watchKey, type WatchedPlace } from "./change-event";

/**
 * How long a process may be unresponsive before another takes its places over, in milliseconds, and how often it
 * renews its leases. With a run each second, a place is taken over within 10 seconds.
 */
export const LEASE_MILLISECONDS = 7_000;
export const RENEWAL_MILLISECONDS = 2_000;

/** A place, in the form of the store. */
export interface Watch extends WatchedPlace {
  readonly isSettling: boolean;
  readonly isHeld: boolean;
}

/** The accounts and regions that this process watches: one process at a time watches each. */
export class WatchLeases {
  /** By their places: the names of the leases that this process holds. */
  readonly #held = new Map<string, string>();
  readonly #watch: LeaseWatch;
  /** Those that are known to be in the store. */
  #stored: ReadonlySet<string> = new Set();
  #renewedAt = -Infinity;
  #begun = false;

  constructor(
    private readonly store: Store,
    private readonly clocks: Clocks,
  ) {
    this.#watch = new LeaseWatch(LEASE_MILLISECONDS, clocks);
  }

  /** The name of the lease of a place; undefined where this process does not hold it. */
  nameOf(place: WatchedPlace): string | undefined {
    return this.#held.get(watchKey(place));
  }

  /**
   * Renews the leases of this process, and takes free places that it needs.
   * @param isWanted whether this process needs a place.
   * @returns all places that any process watches or that must be watched.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async run(
    wanted: readonly WatchedPlace[],
    isWanted: (watch: Pick<Watch, "account" | "region" | "isSettling">) => boolean,
  ): Promise<Watch[]> {
    await this.#begin();
    await this.#renew();
    await this.#insert(wanted.filter((place) => !this.#stored.has(watchKey(place))));
    const rows = await this.store.use(({ query }) => query.selectFrom("watches").selectAll().execute());
    this.#stored = new Set(rows.map(watchKey));
    this.#watch.keepOnly(this.#stored);
    const watches: Watch[] = [];
    for (const { account, region, owner, renewals, is_settling: isSettling } of rows) {
      const place = { account, region };
      const key = watchKey(place);
      const observed: ObservedLease = {
        id: key,
        lease_owner: owner,
        lease: `${owner} ${renewals}`,
        pause_ms: 0,
      };
      if (this.#held.get(key) !== owner) this.#held.delete(key);
      const isFree = this.#watch.isOver(observed) && !this.#held.has(key);
      if (isFree && isWanted({ ...place, isSettling })) await this.#take(place, owner, renewals);
      watches.push({ ...place, isSettling, isHeld: this.#held.has(key) });
    }
    return watches;
  }

  /** Notes that a change is to be followed at a place, by the process that watches it. */
  async settle({ account, region }: WatchedPlace): Promise<void> {
    await this.store.use(({ query }) =>
      query
        .insertInto("watches")
        .values({ account, region, owner: NO_LEASE, is_settling: true })
        .onConflict((conflict) => conflict.columns(["account", "region"]).doUpdateSet({ is_settling: true }))
        .execute(),
    );
  }

  /** Notes that the followed changes of a place are settled. */
  async settled({ account, region }: WatchedPlace): Promise<void> {
    const owner = this.nameOf({ account, region });
    if (owner === undefined) return;
    await this.store.use(({ query }) =>
      query
        .updateTable("watches")
        .set({ is_settling: false })
        .where("account", "=", account)
        .where("region", "=", region)
        .where("owner", "=", owner)
        .execute(),
    );
  }

  /** Called when a write has found that another process holds the place. */
  lose(place: WatchedPlace): void {
    this.#held.delete(watchKey(place));
  }

  /** Releases a place, so that other processes need not wait. */
  async release(place: WatchedPlace): Promise<void> {
    const owner = this.nameOf(place);
    this.lose(place);
    if (owner !== undefined) await this.#giveBack([owner]);
  }

  /** Releases all places. */
  async close(): Promise<void> {
    const owners = [...this.#held.values()];
    this.#held.clear();
    if (owners.length > 0) await this.#giveBack(owners);
  }

  async #giveBack(owners: readonly string[]): Promise<void> {
    await this.store.use(({ query }) =>
      query.updateTable("watches").set({ owner: NO_LEASE }).where("owner", "in", owners).execute(),
    );
  }

  /** No other process uses an embedded store: every process that held a lease there has ended. */
  async #begin(): Promise<void> {
    if (this.#begun) return;
    // The migration made the row whose lock orders writes; it is made again where tables were emptied since.
    await this.store.use(({ query }) =>
      query
        .insertInto("event_log")
        .values({ journal_order: null })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    if (!this.store.shared)
      await this.store.use(({ query }) => query.updateTable("watches").set({ owner: NO_LEASE }).execute());
    this.#begun = true;
  }

  async #renew(): Promise<void> {
    const now = this.clocks.monotonic();
    if (this.#held.size === 0 || now - this.#renewedAt < RENEWAL_MILLISECONDS) return;
    this.#renewedAt = now;
    const owners = [...this.#held.values()];
    await this.store.use(
      ({ query, sql }) =>
        query
          .updateTable("watches")
          .set({ renewals: sql<string>`renewals + 1` })
          .where("owner", "in", owners)
          .execute(),
      RENEWAL_MILLISECONDS,
    );
  }

  async #insert(wanted: readonly WatchedPlace[]): Promise<void> {
    if (wanted.length === 0) return;
    const rows = wanted.map(({ account, region }) => ({ account, region, owner: NO_LEASE }));
    await this.store.use(({ query }) =>
      query
        .insertInto("watches")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  }

  async #take({ account, region }: WatchedPlace, owner: string, renewals: string): Promise<void> {
    const name = randomUUID();
    const taken = await this.store.use(({ query }) =>
      query
        .updateTable("watches")
        .set({ owner: name, renewals: "0" })
        .where("account", "=", account)
        .where("region", "=", region)
        .where("owner", "=", owner)
        .where("renewals", "=", renewals)
        .returning("account")
        .executeTakeFirst(),
    );
    if (taken !== undefined) this.#held.set(watchKey({ account, region }), name);
  }
}
