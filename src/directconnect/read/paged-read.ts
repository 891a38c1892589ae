import { setTimeout as wait } from "node:timers/promises";
import type { Place } from "../accounts/accounts";
import { AnswerBytes } from "../client/answer-bytes";
import { AnswerTooLarge } from "../client/collected-body";
import { allLeftOut, type LeftOut, NONE_LEFT_OUT, unfitOf } from "../client/unfit-values";
import type { Clients } from "../client/clients";
import type { Collection } from "../collections/collection";
import { fromAws } from "../client/failures";
import type { Input, ReadOperation } from "../client/operations";
import type { Reading } from "./snapshot";
import type { ReadProgress } from "./in-flight-read";
import { BoundedPages, type ReadBounds } from "./read-bounds";

/** One answer of a read, with what identifies it in the next read. */
export interface Page {
  readonly digest: string | undefined;
  /** The number of its rows. */
  readonly rows: number;
  /** Its items that were left out, as they have no identity. */
  readonly leftOut: LeftOut;
  /** Undefined for the last page. */
  readonly nextToken: string | undefined;
}

/** The previous reading of a collection. */
export interface ReadBefore {
  readonly reading?: Reading<object>;
  /** Its rows as AWS listed them, where the snapshot's rows differ. */
  readonly listed?: { readonly rows: readonly object[] } | undefined;
  /** The answers that contained its rows, where they are in the same order. */
  readonly pages?: readonly Page[] | undefined;
}

/** The parameters of one read. */
export interface ReadRun {
  readonly bounds: ReadBounds;
  readonly signal: AbortSignal;
  readonly progress: ReadProgress;
}

/**
 * How long a read waits before it repeats the call for a page that could not be read, in milliseconds: the pages that
 * were read are worth more than a quick answer. The first page fails at once.
 */
const PAUSES = [1_000, 2_000, 4_000] as const;

/**
 * Reads all pages of a collection, one after the other, by their tokens. The rows of an answer with the same bytes as
 * before are reused.
 */
export class PagedRead<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** In AWS's order. */
  readonly rows: Row[] = [];
  readonly pages: Page[] = [];
  readonly #bounded: BoundedPages;
  readonly #earlierRows: readonly Row[];
  readonly #before: readonly Page[];
  /** The number of pages that the same read had before these. */
  readonly #pagesBefore: number;
  #passed = 0;

  constructor(
    private readonly clients: Clients,
    private readonly collection: Collection<Sdk, Row, Name>,
    private readonly place: Place,
    { reading, listed, pages: before = [] }: ReadBefore,
    private readonly run: ReadRun,
  ) {
    this.#pagesBefore = run.progress.pages;
    this.#bounded = new BoundedPages(run.bounds, { operation: collection.operation, place });
    this.#earlierRows = (listed?.rows ?? reading?.snapshot.rows ?? []) as readonly Row[]; // as both are of one collection
    this.#before = reading === undefined && listed === undefined ? [] : before;
  }

  /** @throws ReadBoundError; errors of the SDK, which `fromAws` translates. */
  async readAll(): Promise<this> {
    let nextToken: string | undefined;
    do nextToken = await this.#readPage(nextToken);
    while (nextToken !== undefined && this.collection.onePage !== true);
    return this;
  }

  async #readPage(token: string | undefined): Promise<string | undefined> {
    const { collection, place, rows, pages } = this;
    const earlier = this.#before[pages.length];
    const { output, answerBytes } = await this.#send(token, earlier?.digest);
    if (earlier !== undefined && answerBytes.areSame) {
      rows.push(...this.#earlierRows.slice(this.#passed, this.#passed + earlier.rows));
      pages.push(earlier);
    } else {
      const sdkObjects = collection.rowsOf(output) ?? [];
      const entered = sdkObjects.map((one) => collection.enter(one, place)).filter((row) => row !== null);
      rows.push(...entered);
      const nameless = sdkObjects.length - entered.length;
      const leftOut = allLeftOut([
        new Map(nameless === 0 ? [] : [[`row without ${collection.key}`, nameless]]),
        unfitOf(output)?.leftOut ?? NONE_LEFT_OUT,
      ]);
      const { digest } = answerBytes;
      pages.push({ digest, rows: entered.length, leftOut, nextToken: nextTokenOf(output) });
    }
    this.#passed += earlier?.rows ?? 0;
    this.run.progress.pages = this.#pagesBefore + pages.length;
    const nextToken = pages.at(-1)?.nextToken;
    this.#bounded.came(answerBytes.length, nextToken);
    return nextToken;
  }

  async #send(token: string | undefined, digest: string | undefined) {
    const { clients, collection, place } = this;
    const { operation } = collection;
    const { signal } = this.run;
    const input: Input<Name> =
      token === undefined ? collection.input : { ...collection.input, nextToken: token };
    for (let failures = 0; ; failures += 1) {
      const answerBytes = new AnswerBytes(digest, this.#bounded.bytesLeft);
      const options = { abortSignal: signal, answerBytes, group: queueGroup(collection, token) };
      try {
        return { output: await clients.send("read", place, operation, input, options), answerBytes };
      } catch (error) {
        if (error instanceof AnswerTooLarge) throw this.#bounded.tooLarge();
        const { retryable } = fromAws(error, "read", {
          operation,
          account: place.account.accountId,
          region: place.region,
        });
        const pause = PAUSES[failures];
        if (token === undefined || pause === undefined || !retryable || signal.aborted) throw error;
        await wait(pause, undefined, { signal });
      }
    }
  }
}

/** Absent from the outputs of operations that do not page; empty on a last page. */
export function nextTokenOf(output: object): string | undefined {
  const { nextToken }: { nextToken?: string } = output;
  return nextToken === "" ? undefined : nextToken;
}

/**
 * The queue group of a page. A whole list has its own group, so that many concurrent reads by an id or a parent delay
 * neither it nor those of them that have begun.
 */
function queueGroup(
  { operation, input }: { operation: string; input: object },
  token: string | undefined,
): string {
  if (Object.keys(input).length === 0) return operation;
  return token === undefined ? `${operation} of one` : `${operation} of one, next pages`;
}

/** Whether any answer was the same in two consecutive reads. */
export function isRepeated(before: readonly Page[] | undefined, now: readonly Page[]): boolean {
  return now.some(({ digest }, index) => digest === before?.[index]?.digest);
}
