import { getHeapStatistics } from "node:v8";
import type { Caller } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { tooMany } from "./cost-meter";

type CountedCaller = Pick<Caller, "name" | "configuredName">;

/** The share of the heap that unsent answers may take. A string may take twice as many bytes as are counted for it. */
export const OF_THE_HEAP = 1 / 4;
/** Answers below this many bytes are not counted: `MAX_REQUESTS` bounds their sum. */
export const LEAST_COUNTED = 16 * 1024;
/** How many bytes one caller may hold for each free one, and one person for each one that is left to its caller. */
export const SHARE = 2;
/** So a person who is the only one may hold this share of all bytes. */
export const SHARE_OF_ALL = (SHARE * SHARE) / (1 + SHARE + SHARE * SHARE);

interface Held {
  all: number;
  readonly byPerson: Map<string, number>;
}

/**
 * The bytes of answers that are being made or wait to be read, shared among callers as requests are
 * (request-slots.ts): the fewer bytes are free, the fewer any one may hold, so that some are always free for the next
 * caller.
 */
export class UnsentBytes {
  readonly #callers = new Map<string, Held>();
  #all = 0;

  /** @param most bytes at the same time in this process. */
  constructor(readonly most = Math.floor(getHeapStatistics().heap_size_limit * OF_THE_HEAP)) {}

  /** Begins to count what one HTTP request of a caller holds. */
  of(caller: CountedCaller): RequestBytes {
    return new RequestBytes(this, caller);
  }

  /** Counts bytes. @returns false where they are too many for this caller: they are not counted, unless forced. */
  take({ name, configuredName }: CountedCaller, bytes: number, isForced: boolean): boolean {
    const held = this.#callers.get(configuredName) ?? { all: 0, byPerson: new Map<string, number>() };
    const ofPerson = (held.byPerson.get(name) ?? 0) + bytes;
    const leftToCaller = SHARE * (this.most - this.#all - bytes) - held.all - bytes;
    const isWithin = leftToCaller >= 0 && ofPerson <= SHARE * leftToCaller;
    if (!isWithin && !isForced) return false;
    this.#all += bytes;
    held.all += bytes;
    held.byPerson.set(name, ofPerson);
    this.#callers.set(configuredName, held);
    return true;
  }

  /** Gives bytes back that were taken. */
  giveBack({ name, configuredName }: CountedCaller, bytes: number): void {
    const held = this.#callers.get(configuredName);
    if (held === undefined) return;
    this.#all -= bytes;
    held.all -= bytes;
    const left = (held.byPerson.get(name) ?? 0) - bytes;
    if (left > 0) held.byPerson.set(name, left);
    else held.byPerson.delete(name);
    if (held.all === 0) this.#callers.delete(configuredName);
  }

  /** @param bytes of the answer that exceeded the limit. */
  refusal({ name }: CountedCaller, bytes: number): GatewayError {
    const allowed = Math.floor(this.most * SHARE_OF_ALL);
    const limit = { name: "unsentBytes", sent: bytes, allowed };
    if (bytes > allowed) {
      const message = `The answer takes more than ${allowed} bytes of memory. Ask for smaller pages or fewer fields.`;
      return new GatewayError("LIMIT_EXCEEDED", message, { limit, http: { status: 400 } });
    }
    const message = `With this answer of ${bytes} bytes, the answers of ${name} that are being made or wait to be read would take too much memory; allowed are ${allowed} bytes, and fewer while other callers' answers wait. Read answers faster, ask for fewer at the same time, or ask for smaller pages.`;
    return tooMany(message, 1, limit);
  }
}

/** What one HTTP request holds. */
export class RequestBytes {
  #bytes = 0;
  #hasEnded = false;

  constructor(
    private readonly shared: UnsentBytes,
    private readonly caller: CountedCaller,
  ) {}

  /**
   * Holds the bytes of one answer, until the request ends.
   * @throws GatewayError RATE_LIMITED where they are too many, or LIMIT_EXCEEDED where they would be at any time.
   */
  hold(bytes: number): void {
    if (bytes >= LEAST_COUNTED && !this.#take(bytes, false)) throw this.shared.refusal(this.caller, bytes);
  }

  /** Counts bytes that exist already, without a limit, until the request ends. */
  keep(bytes: number): void {
    if (bytes >= LEAST_COUNTED) this.#take(bytes, true);
  }

  /**
   * Begins to count an answer while it is made.
   * @param isForced the answer is never refused, because a change was made.
   */
  begin(isForced: boolean): GrowingAnswer {
    let held = 0;
    let wanted = 0;
    const growTo = (bytes: number): boolean => {
      if (bytes <= held || bytes < LEAST_COUNTED) return true;
      wanted = bytes;
      if (!this.#take(bytes - held, isForced)) {
        this.#giveBack(held);
        held = 0;
        return false;
      }
      held = bytes;
      return true;
    };
    return { growTo, refusal: () => this.shared.refusal(this.caller, wanted) };
  }

  /** Gives back all that the request holds; nothing is counted for it afterwards. */
  end(): void {
    this.#giveBack(this.#bytes);
    this.#hasEnded = true;
  }

  #take(bytes: number, isForced: boolean): boolean {
    if (this.#hasEnded) return true;
    if (!this.shared.take(this.caller, bytes, isForced)) return false;
    this.#bytes += bytes;
    return true;
  }

  #giveBack(bytes: number): void {
    if (this.#hasEnded || bytes === 0) return;
    this.#bytes -= bytes;
    this.shared.giveBack(this.caller, bytes);
  }
}

/** An answer that is being made. */
export interface GrowingAnswer {
  /** @returns false where the bytes exceed the limit: then the answer holds none, and must end. */
  readonly growTo: (bytes: number) => boolean;
  /** The error of an answer that exceeded the limit. */
  readonly refusal: () => GatewayError;
}
