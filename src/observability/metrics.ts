/** The outcome of one GraphQL request, as the counters distinguish it. */
export interface EndedRequest {
  /** Undefined where nothing was executed. */
  operationType: string | undefined;
  /** `refused`: nothing was executed. `aborted`: the client disconnected before its answer was complete. */
  outcome: "ok" | "errors" | "refused" | "aborted";
  /** The HTTP status. */
  status: number;
  seconds: number;
  /** The code of each error in the answer. */
  errorCodes: readonly string[];
  /** Undefined where the request ended before anyone knew. */
  caller: string | undefined;
}

/** One call that was sent to Direct Connect, with all attempts of the SDK. */
export interface EndedCall {
  operation: string;
  account: string;
  region: string;
  /** `ok`, or the error's code. */
  outcome: string;
  seconds: number;
}

/** What became of an attempt of a delivery to a webhook. The list is closed: each is a label from the start. */
export const WEBHOOK_RESULTS = ["delivered", "retried", "failed", "withheld", "expired"] as const;
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number];

/** The webhooks of all replicas on the store, and what waits for them. */
export interface WebhookCounts {
  /** The number of webhooks in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** Deliveries to enabled webhooks that are to be made, and how long the oldest of them has waited. */
  readonly waiting: number;
  readonly oldestSeconds: number;
}

/** One account in one region. */
export interface MetricsPlace {
  account: string;
  region: string;
}

/**
 * The values of labels that are known at the start. Their series begin at 0, because Prometheus sees no increase where
 * a series begins at 1: an alert on `increase` would miss the first occurrence.
 */
export interface KnownLabels {
  /** The configured accounts in their regions. */
  places: readonly MetricsPlace[];
  /** The names of limits, as `limitHit` receives them. */
  limits: readonly string[];
  /** The enums of the schema that AWS may add values to. */
  enums: readonly string[];
  /** The types of events. */
  eventTypes: readonly string[];
}

/** How many changes of an account are in one state. */
export interface OpenEntries {
  readonly state: string;
  readonly account: string;
  readonly entries: number;
}

/** What is read when the metrics are collected, rather than counted as it happens. */
export interface Sources {
  snapshots: {
    readonly size: { readonly bytes: number };
    /** By operation: how many take more memory, each alone, than all may. */
    oversized(): ReadonlyMap<string, number>;
    /** By operation, in milliseconds. */
    ages(): ReadonlyMap<string, number>;
    /** By operation: how often from where. */
    origins(): ReadonlyMap<string, Readonly<Record<string, number>>>;
  };
  /** Changes without an outcome, by state and account; undefined while that is unknown. */
  unsettled(accounts: readonly string[]): Promise<readonly OpenEntries[] | undefined>;
  store: { readonly failures: number };
  /** Undefined while that is unknown. */
  webhooks(): Promise<WebhookCounts | undefined>;
  /** Whether this process hears what the others on its store change; absent where it has the store alone. */
  notifications?: { readonly isListening: boolean };
}

/**
 * What the modules of the gateway record for an operator. Each method is one or a few additions to counters, so it may
 * be on any path; nothing that a caller makes up, such as the name of an operation, becomes a label.
 */
export interface Metrics {
  requestBegan(): void;
  /** @param request null for a page, which is no GraphQL request. */
  requestEnded(request: EndedRequest | null): void;
  /** A request was refused before it became a GraphQL request. @param code the code of its error */
  requestRefused(status: number, code: string): void;
  awsCall(call: EndedCall): void;
  /** AWS refused one attempt for its rate, whether it is tried again or not. */
  awsThrottle(attempt: Pick<EndedCall, "operation" | "account" | "region">): void;
  /** Something is missing from an answer; counted once for each answer, operation, place and code. */
  unavailable(missing: Pick<EndedCall, "operation" | "account" | "region"> & { code: string }): void;
  /** @param element its schema coordinate */
  deprecatedUse(element: string, caller: string): void;
  /** A request was refused. @param limit as the config file names it, or the setting */
  limitHit(limit: string): void;
  /** AWS sent a value that the schema does not have. */
  unknownEnumValue(enumName: string): void;
  /** AWS sent values of another type than its model says. @param member of which structure, and its name in it */
  unfitValue(member: string, count: number): void;
  /** Watching an account and region took calls of Direct Connect; without a region, for what is in none. */
  watchCalls(place: { account: string; region: string }, calls: number): void;
  /** A change was seen, and its event written. @param seconds since it happened, at most; undefined where unknown */
  changeEvent(type: string, seconds: number | undefined): void;
  /** An attempt of a delivery to a webhook ended, and its outcome was noted. */
  webhookAttempt(result: WebhookResult): void;
  /** Begins the series of these labels at 0. */
  begin(known: KnownLabels): void;
  /** Sets the sources of the other metrics. */
  watch(sources: Sources): void;
}

const noop = () => undefined;

/** Used where metrics are off. */
export const NO_METRICS: Metrics = {
  requestBegan: noop,
  requestEnded: noop,
  requestRefused: noop,
  awsCall: noop,
  awsThrottle: noop,
  unavailable: noop,
  deprecatedUse: noop,
  limitHit: noop,
  unknownEnumValue: noop,
  unfitValue: noop,
  watchCalls: noop,
  changeEvent: noop,
  webhookAttempt: noop,
  begin: noop,
  watch: noop,
};
