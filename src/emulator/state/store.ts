import { History } from "./history";
import { Table, type TableDefinition } from "./table";

type MakeTable = <Row extends object, Index extends string>(
  definition: TableDefinition<Row, Index>,
) => Table<Row, Index>;

/** What can be done with every table, whatever its rows are. */
interface AnyTable {
  clear(): void;
  replaceAll(rowFor: <Row extends object>(row: Row) => Row): void;
}

/** All that the emulator remembers, one table per kind of resource, over all accounts and regions. */
export class Store {
  // Keyed by definition, so that a resource file defines its own table and nothing here depends on resources.
  private readonly tables = new Map<object, AnyTable>();
  private readonly history = new History();

  constructor(private readonly make?: MakeTable) {}

  table<Row extends object, Index extends string>(
    definition: TableDefinition<Row, Index>,
  ): Table<Row, Index> {
    const existing = this.tables.get(definition);
    if (existing instanceof Table) return existing as Table<Row, Index>;
    const table = this.make?.(definition) ?? new Table(definition, this.history);
    this.tables.set(definition, table);
    return table;
  }

  /** Keeps what changes from now on for so many emulated milliseconds, for `asOf`; 0 keeps nothing. */
  remember(milliseconds: number, now: () => number): void {
    this.history.keptFor = milliseconds;
    this.history.now = now;
  }

  /** The same as it was at an emulated moment, as far back as is remembered. Changing it changes nothing. */
  asOf(moment: number): Store {
    return new Store((definition) => this.table(definition).asOf(moment));
  }

  /** The same, but lists that go on after a row do so too many rows later, or earlier where negative. */
  shifted(rows: number): Store {
    return new Store((definition) => this.table(definition).shifted(rows));
  }

  /** Puts other rows in the place of the rows of every table. */
  replaceAll(rowFor: <Row extends object>(row: Row) => Row): void {
    for (const table of this.tables.values()) table.replaceAll(rowFor);
  }

  clear(): void {
    for (const table of this.tables.values()) table.clear();
  }
}
