export interface TableIndex {
  readonly name: string;
  readonly table: string;
  /** What is indexed and how, as SQL has it after the table's name. */
  readonly on: string;
}

/** @param concurrently without a lock that keeps others from writing; that cannot be done inside of a transaction. */
export function indexStatement({ name, table, on }: TableIndex, concurrently = false): string {
  return `create index ${concurrently ? "concurrently " : ""}if not exists ${name} on ${table} ${on}`;
}
