import { Client } from "pg";
import { freshDatabase } from "./fresh-database";

interface SteppingDatabase {
  readonly postgres: { readonly url: string; readonly connections: number };
  /** Sets its clock forwards, or back, by so many milliseconds. */
  readonly step: (milliseconds: number) => Promise<void>;
}

/**
 * A database whose clock can be set: `now()` of its statements and of the defaults of its columns is one of its own schema,
 * which comes before PostgreSQL's in its search path.
 */
export async function steppingDatabase(): Promise<SteppingDatabase> {
  const { url: fresh, connections } = await freshDatabase();
  const url = new URL(fresh);
  url.searchParams.set("options", `${url.searchParams.get("options") ?? ""},pg_catalog`);
  const query = async (text: string, values: readonly unknown[] = []) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(text, [...values]).finally(() => client.end());
  };
  await query("create table clock_steps (by interval not null)");
  await query(`
    create function now() returns timestamptz language sql stable
    as $$ select pg_catalog.now() + coalesce((select sum(by) from clock_steps), interval '0') $$`);
  return {
    postgres: { url: url.href, connections },
    step: (milliseconds) =>
      query("insert into clock_steps values (make_interval(secs => $1))", [milliseconds / 1_000]),
  };
}
