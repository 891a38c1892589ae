import { type Clocks, Stopwatch, SYSTEM_CLOCKS } from "../scheduling/clocks";
import { type ErrorCode, GatewayError } from "../errors";
import type { Grants } from "../auth/grants";
import type { Sender } from "../scheduling/fair-queue";
import type { Database } from "../store/database";
import type { Store } from "../store/store";
import type { AuditFilter, Cut, Entries } from "./audit";
import { KnownAges } from "./ages";
import { countEntries, readPage } from "./audit-statements";
import { CONCERNS_NOTHING, type Concerned } from "./concerned";
import {
  earlierThan,
  type Entry,
  type Held,
  type NewEntry,
  type Outcome,
  type Settled,
  type StoredError,
  type Writable,
} from "./entry";
import { EntryContents, type EntryContentsOptions, readContents } from "./entry-contents";
import { Lease, type LeaseTimes, NO_LEASE } from "./lease";
import { LeaseWatch, type ObservedLease } from "./lease-watch";
import { lastMark, Marks } from "./marks";
import {
  type LaterWanted,
  type OtherChange,
  type OthersWanted,
  readLater,
  readOtherChanges,
} from "./other-changes";
import { purgeEntries } from "./purge";
import { readRecentChanges, readSettledChange, type RecentChange } from "./recent-changes";
import {
  columns,
  leaseColumns,
  leaseText,
  lostByNow,
  nextOrder,
  orderNow,
  orderOf,
  refusedWith,
  toEntry,
  together,
  toRow,
  UNSETTLED,
} from "./rows";
import { SeenTransactions } from "./observed-transactions";
import { toJsonb } from "./stored-json";
import { visibleTo } from "./visible-entries";

/** The names that a caller's entries stand under. */
export interface CallerNames {
  readonly name: string;
  /** As an earlier version of the gateway called the same person. */
  readonly formerName?: string | undefined;
}

/** What is shown of an entry, and to whom. */
interface Shown {
  readonly grants: Grants;
  /** Undefined where a change depends on it. */
  readonly sender?: Sender | undefined;
}

export interface JournalOptions extends LeaseTimes {
  /** How long outcomes are kept. */
  readonly retentionHours: number;
  /** When the caller of a change is answered at the latest: until then versions without a fence send it. */
  readonly deadlineMilliseconds: number;
  /** How long it matters how long ago an outcome was noted. */
  readonly consistencyMilliseconds: number;
}

/** One use of the store, which has just ended. */
export interface EndedStatement {
  /** What the journal was asked to do, such as `open`. */
  readonly name: string;
  readonly milliseconds: number;
  /** The code that it failed with. */
  readonly error?: ErrorCode;
}

export type StatementObserver = (statement: EndedStatement) => void;

/** What became of a write of an outcome. */
export interface Noted {
  readonly isNoted: boolean;
  /** Undefined where nothing was noted, or an earlier version opened the entry. */
  readonly order?: Settled | undefined;
}

/** How long who only wants to know how it is waits, in milliseconds. */
const MOMENT = 1_000;

/** How many entries without an outcome are watched at most, those first that nobody has written for the longest time. */
const MOST_WATCHED = 10_000;

/**
 * Every change that was asked for, from before it was sent. That a caller's key is used once, and that one process at
 * a time works on an entry, is the database's doing; how long ago something was, this process's own clock tells.
 */
export class Journal {
  readonly #watch: LeaseWatch;
  readonly #age: Stopwatch;
  readonly #marks: Marks;
  readonly #transactions: SeenTransactions;
  readonly #ages: KnownAges;
  #begun: Promise<unknown> | undefined;

  constructor(
    private readonly store: Store,
    private readonly options: JournalOptions,
    /** Told of each use of the store. */
    private readonly observe: StatementObserver = () => undefined,
    private readonly clocks: Clocks = SYSTEM_CLOCKS,
  ) {
    this.#watch = new LeaseWatch(options.leaseMilliseconds, clocks);
    this.#age = new Stopwatch(clocks);
    this.#transactions = new SeenTransactions(options.consistencyMilliseconds, clocks);
    this.#ages = new KnownAges((task) => this.#use("ages", task), options.consistencyMilliseconds);
    this.#marks = new Marks((task) => this.#use("mark", task), clocks);
  }

