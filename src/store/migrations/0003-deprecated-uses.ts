import type { Kysely } from "kysely";

/** How a caller uses one deprecated element of the schema. `src/journal/deprecated-uses.ts` reads and writes it. */
export interface DeprecatedUsesTable {
  caller: string;
  /** Its schema coordinate. */
  element: string;
  /** What the schema says of it, to be shown when the element has been removed. */
  reason: string;
  replacement: string | null;
  /** As the client called itself the last time that it did. */
  client_name: string | null;
  count: string | number;
  first_used: Date;
  last_used: Date;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("deprecated_uses")
    .addColumn("caller", "text", (column) => column.notNull())
    .addColumn("element", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("replacement", "text")
    .addColumn("client_name", "text")
    .addColumn("count", "bigint", (column) => column.notNull())
    .addColumn("first_used", "timestamptz", (column) => column.notNull())
    .addColumn("last_used", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("deprecated_uses_key", ["caller", "element"])
    .execute();
}
