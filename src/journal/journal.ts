import { randomUUID } from "node:crypto";
import { type ErrorCode, GatewayError } from "../errors";
import type { Grants } from "../auth/grants";
import type { Database } from "../store/database";
import type { Store } from "../store/store";
import type { AuditFilter, Cut, Entries } from "./audit";
import { countEntries, readPage } from "./audit-statements";
import { CONCERNS_NOTHING, type Concerned } from "./concerned";
import type { Entry, NewEntry, Outcome } from "./entry";
import { purgeEntries } from "./purge";
import { columns, toEntry, together, toRow } from "./rows";
import { toJsonb } from "./stored-json";
import { visibleTo } from "./visible-entries";

/** The names that a caller's entries stand under. */
export interface CallerNames {
  readonly name: string;
  /** As an earlier version of the gateway called the same person. */
  readonly formerName?: string | undefined;
}

export interface JournalOptions {
  /** How long outcomes are kept. */
  readonly retentionHours: number;
  /** How long a process may be silent before another takes over what it has left open. */
  readonly leaseMilliseconds: number;
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

/** How long who only wants to know how it is waits, in milliseconds. */
const MOMENT = 1_000;

/** What is not settled yet. */
const UNSETTLED = ["open", "unknown"];

/**
 * Every change that was asked for, from before it was sent. That a caller's key is used once, and that one process at
 * a time works on an entry, is the database's doing; times are those of its clock.
 */
export class Journal {
  /** Names this process in leases. */
  readonly #owner = randomUUID();
  #begun: Promise<unknown> | undefined;

  constructor(
    private readonly store: Store,
    private readonly options: JournalOptions,
    /** Told of each use of the store. */
    private readonly observe: StatementObserver = () => undefined,
  ) {}

  /**
   * Opens an entry; with that the change may be sent.
   * @returns the one that the caller's key already has, or null where it is open now.
   * @throws GatewayError STORE_UNAVAILABLE; the entry may be there all the same, and is to be forgotten.
   */
  async open(entry: NewEntry): Promise<Entry | null> {
    await this.#begin();
    for (;;) {
      if (await this.#insert(entry)) return null;
      const known = await this.find({ name: entry.caller }, entry.key);
      if (known !== null) return known;
      // The one that had the key was forgotten in between.
    }
  }

  /** @returns false where the caller's key has an entry. */
  async #insert(entry: NewEntry): Promise<boolean> {
    const inserted = await this.#use("open", ({ query, sql }) =>
      query
        .insertInto("journal")
        .values({
          ...toRow(entry),
          state: "open",
          output: null,
          error: null,
          lease_owner: this.#owner,
          lease_until: sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`,
        })
        .onConflict((conflict) => conflict.columns(["caller", "key"]).doNothing())
        .returning("id")
        .executeTakeFirst(),
    );
    return inserted !== undefined;
  }

  /** Opens again what was not made. @returns whether it was this process that did. */
  async reopen(known: Entry, entry: NewEntry): Promise<boolean> {
    const { id: _same, ...row } = toRow(entry);
    const reopened = await this.#use("reopen", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          ...row,
          state: "open",
          output: null,
          error: null,
          opened_at: sql<Date>`now()`,
          settled_at: null,
          looks: 0,
          lease_owner: this.#owner,
          lease_until: sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`,
        })
        .where("id", "=", known.id)
        .where("marker", "=", known.marker)
        .where("state", "=", "notApplied")
        .returning("id")
        .executeTakeFirst(),
    );
    return reopened !== undefined;
  }

  /**
   * The entry of a caller's key.
   * @param caller its name, and the one that it had in earlier versions.
   * @param grants only where it concerns what is granted.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async find({ name, formerName }: CallerNames, key: string, grants: Grants = "all"): Promise<Entry | null> {
    await this.#begin();
    const row = await this.#use("find", (database) => {
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
   * One page of the entries that fit, the newest first.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async list(filter: AuditFilter, cut: Cut): Promise<Entries> {
    await this.#begin();
    return this.#use("list", (database) => readPage(database, filter, cut));
  }

  /**
   * How many entries fit, on all pages: it reads them all.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async count(filter: AuditFilter): Promise<number> {
    return this.#use("count", (database) => countEntries(database, filter));
  }

  /** Notes what became of a change. What is known already stays, but that it was made overrules that it was not. */
  async settle(
    { id, marker }: Pick<Entry, "id" | "marker">,
    outcome: Outcome,
    { resources, owners }: Concerned = CONCERNS_NOTHING,
  ): Promise<void> {
    const from = outcome.state === "applied" ? [...UNSETTLED, "notApplied"] : UNSETTLED;
    await this.#use("settle", ({ query, sql }) =>
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
          resources: together(sql, "resources", resources),
          owners: together(sql, "owners", owners),
        })
        .where("id", "=", id)
        .where("marker", "=", marker)
        .where("state", "in", from)
        .execute(),
    );
  }

  /** Forgets a change that was not sent, or with which AWS did nothing; its key is free again. */
  async forget({ id, marker }: Pick<Entry, "id" | "marker">): Promise<void> {
    await this.#use("forget", ({ query }) =>
      query
        .deleteFrom("journal")
        .where("id", "=", id)
        .where("marker", "=", marker)
        .where("state", "=", "open")
        .execute(),
    );
  }

  /** Leaves an entry to whoever looks next, not before the pause is over. */
  async leave({ id, marker }: Pick<Entry, "id" | "marker">, pauseMilliseconds: number): Promise<void> {
    await this.#use("leave", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          state: "unknown",
          looks: sql<number>`looks + 1`,
          lease_until: sql<Date>`now() + make_interval(secs => ${pauseMilliseconds / 1_000})`,
        })
        .where("id", "=", id)
        .where("marker", "=", marker)
        .where("state", "in", UNSETTLED)
        .execute(),
    );
  }

  /**
   * Takes over entries that nobody works on any more, the longest unattended first.
   * @param id only this one.
   */
  async claim(limit: number, id?: string): Promise<Entry[]> {
    await this.#begin();
    const claimed = await this.#use("claim", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          lease_owner: this.#owner,
          lease_until: sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`,
        })
        .where("id", "in", (where) => {
          const free = where
            .selectFrom("journal")
            .select("id")
            .where("state", "in", UNSETTLED)
            .where(sql<boolean>`lease_until < now()`)
            .orderBy("lease_until")
            .limit(limit)
            .forUpdate()
            .skipLocked();
          return id === undefined ? free : free.where("id", "=", id);
        })
        .returning(columns(sql))
        .execute(),
    );
    return claimed.map(toEntry);
  }

  /** Renews the leases of what this process works on. */
  async keep(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#use("keep", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          lease_until: sql<Date>`now() + make_interval(secs => ${this.options.leaseMilliseconds / 1_000})`,
        })
        .where("lease_owner", "=", this.#owner)
        .where("state", "=", "open")
        .where("id", "in", [...ids])
        .execute(),
    );
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

  async #use<Result>(name: string, task: (database: Database) => Promise<Result>): Promise<Result> {
    const began = performance.now();
    try {
      const result = await this.store.use(task);
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
          .set({ lease_until: sql<Date>`now() - interval '1 millisecond'` })
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
