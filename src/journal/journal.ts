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
import { readRecentChanges, readRecentOf, readSettledChange, type RecentChange } from "./recent-changes";
import {
  announced,
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

/** The names of a caller in its entries. */
export interface CallerNames {
  readonly name: string;
  /** The name of the same person in an earlier version of the gateway. */
  readonly formerName?: string | undefined;
}

/** The condition for showing an entry, and its reader. */
interface Shown {
  readonly grants: Grants;
  /** Undefined where a change depends on it. */
  readonly sender?: Sender | undefined;
}

export interface JournalOptions extends LeaseTimes {
  /** How long outcomes are stored. */
  readonly retentionHours: number;
  /** The deadline of a change: versions without a fence send it until then. */
  readonly deadlineMilliseconds: number;
  /** The maximum age of an outcome that matters to lists. */
  readonly consistencyMilliseconds: number;
}

/** One use of the store, which has just ended. */
export interface EndedStatement {
  /** The method of the journal, such as `open`. */
  readonly name: string;
  readonly milliseconds: number;
  /** The code of its failure. */
  readonly error?: ErrorCode;
}

export type StatementObserver = (statement: EndedStatement) => void;

/** The result of a write of an outcome. */
export interface Noted {
  readonly isNoted: boolean;
  /** Undefined where nothing was noted, or an earlier version opened the entry. */
  readonly order?: Settled | undefined;
}

/** How many entries of an account are in one state. */
export interface UnsettledCount {
  readonly state: string;
  readonly account: string;
  readonly entries: number;
}

/** The time limit of statements for status pages and metrics, in milliseconds. */
const MOMENT = 1_000;

/** The maximum number of watched entries without an outcome; those with the oldest last write come first. */
const MOST_WATCHED = 10_000;

/**
 * Every requested change, from before it was sent. The database ensures that a caller's key is used once, and that one
 * process at a time works on an entry; ages are measured by this process's own clock.
 */
export class Journal {
  readonly #watch: LeaseWatch;
  readonly #age: Stopwatch;
  readonly #marks: Marks;
  readonly #transactions: SeenTransactions;
  readonly #ages: KnownAges;
  /** The statement of `#begin`, which all share that wait for it. */
  #beginning: Promise<unknown> | undefined;
  #hasBegun = false;

  constructor(
    private readonly store: Store,
    private readonly options: JournalOptions,
    /** Called for each use of the store. */
    private readonly observe: StatementObserver = () => undefined,
    private readonly clocks: Clocks = SYSTEM_CLOCKS,
  ) {
    this.#watch = new LeaseWatch(options.leaseMilliseconds, clocks);
    this.#age = new Stopwatch(clocks);
    this.#transactions = new SeenTransactions(options.consistencyMilliseconds, clocks);
    this.#ages = new KnownAges((task) => this.#use("ages", task), options.consistencyMilliseconds);
    this.#marks = new Marks((task) => this.#use("mark", task), clocks);
  }

  /** @returns a lease to take with `open` or `reopen`. Its duration counts from their statement on. */
  lease(entryId: string): Lease {
    return new Lease(entryId, this.options, this.clocks);
  }

  /**
   * Opens an entry and takes its lease; after that the change may be sent.
   * @returns the entry that the caller's key already has, or null where this one is open now.
   * @throws GatewayError STORE_UNAVAILABLE; the entry may exist nevertheless, and must be removed.
   */
  async open(entry: Held<NewEntry>): Promise<Entry | null> {
    await this.#begin();
    for (;;) {
      if (await this.#insert(entry)) return null;
      const existing = await this.find({ name: entry.caller }, entry.key);
      if (existing !== null) return existing;
      // The entry that had the key was removed in between.
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
   * Opens an entry again whose change was not made, and takes its lease. The markers of earlier sendings are kept.
   * @returns whether this process opened it.
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
          // Not `opened_at`: a reader of the audit trail would miss an entry that moves among its pages.
          reopened_at: sql<Date>`now()`,
          reopened_mark: lastMark(sql),
          // Earlier sendings executed nothing: this one is executed from now on.
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
   * @param caller its name, and its name in earlier versions.
   * @param shown for a reader: only an entry that its grants allow, in the fair order of readers.
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
   * Other changes that may explain the outcome of one.
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
   * Notes that no answer to a change will arrive any more, where this process still has the lease. It keeps the lease.
   * @param refusal AWS's answer to a repeat, which an earlier sending may have caused: it counts where no result is
   * found.
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
   * Notes that AWS's lists show no trace of a change though they must, unless another one was executed later: the
   * reconciliation of that other one does not wait for it.
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
   * One page of the matching entries, the newest first.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async list(filter: AuditFilter, cut: Cut): Promise<Entries> {
    await this.#begin();
    return this.#read("list", filter.sender, (database) => readPage(database, filter, cut));
  }

  /**
   * The contents of entries, for one request of a caller.
   * @param mostBytes the maximum number of bytes that it may read.
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
   * The number of matching entries on all pages: it reads all of them.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async count(filter: AuditFilter): Promise<number> {
    return this.#read("count", filter.sender, (database) => countEntries(database, filter));
  }

  /**
   * Notes the outcome of a change, where this process still has the lease; the commit announces a change that was
   * applied to the processes that share the store. AWS's own answer, that it made or refused
   * the change, is also noted in an entry that another process has released without an outcome, and overrules another
   * process's finding that the change was not made.
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
        .$if(this.store.shared && outcome.state === "applied", (update) => update.returning(announced(sql)))
        .executeTakeFirst(),
    );
    return settled === undefined ? { isNoted: false } : { isNoted: true, order: orderOf(settled) };
  }

  /**
   * Whether one sending of a change has no outcome yet, whichever process holds its entry.
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
   * Whether a change of one of these operations has no outcome, or was not made and can be repeated.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async hasWithoutResult(operations: readonly string[]): Promise<boolean> {
    await this.#begin();
    const row = await this.#use("hasWithoutResult", ({ query }) =>
      query
        .selectFrom("journal")
        .select("id")
        .where("operation", "in", operations)
        .where("state", "in", [...UNSETTLED, "notApplied"])
        .limit(1)
        .executeTakeFirst(),
    );
    return row !== undefined;
  }

  /**
   * Whether a change of a resource that this one concerns may have been executed after it, or at the same time.
   * @param entry an entry that was settled as applied.
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
   * How long ago an outcome was noted, in milliseconds: the maximum, where this process read the journal before that,
   * and more than the consistency window where some process has observed it for so long. Otherwise it counts from
   * when this process first read it, since the database's clock may have been set.
   * @returns undefined where it is unknown.
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
   * The changes that AWS's lists may not show yet, by the journal: those whose outcome is unknown, and those
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
   * Those of them that name one of the given ids and whose outcome is known, the newest first.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async recentOf(ids: readonly string[]): Promise<RecentChange[]> {
    await this.#begin();
    const { consistencyMilliseconds } = this.options;
    return this.#use("recentOf", (database) =>
      readRecentOf(database, ids, consistencyMilliseconds, (entry) => this.outcomeAge(entry)),
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
   * Removes the entry of a change that was not sent, or that AWS did not execute; its key is free again. An entry of
   * earlier sendings without a result is restored: their results may still be found, and this sending has none.
   * @returns false where this process does not hold the entry any more: nothing was changed.
   */
  async forget({ id, lease }: Writable): Promise<boolean> {
    const changed = await this.#use("forget", ({ query, sql }) =>
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
        .with("removed", (cte) =>
          cte
            .deleteFrom("journal")
            .where("id", "=", id)
            .where("lease_owner", "=", lease.name)
            .where("state", "=", "open")
            .where("earlier", "is", null)
            .returning("id"),
        )
        .selectFrom("kept")
        .select("id")
        .unionAll((either) => either.selectFrom("removed").select("id"))
        .execute(),
    );
    return changed.length > 0;
  }

  /**
   * Releases the lease: any process may check next, in the background only after the pause.
   * @param refusal as in `lose`.
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

  /**
   * Takes over entries that no process works on any more, the longest unattended first. An entry that cannot be taken is
   * tried again after its lease or pause, and does not hold up the others.
   * @throws GatewayError STORE_UNAVAILABLE where no entry could be taken.
   */
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
    const failures: unknown[] = [];
    for (const one of observation.filter((lease) => this.#watch.isDue(lease))) {
      if (claimed.length === limit || failures.length === limit) break;
      const entry = await this.take(one).catch((error: unknown) => {
        failures.push(error);
        this.#watch.restart(one.id);
        return null;
      });
      if (entry !== null) claimed.push(entry);
    }
    if (claimed.length === 0 && failures.length > 0) throw failures[0];
    return claimed;
  }

  /**
   * Takes over an entry whose lease is over.
   * @param observation the lease as it was read.
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
    // A process that held it until its end may have sent the change until then.
    const isReleased = observation.lease_owner === NO_LEASE;
    lease.endSending(
      unsent + (isReleased ? unchanged : Math.max(0, unchanged - this.options.leaseMilliseconds)),
    );
    return { ...toEntry(entry), lease };
  }

  /** Renews leases. One renewal ends before the next begins. */
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

  /** The columns that are written when a lease is taken, which begins then. */
  #leased(lease: Lease, sql: Database["sql"]) {
    lease.begin();
    return { lease_owner: lease.name, lease_renewals: 0, lease_until: this.#leaseUntil(sql) };
  }

  /** For versions that compare the end of a lease with the database's clock. */
  #leaseUntil(sql: Database["sql"]) {
    return sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`;
  }

  /**
   * Notes that time has passed, where enough has: without it no outcome becomes old. To be called at an interval.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async noteTime(): Promise<void> {
    await this.#marks.set();
  }

  /**
   * Removes entries that are older than the retention; never those without an outcome.
   * @param isEnough called between batches: whether to leave the rest for later.
   * @returns how many entries were removed.
   * @throws GatewayError STORE_UNAVAILABLE; entries that were removed before stay removed.
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
   * The number of entries without an outcome, by their state and account; undefined where that cannot be read now. It
   * opens no store, and has a short time limit.
   * @param accounts those whose numbers are returned where they have no such entry, too.
   */
  async unsettled(accounts: readonly string[]): Promise<readonly UnsettledCount[] | undefined> {
    const none = UNSETTLED.flatMap((state) => accounts.map((account) => ({ state, account, entries: 0 })));
    if (!this.store.isOpen) return this.store.exists() ? undefined : none;
    const counting = this.store.use(
      ({ query }) =>
        query
          .selectFrom("journal")
          .select(["state", "account", ({ fn }) => fn.countAll<string>().as("entries")])
          .where("state", "in", UNSETTLED)
          .groupBy(["state", "account"])
          .execute(),
      MOMENT,
    );
    const rows = await counting.catch(() => undefined);
    return rows && [...none, ...rows.map((row) => ({ ...row, entries: Number(row.entries) }))];
  }

  /** Whether entries may exist from before this process began, determined without opening the store. */
  mayHoldEntries(): boolean {
    return this.store.exists();
  }

  /** Whether other processes write it, too. */
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

  /** @param sender the reader; undefined where a change depends on it, which goes first. */
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

  /**
   * No other process uses an embedded store: every process that held a lease there has ended. Each caller waits as long
   * as it may itself: the opening of the store, and this one statement, go on when a caller's time is over.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async #begin(): Promise<void> {
    if (this.store.shared || this.#hasBegun) return;
    await this.store.use((database) => (this.#beginning ??= this.#releaseEntries(database)));
  }

  async #releaseEntries({ query, sql }: Database): Promise<void> {
    try {
      await query
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
        .execute();
      this.#hasBegun = true;
    } finally {
      if (!this.#hasBegun) this.#beginning = undefined;
    }
  }
}
