import { type Clocks, Stopwatch } from "../scheduling/clocks";
import type { Database, UseDatabase } from "../store/database";

/** The interval between marks, in milliseconds. A single process sets them only where it runs for longer. */
export const BETWEEN_MARKS = 600_000;
const HOUR = 3_600_000;

/** The number of the last mark; it is written with every row whose age matters. */
export const lastMark = (sql: Database["sql"]) =>
  sql<string>`(select coalesce(max(number), 0) from journal_marks)`;

/**
 * The mark from before a retention began: rows with an older mark existed for the whole retention.
 * @returns SQL for its number; there may be no such mark.
 */
export const markBefore = (sql: Database["sql"], retentionHours: number) =>
  sql<string>`${lastMark(sql)} - ${Math.ceil((retentionHours * HOUR) / BETWEEN_MARKS)}::bigint`;

/**
 * Sets the marks that measure ages. Of processes that share a store one sets each mark, and only after it has
 * observed the last one for its whole interval by its own clock: marks are never closer together than that, whatever
 * the clocks, and farther where no process runs.
 */
export class Marks {
  #observed: { readonly number: string; readonly since: Stopwatch } | undefined;

  constructor(
    private readonly use: UseDatabase,
    private readonly clocks: Clocks,
  ) {}

  /**
   * Sets the next mark where it is due; to be called often.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async set(): Promise<void> {
    const observed = this.#observed;
    if (observed !== undefined && observed.since.atLeast < BETWEEN_MARKS) return;
    if (observed !== undefined) await this.use((database) => setAfter(database, observed.number));
    const number = await this.use(readLast);
    this.#observed = { number, since: new Stopwatch(this.clocks) };
  }
}

async function readLast({ query, sql }: Database): Promise<string> {
  const { rows } = await sql<{ number: string }>`select ${lastMark(sql)} as number`.execute(query);
  return rows[0]?.number ?? "0";
}

/** Has no effect where another process has set it, or later ones. */
async function setAfter({ query, sql }: Database, number: string): Promise<void> {
  await sql`
    insert into journal_marks (number, sequence)
    select ${number}::bigint + 1, coalesce((select max(sequence) from journal), 0)
    where ${lastMark(sql)} = ${number}::bigint
    on conflict do nothing`.execute(query);
}
