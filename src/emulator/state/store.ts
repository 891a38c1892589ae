import { Table, type TableDefinition } from "./table";

/** All that the emulator remembers, one table per kind of resource, over all accounts and regions. */
export class Store {
  // Keyed by definition, so that a resource file brings its table along and nothing here knows the resources.
  private readonly tables = new Map<object, { clear(): void }>();

  table<Row extends object, Index extends string>(
    definition: TableDefinition<Row, Index>,
  ): Table<Row, Index> {
    const known = this.tables.get(definition);
    if (known instanceof Table) return known as Table<Row, Index>;
    const table = new Table(definition);
    this.tables.set(definition, table);
    return table;
  }

  clear(): void {
    for (const table of this.tables.values()) table.clear();
  }
}
