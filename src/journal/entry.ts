import type { AwsErrorOrigin } from "../errors";
import type { JsonValue } from "../store/json";
import type { Concerned } from "./concerned";
import type { Lease } from "./lease";
import type { ObservedLease } from "./lease-watch";

/** What is known of a change. Sent, or about to be: `open`; looked for in vain until now: `unknown`. */
export type EntryState = "open" | "unknown" | "applied" | "refused" | "notApplied";

/** An error that AWS decided, as it is given again to whoever repeats the change. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly aws?: AwsErrorOrigin;
}

/** One time that a change was sent. */
export interface Sending {
  readonly marker: string;
  /** JSON of what was there before. */
  readonly before: JsonValue;
}

/** One change as the journal keeps it. */
export interface Entry {
  readonly id: string;
  readonly sequence: string;
  readonly caller: string;
  readonly key: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** As it was sent, without its secret members. */
  readonly input: JsonValue;
  readonly fingerprint: string;
  readonly marker: string;
  readonly before: JsonValue;
  /** The times that it was sent before, and counted as not made; the oldest first. */
  readonly earlier: readonly Sending[];
  readonly state: EntryState;
  /** AWS's answer without its secret members; null where there is none. Dates are written as `json.ts` has it. */
  readonly output: JsonValue;
  /**
   * AWS's refusal. While the state is `unknown`: of a repeat, which may be due to what an earlier sending made; it is the
   * outcome if nothing is found.
   */
  readonly error: StoredError | null;
  readonly requestId: string;
  readonly awsRequestId: string | null;
  readonly openedAt: Date;
  readonly settledAt: Date | null;
  /** When it may have been executed; undefined where that is not known, or it is not settled. */
  readonly executed: Settled | undefined;
  /** What was seen of its lease. */
  readonly observedLease: ObservedLease;
  readonly looks: number;
}

/** What the audit trail shows of an entry, without what may be large. */
export type EntrySummary = Pick<
  Entry,
  | "id"
  | "sequence"
  | "caller"
  | "key"
  | "operation"
  | "account"
  | "region"
  | "state"
  | "requestId"
  | "awsRequestId"
  | "openedAt"
  | "settledAt"
>;

/** What is known of a change before it is sent. */
export type NewEntry = { readonly concerned?: Concerned } & Pick<
  Entry,
  | "id"
  | "caller"
  | "key"
  | "operation"
  | "account"
  | "region"
  | "input"
  | "fingerprint"
  | "marker"
  | "before"
  | "requestId"
>;

/** A change that is sent, or was. */
export type SentEntry = NewEntry & Pick<Entry, "earlier" | "error">;

/** An entry that this process works on. Every write to it gives the lease. */
export type Held<SomeEntry> = SomeEntry & { readonly lease: Lease };

/** What is to be known of an entry to write it. */
export type Writable = Held<Pick<Entry, "id" | "marker">>;

/** What became of a change. */
export type Outcome =
  | { readonly state: "applied"; readonly output: JsonValue; readonly awsRequestId?: string | undefined }
  | { readonly state: "refused"; readonly error: StoredError }
  | { readonly state: "notApplied" };

/** The numbers of an entry's last opening and of its outcome: of all entries, what happened later has a larger number. */
export interface Settled {
  readonly from: number;
  readonly until: number;
}

/** The sendings before the next one of a change that counts as not made. */
export function earlierThan({ earlier, marker, before }: Entry): readonly Sending[] {
  return [...earlier, { marker, before }];
}
