import type { FaultKind } from "./faults";

/** A request that the emulator understood well enough to name its operation and caller. */
export interface ReceivedRequest {
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: unknown;
  readonly requestId: string;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
  /** What struck it on the wire. */
  readonly fault?: FaultKind | undefined;
  /** The HTTP status of what it came to, whether or not that arrived; absent as long as it was not executed. */
  executed?: number;
  /** When it was executed, in real time; absent as long as it was not. */
  executedAt?: number;
}

const secretMembers = new Set(["cak", "authKey", "ExternalId", "TokenCode"]);

/** The latest requests in order of arrival, without secrets. Bounded: the oldest fall out. */
export class RequestLog {
  private entries: ReceivedRequest[] = [];

  constructor(private readonly capacity = 10_000) {}

  /** @returns the entry, to be completed with the outcome. */
  record(request: ReceivedRequest): ReceivedRequest {
    const entry = { ...request, input: withoutSecrets(request.input) };
    this.entries.push(entry);
    // Cut in bulk: shifting one by one would cost the length of the log for every request.
    if (this.entries.length > 2 * this.capacity) this.entries = this.entries.slice(-this.capacity);
    return entry;
  }

  /** All stored requests, or those of one operation. */
  list(operation?: string): readonly ReceivedRequest[] {
    const latest = this.entries.slice(-this.capacity);
    return operation === undefined ? latest : latest.filter((entry) => entry.operation === operation);
  }

  /** Gives the list and forgets it. */
  take(operation?: string): readonly ReceivedRequest[] {
    const taken = this.list(operation);
    this.clear();
    return taken;
  }

  clear(): void {
    this.entries = [];
  }
}

/** No request of the service nests deeper; what does is nonsense, and would exhaust the stack. */
const deepest = 10;

function withoutSecrets(value: unknown, depth = 0): unknown {
  if (depth > deepest) return "***";
  if (Array.isArray(value)) return value.map((entry: unknown) => withoutSecrets(entry, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      secretMembers.has(name) ? "***" : withoutSecrets(member, depth + 1),
    ]),
  );
}
