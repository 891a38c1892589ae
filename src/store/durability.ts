import type { Kysely } from "kysely";
import type { Tables } from "./database";
import { kysely } from "./drivers";

/**
 * Makes a session confirm a commit only when a crash of the server cannot lose it any more, and with a synchronous
 * standby not a failover either: the journal must know tomorrow what it has confirmed today. `off` loses the last
 * fraction of a second with a crash, `local` and `remote_write` with a failover; `remote_apply` waits for more than `on`.
 */
export const CONFIRM_WHAT_IS_DURABLE = `select set_config('synchronous_commit',
  case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false)`;

/** What a server may have switched off that no session can switch on, and what can happen then. */
const OF_THE_SERVER: Readonly<Record<string, string>> = {
  fsync: "a power cut or a crash of the operating system can lose confirmed changes, and damage the database",
  full_page_writes:
    "a power cut or a crash of the operating system can damage the database, unless its file system writes pages of 8 KiB whole",
};

/** @returns one sentence for each setting of the server's that endangers what it has confirmed. */
export async function dangersOf(query: Kysely<Tables>): Promise<string[]> {
  const { sql } = kysely();
  const names = Object.keys(OF_THE_SERVER);
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${names}::text[]) as name where current_setting(name) = 'off'`.execute(query);
  return rows.map(
    ({ name }) => `PostgreSQL of DATABASE_URL runs with ${name}=off: ${OF_THE_SERVER[name] ?? "unknown"}`,
  );
}
