import { type EarlierRow, History } from "./history";

/** Describes a table: its name in errors, and the keys that its rows are looked up by. */
export interface TableDefinition<Row extends object, Index extends string> {
  readonly name: string;
  readonly id: (row: Row) => string;
  /** Per index the key or keys under which a row is filed; `undefined` leaves the row out of that index. */
  readonly indexes: Readonly<Record<Index, (row: Row) => string | readonly string[] | undefined>>;
}

/** Gives a definition its types; the store makes a table at its first use. */
export function defineTable<Row extends object>() {
  return <Index extends string>(definition: TableDefinition<Row, Index>): TableDefinition<Row, Index> =>
    definition;
}

interface Filed<Row> {
  row: Row;
  readonly order: number;
}

/**
 * Rows by id and by indexes, in the order in which they were made. Rows are changed through `update` alone,
 * so that the indexes stay true.
 */
export class Table<Row extends object, Index extends string> {
  private readonly rows = new Map<string, Filed<Row>>();
  private readonly filed = new Map<string, Map<string, Filed<Row>>>();
  private order = 0;
  private shift = 0;
  private earlier: EarlierRow<Filed<Row>>[] = [];

  constructor(
    private readonly definition: TableDefinition<Row, Index>,
    private readonly history = new History(),
  ) {}

  /** A table with the rows of an emulated moment, as far back as the history is kept. */
  asOf(moment: number): Table<Row, Index> {
    const rows = new Map(this.rows);
    for (const { at, id, before } of this.earlier.toReversed()) {
      if (at <= moment) break;
      if (before === undefined) rows.delete(id);
      else rows.set(id, before);
    }
    return this.with(rows);
  }

  /** A table with the same rows, in which what goes on after a row begins too many rows later, or earlier. */
  shifted(rows: number): Table<Row, Index> {
    const table = this.with(this.rows);
    table.shift = rows;
    return table;
  }

  private with(rows: ReadonlyMap<string, Filed<Row>>): Table<Row, Index> {
    const table = new Table(this.definition);
    for (const [id, entry] of [...rows].sort(([, a], [, b]) => a.order - b.order)) {
      table.rows.set(id, entry);
      for (const key of table.keys(entry.row)) table.file(key, id, entry);
    }
    table.order = this.order;
    return table;
  }

  /** Notes what a row is, or that there is none, before it changes. */
  private note(id: string): void {
    const { keptFor, now } = this.history;
    if (keptFor === 0) {
      this.earlier = [];
      return;
    }
    const entry = this.rows.get(id);
    const at = now();
    this.earlier.push({ at, id, ...(entry && { before: { ...entry, row: { ...entry.row } } }) });
    const firstRetained = this.earlier.findIndex((change) => change.at >= at - keptFor);
    if (firstRetained > 0) this.earlier.splice(0, firstRetained);
  }

  get size(): number {
    return this.rows.size;
  }

  insert(row: Row): Row {
    const id = this.definition.id(row);
    if (this.rows.has(id)) throw new Error(`${this.definition.name} already holds ${id}`);
    this.note(id);
    const entry = { row, order: this.order++ };
    this.rows.set(id, entry);
    for (const key of this.keys(row)) this.file(key, id, entry);
    return row;
  }

  get(id: string): Readonly<Row> | undefined {
    return this.rows.get(id)?.row;
  }

  /** Puts changed members into the row, in place; a row that is gone stays gone and gives `undefined`. */
  update(id: string, change: Partial<Row>): Readonly<Row> | undefined {
    const entry = this.rows.get(id);
    if (entry === undefined) return undefined;
    this.note(id);
    const before = this.keys(entry.row);
    Object.assign(entry.row, change);
    const after = this.keys(entry.row);
    for (const key of before) if (!after.includes(key)) this.unfile(key, id);
    for (const key of after) if (!before.includes(key)) this.file(key, id, entry);
    return entry.row;
  }

  remove(id: string): void {
    const entry = this.rows.get(id);
    if (entry === undefined) return;
    this.note(id);
    for (const key of this.keys(entry.row)) this.unfile(key, id);
    this.rows.delete(id);
  }

  /** The rows filed under a key of an index, oldest first. */
  by(index: Index, key: string): Readonly<Row>[] {
    return this.after(-1, index, key).map((entry) => entry.row);
  }

  /** The rows of an index made after the row with this order, with their order: what paging needs. */
  after(order: number, index: Index, key: string): { readonly row: Readonly<Row>; readonly order: number }[] {
    if (this.shift === 0 || order < 0) return this.filedAfter(order, index, key);
    if (this.shift > 0) return this.filedAfter(order, index, key).slice(this.shift);
    const all = this.filedAfter(-1, index, key);
    const next = all.findIndex((entry) => entry.order > order);
    return all.slice(Math.max(0, (next < 0 ? all.length : next) + this.shift));
  }

  private filedAfter(order: number, index: Index, key: string): Filed<Row>[] {
    const found: Filed<Row>[] = [];
    let inOrder = true;
    // A bucket is in order unless a row came back to it, so a page of a long list need not sort all of it.
    for (const entry of this.filed.get(`${index}\n${key}`)?.values() ?? []) {
      if (entry.order <= order) continue;
      inOrder &&= entry.order > (found.at(-1)?.order ?? -1);
      found.push(entry);
    }
    return inOrder ? found : found.sort((a, b) => a.order - b.order);
  }

  all(): Readonly<Row>[] {
    return Array.from(this.rows.values(), (entry) => entry.row);
  }

  /** Puts other rows in the place of all rows, in the same order. */
  replaceAll(rowFor: (row: Readonly<Row>) => Row): void {
    const rows = this.all();
    this.clear();
    for (const row of rows) this.insert(rowFor(row));
  }

  clear(): void {
    this.rows.clear();
    this.filed.clear();
    this.earlier = [];
    this.order = 0;
  }

  private keys(row: Row): string[] {
    const keys: string[] = [];
    for (const index in this.definition.indexes) {
      const found = this.definition.indexes[index](row) ?? [];
      for (const key of typeof found === "string" ? [found] : found) keys.push(`${index}\n${key}`);
    }
    return keys;
  }

  private file(key: string, id: string, entry: Filed<Row>): void {
    const bucket = this.filed.get(key);
    if (bucket) bucket.set(id, entry);
    else this.filed.set(key, new Map([[id, entry]]));
  }

  private unfile(key: string, id: string): void {
    const bucket = this.filed.get(key);
    bucket?.delete(id);
    if (bucket?.size === 0) this.filed.delete(key);
  }
}
