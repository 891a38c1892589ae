import type { AwsErrorOrigin } from "../errors";
import type { JsonValue } from "../store/json";
import type { Concerned } from "./concerned";
import type { Lease } from "./lease";
import type { ObservedLease } from "./lease-watch";

/** The state of a change. `open`: sent, or about to be. `unknown`: its outcome was not found so far. */
export type EntryState = "open" | "unknown" | "applied" | "refused" | "notApplied";

/** An error that AWS decided, as every repeat of the change gets it. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly aws?: AwsErrorOrigin;
}

/** One sending of a change. */
export interface Sending {
  readonly marker: string;
  /** JSON of the state before it. */
  readonly before: JsonValue;
}

/** One change as the journal stores it. */
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
  /** Earlier sendings, which counted as not made; the oldest first. */
  readonly earlier: readonly Sending[];
  readonly state: EntryState;
  /** AWS's answer without its secret members; null where there is none. Dates have the form of `stored-json.ts`. */
  readonly output: JsonValue;
  /**
   * AWS's refusal. While the state is `unknown`: of a repeat, which an earlier sending may have caused; it is the
   * outcome if no result is found.
   */
  readonly error: StoredError | null;
  readonly requestId: string;
  readonly awsRequestId: string | null;
  readonly openedAt: Date;
  readonly settledAt: Date | null;
  /** When it may have been executed; undefined where that is unknown, or it is not settled. */
  readonly executed: Settled | undefined;
  /** Its lease as it was read. */
  readonly observedLease: ObservedLease;
  readonly looks: number;
}

/** The members of an entry in the audit trail, without those that may be large. */
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

/** The members of a change before it is sent. */
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

/** A change that is being sent, or was. */
export type SentEntry = NewEntry & Pick<Entry, "earlier" | "error">;

/** An entry that this process works on. Every write to it requires the lease. */
export type Held<SomeEntry> = SomeEntry & { readonly lease: Lease };

/** The members of an entry that a write needs. */
export type Writable = Held<Pick<Entry, "id" | "marker">>;

/** The outcome of a change. */
export type Outcome =
  | { readonly state: "applied"; readonly output: JsonValue; readonly awsRequestId?: string | undefined }
  | { readonly state: "refused"; readonly error: StoredError }
  | { readonly state: "notApplied" };

/** The numbers of an entry's last opening and of its outcome: over all entries, later events have larger numbers. */
export interface Settled {
  readonly from: number;
  readonly until: number;
}

/** The sendings before the next one of a change that counts as not made. */
export function earlierThan({ earlier, marker, before }: Entry): readonly Sending[] {
  return [...earlier, { marker, before }];
}
