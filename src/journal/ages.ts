import type { Database, UseDatabase } from "../store/database";

/**
 * The outcomes that are older than the consistency window, as measured by the clock of any gateway on the store.
 * Those that no gateway has observed for so long may be younger, whatever the database's clock says.
 */
export class KnownAges {
  /** Outcomes that were noted before it are older; undefined until it is read. */
  #oldBefore: number | undefined;
  #tried = 0;

  constructor(
    private readonly use: UseDatabase,
    private readonly milliseconds: number,
  ) {}

  /** @returns undefined where it is unknown yet. */
  isOld(order: number): boolean | undefined {
    return this.#oldBefore === undefined ? undefined : order < this.#oldBefore;
  }

  /** @throws GatewayError STORE_UNAVAILABLE */
  async read(): Promise<void> {
    const before = await this.use((database) => readBefore(database, this.milliseconds));
    this.#oldBefore = Math.max(before ?? (await this.#begin()), this.#oldBefore ?? 0);
  }

  /**
   * Notes the outcomes whose ageing this process has observed, where outcomes were noted whose ageing is not noted yet.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async note(oldBefore: number | undefined): Promise<void> {
    if (oldBefore === undefined || oldBefore <= this.#tried) return;
    if (this.#oldBefore === undefined) await this.read();
    await this.use((database) => advance(database, this.milliseconds, oldBefore));
    this.#tried = oldBefore;
    this.#oldBefore = Math.max(oldBefore, this.#oldBefore ?? 0);
  }

  /** No gateway has used this window yet: the database's clock decides, this once, which outcomes are old. */
  async #begin(): Promise<number> {
    await this.use((database) => insertFirst(database, this.milliseconds));
    return (await this.use((database) => readBefore(database, this.milliseconds))) ?? 0;
  }
}

/** Beyond the transactions of this server: the row was restored from a backup of another one, and is invalid. */
const isForeign = (sql: Database["sql"]) =>
  sql<boolean>`before_order > pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;

async function readBefore({ query, sql }: Database, milliseconds: number): Promise<number | undefined> {
  const row = await query
    .selectFrom("journal_ages")
    .select(sql<string>`case when ${isForeign(sql)} then 0 else before_order end`.as("before_order"))
    .where("milliseconds", "=", String(milliseconds))
    .executeTakeFirst();
  return row && Number(row.before_order);
}

/** An outcome that is older than a longer window is older than this one. */
async function insertFirst({ query, sql }: Database, milliseconds: number): Promise<void> {
  await sql`
    insert into journal_ages (milliseconds, before_order)
    select ${milliseconds}::bigint, greatest(
      (select max(before_order) from journal_ages where milliseconds > ${milliseconds}::bigint),
      (select settled_order + 1 from journal
        where state = 'applied' and settled_at < now() - make_interval(secs => ${milliseconds / 1_000})
        and settled_order is not null order by settled_order desc limit 1),
      0)
    on conflict do nothing`.execute(query);
}

/** Writes nothing where no outcome was noted since. */
async function advance({ query, sql }: Database, milliseconds: number, before: number): Promise<void> {
  await sql`
    update journal_ages set before_order = ${before}::bigint
    where milliseconds = ${milliseconds}::bigint and (before_order < ${before}::bigint or ${isForeign(sql)})
      and exists (select 1 from journal where state = 'applied' and settled_order >= journal_ages.before_order)
    `.execute(query);
}
