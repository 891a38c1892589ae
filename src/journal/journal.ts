import { randomUUID } from "node:crypto";
import { type ErrorCode, GatewayError } from "../errors";
import type { Database } from "../store/database";
import type { Store } from "../store/store";
import { type AuditQuestion, cutOf, type Entries } from "./audit";
import type { Entry, NewEntry, Outcome } from "./entry";
import { columns, toEntry, toRow } from "./rows";

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
      const known = await this.find(entry.caller, entry.key);
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

  async find(caller: string, key: string): Promise<Entry | null> {
    await this.#begin();
    const row = await this.#use("find", ({ query, sql }) =>
      query
        .selectFrom("journal")
        .select(columns(sql))
        .where("caller", "=", caller)
        .where("key", "=", key)
        .executeTakeFirst(),
    );
    return row === undefined ? null : toEntry(row);
  }

  /**
   * One page of the entries that fit.
   * @throws GatewayError BAD_USER_INPUT as `cutOf` does.
   */
  async list(question: AuditQuestion): Promise<Entries> {
    const { limit, backwards, below, above } = cutOf(question);
    await this.#begin();
    return this.#use("list", async ({ query, sql }) => {
      const { caller, operation, account, state, since, until } = question.filter ?? {};
      let fitting = query.selectFrom("journal");
      if (caller != null) fitting = fitting.where("caller", "in", [...caller]);
      if (operation != null) fitting = fitting.where("operation", "in", [...operation]);
      if (account != null) fitting = fitting.where("account", "in", [...account]);
      if (state != null) fitting = fitting.where("state", "in", [...state]);
      if (since != null) fitting = fitting.where("opened_at", ">=", since);
      if (until != null) fitting = fitting.where("opened_at", "<", until);
      const counted = await fitting
        .select(({ fn }) => fn.countAll<string>().as("total"))
        .executeTakeFirstOrThrow();
      let page = fitting.select(columns(sql));
      if (below !== null) page = page.where("sequence", "<", below);
      if (above !== null) page = page.where("sequence", ">", above);
      const rows = await page
        .orderBy("sequence", backwards ? "asc" : "desc")
        .limit(limit + 1)
        .execute();
      const entries = rows.slice(0, limit).map(toEntry);
      return {
        entries: backwards ? entries.reverse() : entries,
        more: rows.length > limit,
        total: Number(counted.total),
      };
    });
  }

  /** Notes what became of a change. What is known already stays, but that it was made overrules that it was not. */
  async settle({ id, marker }: Pick<Entry, "id" | "marker">, outcome: Outcome): Promise<void> {
    const from = outcome.state === "applied" ? [...UNSETTLED, "notApplied"] : UNSETTLED;
    await this.#use("settle", ({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          state: outcome.state,
          output: outcome.state === "applied" ? JSON.stringify(outcome.output) : null,
          error: outcome.state === "refused" ? JSON.stringify(outcome.error) : null,
          aws_request_id:
            outcome.state === "applied"
              ? (outcome.awsRequestId ?? null)
              : outcome.state === "refused"
                ? (outcome.error.aws?.requestId ?? null)
                : null,
          settled_at: sql<Date>`now()`,
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

  /** Removes what is older than it must be kept. */
  async purge(): Promise<void> {
    await this.#use("purge", ({ query, sql }) =>
      query
        .deleteFrom("journal")
        .where("opened_at", "<", sql<Date>`now() - make_interval(hours => ${this.options.retentionHours})`)
        .where("state", "!=", "open")
        .execute(),
    );
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
