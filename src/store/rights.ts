import type { Database, Tables } from "./database";

/** What the gateway does to each of its tables, and so needs the right to. */
export const NEEDED_RIGHTS = {
  journal: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  journal_ages: ["SELECT", "INSERT", "UPDATE"],
  journal_marks: ["SELECT", "INSERT", "DELETE"],
  budgets: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  deprecated_uses: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  events: ["SELECT", "INSERT", "DELETE"],
  event_log: ["SELECT", "INSERT", "UPDATE"],
  watches: ["SELECT", "INSERT", "UPDATE"],
  watched_lists: ["SELECT", "INSERT"],
  watched_resources: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  webhooks: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  webhook_deliveries: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  webhook_changes: ["SELECT", "INSERT", "UPDATE", "DELETE"],
} as const satisfies Readonly<Record<keyof Tables, readonly string[]>>;

/**
 * Which rights the database's user lacks, of the whole table each; on a table that the user cannot see, all of them.
 * @returns such as `INSERT on journal; SELECT, UPDATE on budgets`; empty where none is missing.
 * @throws Error as the database says it.
 */
export async function missingRights({ query, sql }: Database): Promise<string> {
  const needed = Object.entries(NEEDED_RIGHTS).flatMap(([table, rights]) =>
    rights.map((right) => ({ table, right })),
  );
  const { rows } = await sql<{ missing: string }>`
    select string_agg(needed."right", ', ' order by place) || ' on ' || needed."table" as missing
    from unnest(${needed.map(({ table }) => table)}::text[], ${needed.map(({ right }) => right)}::text[])
      with ordinality as needed("table", "right", place)
    where not coalesce(has_table_privilege(to_regclass(needed."table"), needed."right"), false)
    group by needed."table" order by min(place)`.execute(query);
  return rows.map(({ missing }) => missing).join("; ");
}
