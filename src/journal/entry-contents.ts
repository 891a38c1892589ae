import { GatewayError } from "../errors";
import type { Database } from "../store/database";
import type { JsonValue } from "../store/json";
import { bytesBefore, bytesOf, MOST_BYTES, readBounded } from "./bounded-rows";
import type { Entry, EntryState } from "./entry";
import { fromJsonb } from "./stored-json";

/** The members of an entry that may be large, and are read only where they are selected. */
export type EntryContent = Pick<Entry, "state" | "input" | "output" | "error">;

interface ContentRow extends EntryContent {
  readonly id: string;
  readonly bytes: number;
}

const LARGE = ["input", "output", "error"] as const;

/** Reads the contents of the first of these entries, as many as fit into one statement. */
export async function readContents(
  { query, sql }: Database,
  ids: readonly string[],
): Promise<readonly ContentRow[]> {
  const sized = query
    .selectFrom("journal")
    .select(["id", "state", ...LARGE])
    .select([bytesOf(sql, LARGE).as("bytes"), bytesBefore(sql, LARGE).as("bytes_before")])
    .where("id", "in", ids);
  const rows = await query
    .selectFrom(sized.as("sized"))
    .select(["id", "state", ...LARGE, "bytes"])
    .where("bytes_before", "<", String(MOST_BYTES))
    .orderBy("id")
    .execute();
  return rows.map(({ id, state, input, output, error, bytes }) => ({
    id,
    bytes: Number(bytes),
    // only this folder writes them
    state: state as EntryState,
    input: fromJsonb(input as JsonValue),
    output: fromJsonb(output as JsonValue),
    error: fromJsonb(error as JsonValue) as Entry["error"],
  }));
}

interface Wanted {
  readonly content: Promise<EntryContent>;
  readonly resolve: (content: EntryContent) => void;
  readonly reject: (error: unknown) => void;
}

export interface EntryContentsOptions {
  /** Reads the first of these, as many as fit into one statement. */
  readonly read: (ids: readonly string[]) => Promise<readonly ContentRow[]>;
  /** The maximum number of bytes that one request may read, as the database writes JSON. */
  readonly mostBytes: number;
  /** Whether the client has disconnected. */
  readonly isGone: () => boolean;
}

/** The contents that one request selects: each entry is read once, and simultaneous requests share a read. */
export class EntryContents {
  readonly #entries = new Map<string, Wanted>();
  #unread: string[] = [];
  #isReading = false;
  #bytes = 0;

  constructor(private readonly options: EntryContentsOptions) {}

  /** @throws (rejects with) GatewayError NOT_FOUND, LIMIT_EXCEEDED or STORE_UNAVAILABLE */
  of(id: string): Promise<EntryContent> {
    const cached = this.#entries.get(id);
    if (cached !== undefined) return cached.content;
    const wanted = newlyWanted();
    this.#entries.set(id, wanted);
    this.#unread.push(id);
    // The entries that are selected at the same time are known then.
    if (!this.#isReading) setImmediate(() => void this.#readAll());
    this.#isReading = true;
    return wanted.content;
  }

  async #readAll(): Promise<void> {
    while (this.#unread.length > 0) {
      const ids = this.#unread;
      this.#unread = [];
      try {
        await readBounded(
          ids,
          (some) => this.#read(some),
          (rows) => rows.forEach((row) => this.#entries.get(row.id)?.resolve(row)),
        );
        // This has no effect on those that were read.
        for (const id of ids) this.#entries.get(id)?.reject(gone());
      } catch (error) {
        for (const id of ids) this.#entries.get(id)?.reject(error);
      }
    }
    this.#isReading = false;
  }

  async #read(ids: readonly string[]): Promise<readonly ContentRow[]> {
    const { read, mostBytes, isGone } = this.options;
    if (isGone()) throw gone();
    if (this.#bytes > mostBytes) throw tooLarge(mostBytes);
    const rows = await read(ids);
    for (const { bytes } of rows) this.#bytes += bytes;
    return rows;
  }
}

function newlyWanted(): Wanted {
  let resolve: Wanted["resolve"] = () => undefined;
  let reject: Wanted["reject"] = () => undefined;
  const content = new Promise<EntryContent>((...settle) => ([resolve, reject] = settle));
  content.catch(() => undefined); // an execution that has ended does not wait for it
  return { content, resolve, reject };
}

function gone(): GatewayError {
  return new GatewayError(
    "NOT_FOUND",
    "The entry is older than entries are retained; it was deleted meanwhile.",
  );
}

function tooLarge(allowed: number): GatewayError {
  return new GatewayError(
    "LIMIT_EXCEEDED",
    `The inputs and outputs of the selected entries have more than ${allowed} bytes in all. Request smaller pages.`,
    { limit: { name: "answer", allowed } },
  );
}