  /** @returns a lease to take with `open` or `reopen`. What it lasts counts from their statement on. */
  lease(entryId: string): Lease {
    return new Lease(entryId, this.options, this.clocks);
  }

  /**
   * Opens an entry and takes its lease; with that the change may be sent.
   * @returns the one that the caller's key already has, or null where it is open now.
   * @throws GatewayError STORE_UNAVAILABLE; the entry may be there all the same, and is to be forgotten.
   */
  async open(entry: Held<NewEntry>): Promise<Entry | null> {
    await this.#begin();
    for (;;) {
      if (await this.#insert(entry)) return null;
      const existing = await this.find({ name: entry.caller }, entry.key);
      if (existing !== null) return existing;
      // The one that had the key was forgotten in between.
    }
  }

  /** @returns false where the caller's key has an entry. */
  async #insert(entry: Held<NewEntry>): Promise<boolean> {
    const inserted = await this.#use("open", ({ query, sql }) =>
      query
        .insertInto("journal")
        .values({
          ...toRow(entry),
          state: "open",
          output: null,
          error: null,
          opened_order: orderNow(sql),
          ...this.#leased(entry.lease, sql),
          unsent_marker: entry.marker,
        })
        .onConflict((conflict) => conflict.columns(["caller", "key"]).doNothing())
        .returning("opened_order")
        .executeTakeFirst(),
    );
    if (inserted !== undefined) entry.lease.take(inserted.opened_order);
    return inserted !== undefined;
  }

  /**
   * Opens again what was not made, and takes its lease. What says which sending made a resource is kept.
   * @returns whether it was this process that did.
   */
  async reopen(existing: Entry, entry: Held<NewEntry>): Promise<boolean> {
    const { id: _same, ...row } = toRow(entry);
    const reopened = await this.#use("reopen", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          ...row,
          earlier: toJsonb(earlierThan(existing).map((sending) => ({ ...sending }))),
          state: "open",
          output: null,
          error: null,
          // Not `opened_at`: an entry that moves among the pages of the audit trail is missed by who reads them.
          reopened_at: sql<Date>`now()`,
          reopened_mark: lastMark(sql),
          // What earlier sendings were, they did nothing: this one is executed from now on.
          opened_order: orderNow(sql),
          lost_order: null,
          is_untraced: null,
          settled_at: null,
          settled_order: null,
          looks: 0,
          ...this.#leased(entry.lease, sql),
          unsent_for_ms: 0,
          unsent_marker: entry.marker,
        })
        .where("id", "=", existing.id)
        .where("marker", "=", existing.marker)
        .where("state", "=", "notApplied")
        .returning("opened_order")
        .executeTakeFirst(),
    );
    if (reopened !== undefined) entry.lease.take(reopened.opened_order);
    return reopened !== undefined;
  }

  /**
   * The entry of a caller's key.
   * @param caller its name, and the one that it had in earlier versions.
   * @param shown for a caller who looks at it: where it concerns what is granted, and in that caller's turn.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async find(
    { name, formerName }: CallerNames,
    key: string,
    { grants, sender }: Shown = { grants: "all" },
  ): Promise<Entry | null> {
    await this.#begin();
    const row = await this.#read("find", sender, (database) => {
      const { query, sql } = database;
      const ofKey = query.selectFrom("journal").select(columns(sql)).where("key", "=", key);
      const ofCaller =
        formerName === undefined
          ? ofKey.where("caller", "=", name)
          : ofKey
              .where("caller", "in", [name, formerName])
              .orderBy(sql`caller = ${name}`, "desc")
              .limit(1);
      return (
        grants === "all" ? ofCaller : ofCaller.where(visibleTo(grants, database, "shown"))
      ).executeTakeFirst();
    });
    return row === undefined ? null : toEntry(row);
  }

  /**
   * Other changes that may say what became of one.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async others(wanted: OthersWanted): Promise<OtherChange[]> {
    return readOtherChanges((task) => this.#use("others", task), wanted);
  }

  /**
   * Changes of one operation that were opened after another change.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async laterBy(wanted: LaterWanted): Promise<OtherChange[]> {
    return readLater((task) => this.#use("laterBy", task), wanted);
  }

  /**
   * Notes that no answer to a change will come any more, where the lease is still this process's. It keeps the lease.
   * @param refusal AWS's answer to a repeat, which may be due to what an earlier sending made: it counts where nothing is found.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async lose({ id, lease }: Writable, refusal?: StoredError): Promise<void> {
    await this.#use("lose", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({ state: "unknown", lost_order: lostByNow(sql), ...refusedWith(refusal) })
        .where("id", "=", id)
        .where("lease_owner", "=", lease.name)
        .where("state", "=", "open")
        .execute(),
    );
  }

  /**
   * Notes that AWS's lists show nothing of a change though they must, unless another one was executed later: it is not
   * waited for where that other one is judged.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async noteUntraced({ id, lease }: Writable): Promise<void> {
    await this.#use("untraced", ({ query }) =>
      query
        .updateTable("journal")
        .set({ is_untraced: true })
        .where("id", "=", id)
        .where("lease_owner", "=", lease.name)
        .where("state", "=", "unknown")
        .execute(),
    );
  }

  /**
   * One page of the entries that fit, the newest first.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async list(filter: AuditFilter, cut: Cut): Promise<Entries> {
    await this.#begin();
    return this.#read("list", filter.sender, (database) => readPage(database, filter, cut));
  }

  /**
   * The contents of entries, for one request of a caller.
   * @param mostBytes how many it may read.
   */
  contents(
    sender: Sender,
    { mostBytes, isGone }: Pick<EntryContentsOptions, "mostBytes" | "isGone">,
  ): EntryContents {
    const read = (ids: readonly string[]) =>
      this.#read("contents", sender, (database) => readContents(database, ids));
    return new EntryContents({ read, mostBytes, isGone });
  }

  /**
   * How many entries fit, on all pages: it reads them all.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async count(filter: AuditFilter): Promise<number> {
    return this.#read("count", filter.sender, (database) => countEntries(database, filter));
  }

  /**
   * Notes what became of a change, where the lease is still this process's. What AWS itself answered, that it made the change
   * or refused it, is also noted in an entry that another process has given back without an outcome, and overrules that
   * another process found the change not made.
   */
  async settle(
    { id, marker, lease }: Writable,
    outcome: Outcome,
    { resources, owners }: Concerned = CONCERNS_NOTHING,
  ): Promise<Noted> {
    const settled = await this.#use("settle", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          state: outcome.state,
          output: outcome.state === "applied" ? toJsonb(outcome.output) : null,
          error: outcome.state === "refused" ? toJsonb(outcome.error) : null,
          aws_request_id:
            outcome.state === "applied"
              ? (outcome.awsRequestId ?? null)
              : outcome.state === "refused"
                ? (outcome.error.aws?.requestId ?? null)
                : null,
          settled_at: sql<Date>`now()`,
          settled_order: orderNow(sql),
          lost_order:
            outcome.state === "applied" && outcome.awsRequestId !== undefined ? null : lostByNow(sql),
          resources: together(sql, "resources", resources),
          owners: together(sql, "owners", owners),
        })
        .where("id", "=", id)
        .where((is) => {
          const holder = is.and([is("lease_owner", "=", lease.name), is("state", "in", UNSETTLED)]);
          if (outcome.state === "notApplied") return holder;
          const isGivenBack = is.and([is("lease_owner", "=", NO_LEASE), is("state", "in", UNSETTLED)]);
          return is.or([
            holder,
            is.and([is("marker", "=", marker), is.or([isGivenBack, is("state", "=", "notApplied")])]),
          ]);
        })
        .returning(["opened_order", "settled_order"])
        .executeTakeFirst(),
    );
    return settled === undefined ? { isNoted: false } : { isNoted: true, order: orderOf(settled) };
  }

  /**
   * Whether one sending of a change has no outcome yet, whoever holds its entry.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async isUnsettled({ id, marker }: Pick<Entry, "id" | "marker">): Promise<boolean> {
    const row = await this.#use("isUnsettled", ({ query }) =>
      query
        .selectFrom("journal")
        .select("id")
        .where("id", "=", id)
        .where("marker", "=", marker)
        .where("state", "in", UNSETTLED)
        .executeTakeFirst(),
    );
    return row !== undefined;
  }

  /**
   * Whether a change of something that this one concerns may have been executed after it, or while it was.
   * @param entry one that was settled as applied.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async isFollowed({
    id,
    sequence,
    executed,
  }: Pick<Entry, "id" | "sequence" | "executed">): Promise<boolean> {
    if (executed === undefined) return true;
    const other = await this.#use("isFollowed", ({ query, sql }) =>
      query
        .selectFrom("journal")
        .select("id")
        .where(sql<boolean>`resources && (select own.resources from journal as own where own.id = ${id})`)
        .where("id", "!=", id)
        .where("state", "in", ["applied", ...UNSETTLED])
        .where((is) =>
          is.or([
            is("settled_order", ">=", String(executed.from)),
            is("sequence", ">", sequence),
            is("state", "in", UNSETTLED),
          ]),
        )
        .limit(1)
        .executeTakeFirst(),
    );
    return other !== undefined;
  }

  /**
   * How long ago an outcome was noted, in milliseconds: at the most, where this process saw the journal before that, and more
   * than the consistency window where some process has seen it for so long. What neither is true of counts from when this
   * process saw it first, since the database's clock may have been set.
   * @returns undefined where it is not known.
   */
  outcomeAge({ executed }: Pick<Entry, "executed">): number | undefined {
    if (executed === undefined) return undefined;
    const { atLeast, atMost } = this.#transactions.ageOf(executed.until);
    if (atMost !== undefined) return atMost;
    const isOld = this.#ages.isOld(executed.until);
    if (isOld === undefined) return undefined;
    return isOld ? Math.max(this.options.consistencyMilliseconds + 1, atLeast) : atLeast;
  }

  /**
   * The changes that AWS's lists may not show yet, as far as the journal says so: those whose outcome is not known, and those
   * whose outcome is younger than the consistency window.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async recent(): Promise<RecentChange[]> {
    await this.#begin();
    await this.#ages.read();
    const { consistencyMilliseconds } = this.options;
    return readRecentChanges(
      (task) => this.#use("recent", task),
      consistencyMilliseconds,
      (entry) => this.outcomeAge(entry),
    );
  }

  /**
   * One of them by its entry's id; undefined where its outcome is not noted.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async settledChange(id: string): Promise<RecentChange | undefined> {
    return this.#use("settledChange", (database) =>
      readSettledChange(database, id, (entry) => this.outcomeAge(entry)),
    );
  }

  /**
   * Forgets a change that was not sent, or with which AWS did nothing; its key is free again. One that was sent before and
   * not made is as it was: what those sendings made may still be found, and of this one nothing is to be found.
   */
  async forget({ id, lease }: Writable): Promise<void> {
    await this.#use("forget", ({ query, sql }) =>
      query
        .with("kept", (cte) =>
          cte
            .updateTable("journal")
            .set({
              state: "notApplied",
              settled_at: sql<Date>`now()`,
              marker: sql<string>`earlier -> -1 ->> 'marker'`,
              before: sql<string>`earlier -> -1 -> 'before'`,
              earlier: sql<string | null>`nullif(earlier - -1, '[]'::jsonb)`,
            })
            .where("id", "=", id)
            .where("lease_owner", "=", lease.name)
            .where("state", "=", "open")
            .where("earlier", "is not", null)
            .returning("id"),
        )
        .deleteFrom("journal")
        .where("id", "=", id)
        .where("lease_owner", "=", lease.name)
        .where("state", "=", "open")
        .where("earlier", "is", null)
        .execute(),
    );
  }

  /**
   * Gives the lease back: any process may check next, in the background not before the pause is over.
   * @param refusal as `lose` has it.
   */
  async leave({ id, lease }: Writable, pauseMilliseconds: number, refusal?: StoredError): Promise<void> {
    await this.#use("leave", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          state: "unknown",
          lost_order: lostByNow(sql),
          looks: sql<number>`looks + 1`,
          lease_owner: NO_LEASE,
          lease_until: sql<Date>`now() + make_interval(secs => ${pauseMilliseconds / 1_000})`,
          pause_ms: pauseMilliseconds,
          unsent_for_ms: lease.unsentMilliseconds,
          ...refusedWith(refusal),
        })
        .where("id", "=", id)
        .where("lease_owner", "=", lease.name)
        .where("state", "in", UNSETTLED)
        .execute(),
    );
  }

  /** Takes over entries that nobody works on any more, the longest unattended first. */
  async claim(limit: number): Promise<Held<Entry>[]> {
    await this.#begin();
    const noteNext = this.#transactions.begin();
    const { next, observation } = await this.#use("watch", async ({ query, sql }) => ({
      next: await nextOrder(query, sql),
      observation: await query
        .selectFrom("journal")
        .select(leaseColumns(sql))
        .where("state", "in", UNSETTLED)
        .orderBy("lease_until")
        .limit(MOST_WATCHED)
        .execute(),
    }));
    noteNext(next);
    await this.#ages.note(this.#transactions.oldBefore);
    this.#watch.keepOnly(new Set(observation.map(({ id }) => id)));
    const claimed: Held<Entry>[] = [];
    for (const one of observation.filter((lease) => this.#watch.isDue(lease))) {
      const entry = await this.take(one);
      if (entry !== null) claimed.push(entry);
      if (claimed.length === limit) break;
    }
    return claimed;
  }

  /**
   * Takes over an entry whose lease is over.
   * @param observation what was seen of it.
   * @returns null where its lease is not over, or another process wrote it since then.
   */
  async take(observation: ObservedLease): Promise<Held<Entry> | null> {
    if (!this.#watch.isOver(observation)) return null;
    const lease = this.lease(observation.id);
    const unchanged = this.#watch.see(observation);
    const row = await this.#use("claim", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          ...this.#leased(lease, sql),
          unsent_for_ms: sql<number>`case when unsent_marker = marker then unsent_for_ms else ${-this.options.deadlineMilliseconds}::float8 end`,
          unsent_marker: sql<string>`marker`,
          lost_order: lostByNow(sql),
        })
        .where("id", "=", observation.id)
        .where(leaseText(sql), "=", observation.lease)
        .where("state", "in", UNSETTLED)
        .returning([...columns(sql), "unsent_for_ms"])
        .executeTakeFirst(),
    );
    if (row === undefined) return null;
    const { unsent_for_ms: unsent, ...entry } = row;
    lease.take(entry.opened_order);
    // Who held it until its end may have sent the change until then.
    const isReleased = observation.lease_owner === NO_LEASE;
    lease.endSending(
      unsent + (isReleased ? unchanged : Math.max(0, unchanged - this.options.leaseMilliseconds)),
    );
    return { ...toEntry(entry), lease };
  }

  /** Renews leases. One renewal takes no longer than until the next. */
  async keep(leases: Iterable<Lease>): Promise<void> {
    const renewed = [...leases]
      .filter(({ isTaken }) => isTaken)
      .map((lease) => [lease, lease.renew()] as const);
    if (renewed.length === 0) return;
    const ids = renewed.map(([{ entryId }]) => entryId);
    const names = renewed.map(([{ name }]) => name);
    const renewAll = ({ query, sql }: Database) =>
      query
        .updateTable("journal")
        .set({ lease_renewals: sql<number>`lease_renewals + 1`, lease_until: this.#leaseUntil(sql) })
        .where("id", "in", ids)
        .where("lease_owner", "in", names)
        .where("state", "in", UNSETTLED)
        .returning("lease_owner")
        .execute();
    const rows = await this.#use("keep", renewAll, this.options.leaseRenewalMilliseconds);
    const existing = new Set(rows.map(({ lease_owner }) => lease_owner));
    for (const [{ name }, confirm] of renewed) confirm(existing.has(name));
  }

  /** What is written where a lease is taken; it begins with that. */
  #leased(lease: Lease, sql: Database["sql"]) {
    lease.begin();
    return { lease_owner: lease.name, lease_renewals: 0, lease_until: this.#leaseUntil(sql) };
  }

  /** For versions that tell the end of a lease by the database's clock. */
  #leaseUntil(sql: Database["sql"]) {
    return sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`;
  }

  /**
   * Notes that time has passed, where enough has: without it nothing becomes old. To be called often.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async noteTime(): Promise<void> {
    await this.#marks.set();
  }

  /**
   * Removes what is older than it must be kept; never what has no outcome yet.
   * @param isEnough asked between batches: whether to leave the rest for later.
   * @returns how many entries were removed.
   * @throws GatewayError STORE_UNAVAILABLE; what was removed before stays removed.
   */
  async purge(isEnough: () => boolean = () => false): Promise<number> {
    const { retentionHours } = this.options;
    return purgeEntries((task) => this.#use("purge", task), {
      retentionHours,
      unsettled: UNSETTLED,
      isEnough,
    });
  }

  /**
   * How many entries have no outcome yet, by their state; undefined where that cannot be told now. It opens no store, and
   * waits no longer than a moment.
   */
  async unsettled(): Promise<Record<string, number> | undefined> {
    const none = Object.fromEntries(UNSETTLED.map((state) => [state, 0]));
    if (!this.store.isOpen) return this.store.exists() ? undefined : none;
    const counting = this.store.use(
      ({ query }) =>
        query
          .selectFrom("journal")
          .select(["state", ({ fn }) => fn.countAll<string>().as("entries")])
          .where("state", "in", UNSETTLED)
          .groupBy("state")
          .execute(),
      MOMENT,
    );
    const rows = await counting.catch(() => undefined);
    return (
      rows && { ...none, ...Object.fromEntries(rows.map(({ state, entries }) => [state, Number(entries)])) }
    );
  }

  /** Whether entries may be there from before this process began, told without opening the store. */
  mayHoldEntries(): boolean {
    return this.store.exists();
  }

  /** Whether other processes write it too. */
  get shared(): boolean {
    return this.store.shared;
  }

  #use<Result>(
    name: string,
    task: (database: Database) => Promise<Result>,
    timeoutMilliseconds?: number,
  ): Promise<Result> {
    return this.#observed(name, () => this.store.use(task, timeoutMilliseconds));
  }

  /** @param sender who looks; undefined where a change depends on it, which goes first. */
  #read<Result>(
    name: string,
    sender: Sender | undefined,
    task: (database: Database) => Promise<Result>,
  ): Promise<Result> {
    if (sender === undefined) return this.#use(name, task);
    return this.#observed(name, () => this.store.read(sender, task));
  }

  async #observed<Result>(name: string, use: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    try {
      const result = await use();
      this.observe({ name, milliseconds: performance.now() - began });
      return result;
    } catch (error) {
      const code = error instanceof GatewayError ? error.code : "INTERNAL_SERVER_ERROR";
      this.observe({ name, milliseconds: performance.now() - began, error: code });
      throw error;
    }
  }

  /** Nobody else uses an embedded store: whoever held a lease there is dead. */
  #begin(): Promise<unknown> {
    if (this.store.shared) return Promise.resolve();
    this.#begun ??= this.store
      .use(({ query, sql }) =>
        query
          .updateTable("journal")
          .set({
            lease_owner: NO_LEASE,
            lease_until: sql<Date>`now() - interval '1 millisecond'`,
            pause_ms: 0,
            unsent_for_ms: sql<number>`unsent_for_ms + ${this.#age.atLeast}::float8`,
            unsent_marker: sql<string>`marker`,
            lost_order: lostByNow(sql),
          })
          .where("state", "in", UNSETTLED)
          .execute(),
      )
      .catch((error: unknown) => {
        this.#begun = undefined;
        throw error;
      });
    return this.#begun;
  }
}
