import { type AwsErrorOrigin, type ErrorCode, GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import type { ReadOperation } from "../client/operations";

/** The bounds of one read of a collection. */
export interface ReadBounds {
  readonly pages: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** The collection and place of a read, for errors. */
export interface ReadSource {
  readonly operation: ReadOperation;
  readonly place: Place;
}

/** A read exceeded one of its bounds: it would not end, or exceed the memory. */
export class ReadBoundError extends GatewayError {
  constructor(
    { operation, place: { account, region } }: ReadSource,
    what: string,
    code: ErrorCode = "UPSTREAM_UNAVAILABLE",
  ) {
    const aws = { operation, account: account.accountId, region };
    super(code, `${operation} in ${region} was not read to its end: ${what}.`, { retryable: true, aws });
  }
}

/** Checks the pages of one read against its bounds. */
export class BoundedPages {
  readonly #tokens = new Set<string>();
  #pages = 0;
  #bytes = 0;

  constructor(
    private readonly bounds: ReadBounds,
    private readonly source: ReadSource,
  ) {}

  /** The maximum size of the next page, in bytes. */
  get bytesLeft(): number {
    return this.bounds.bytes - this.#bytes;
  }

  /**
   * Counts a page that has arrived.
   * @param nextToken undefined for the last page.
   * @throws ReadBoundError
   */
  came(bytes: number, nextToken: string | undefined): void {
    this.#pages += 1;
    this.#bytes += bytes;
    if (nextToken === undefined) return;
    if (this.#tokens.has(nextToken)) {
      throw new ReadBoundError(
        this.source,
        "Direct Connect answered a nextToken that it had answered before",
      );
    }
    this.#tokens.add(nextToken);
    const { pages } = this.bounds;
    if (this.#pages >= pages) {
      throw new ReadBoundError(this.source, `it has more than ${pages} pages (READ_MAX_PAGES)`);
    }
  }

  /** The next page has more bytes than are left. */
  tooLarge(): ReadBoundError {
    const megabytes = Math.round(this.bounds.bytes / 2 ** 20);
    return new ReadBoundError(this.source, `it has more than ${megabytes} MB (READ_MAX_MB)`);
  }
}

/** The read exceeded its time limit. */
export function tooLong({ milliseconds }: ReadBounds, source: ReadSource, pages: number): ReadBoundError {
  const what = `after ${pages} pages its time was over (READ_MAX_MS, ${milliseconds} ms)`;
  return new ReadBoundError(source, what, "UPSTREAM_TIMEOUT");
}

/** A caller's deadline passed before the end of a read that continues. */
export function unfinished(aws: AwsErrorOrigin, pages: number): GatewayError {
  const { operation, region } = aws;
  return new GatewayError(
    "UPSTREAM_TIMEOUT",
    `${operation} was not read to its end in time in ${region}: ${pages} pages so far. Reading goes on; ask again.`,
    { retryable: true, aws },
  );
}
