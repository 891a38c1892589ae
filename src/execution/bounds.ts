import { GraphQLError } from "graphql";

/** What one execution may take. */
export interface Bounds {
  /** Objects that may be completed. */
  readonly objects: number;
  /** Bytes that may be written, in UTF-8. */
  readonly bytes: number;
  /** Errors that fields may end in. */
  readonly errors: number;
  /** Called between two slices: whether the client has gone, or the time is over. */
  readonly isStopped?: (() => boolean) | undefined;
  /** Called between two slices with the number of bytes written so far. @returns whether there is memory for them. */
  readonly growTo?: ((bytes: number) => boolean) | undefined;
}

export type Bound = "objects" | "bytes" | "errors" | "stopped" | "memory";

/** Ends an execution as a whole: no field catches it. */
export class BoundExceeded extends GraphQLError {
  constructor(readonly bound: Bound) {
    super(`The execution has ended at its bound on ${bound}.`);
  }
}

const UNBOUNDED: Bounds = { objects: Infinity, bytes: Infinity, errors: Infinity };

/** Counts what one execution takes. What is counted is bounded whatever the operation was expected to yield. */
export class Allowance {
  #objects: number;
  #bytes: number;
  #errors: number;
  #ended: BoundExceeded | undefined;

  constructor(private readonly bounds: Bounds = UNBOUNDED) {
    this.#objects = bounds.objects;
    this.#bytes = bounds.bytes;
    this.#errors = bounds.errors;
  }

  /** Why nothing more is executed; undefined while it goes on. */
  get ended(): BoundExceeded | undefined {
    return this.#ended;
  }

  /** @throws BoundExceeded once a bound was exceeded, so that all work in progress ends. */
  check(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** @throws BoundExceeded */
  takeObject(): void {
    this.#objects -= 1;
    if (this.#objects < 0) this.#end("objects");
  }

  /** Counts an object that is written at once, of members alone: it takes a tenth of the time. @throws BoundExceeded */
  takeBareObject(): void {
    this.#objects -= 0.1;
    if (this.#objects < 0) this.#end("objects");
  }

  /** @throws BoundExceeded */
  takeBytes(count: number): void {
    this.#bytes -= count;
    if (this.#bytes < 0) this.#end("bytes");
  }

  /** @throws BoundExceeded */
  takeError(): void {
    this.#errors -= 1;
    if (this.#errors < 0) this.#end("errors");
  }

  /** Called when a slice begins; who waits for the slice then finds out by `check`. */
  sliceBegan(): void {
    if (this.#ended !== undefined) return;
    if (this.bounds.isStopped?.() === true) this.#ended = new BoundExceeded("stopped");
    else if (this.bounds.growTo?.(this.bounds.bytes - this.#bytes) === false)
      this.#ended = new BoundExceeded("memory");
  }

  #end(bound: Bound): never {
    throw (this.#ended ??= new BoundExceeded(bound));
  }
}
