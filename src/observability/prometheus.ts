import type * as prometheus from "prom-client";
import { configuredNameOf } from "../auth/caller";
import { ERROR_CODES } from "../errors";
import { AnsweringPlaces } from "./answering-places";
import { BoundedLabel } from "./bounded-label";
import {
  type EndedCall,
  type EndedRequest,
  type KnownLabels,
  type Metrics,
  type Sources,
  WEBHOOK_RESULTS,
  type WebhookCounts,
  type WebhookResult,
} from "./metrics";

/** Requests answered from memory take less than a millisecond; those that wait for AWS up to a deadline of seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From what is settling, which is read every few seconds, to what is quiet, which is read every minute. */
const EVENT_BUCKETS = [0.5, 1, 2, 3, 4, 5, 6, 10, 30, 60, 90, 120, 300];
/** A request may name any region of the AWS SDK's data, of all partitions. */
const MOST_REGIONS = 60;
/** Callers come from the configuration, which may be read again and again. */
const MOST_CALLERS = 500;

/**
 * The metrics in Prometheus's form. docs/operations/README.md lists each one. Every instance has a registry of its
 * own, so that several gateways can live in one process.
 */
export class PrometheusMetrics implements Metrics {
  readonly registry = new this.library.Registry();
  readonly #regions = new BoundedLabel(MOST_REGIONS);
  readonly #callers = new BoundedLabel(MOST_CALLERS);
  readonly #answering: AnsweringPlaces;
  /** The accounts whose series begin at 0. */
  #accounts: readonly string[] = [];
  #inFlight = 0;
  #sources: Sources | undefined;

  readonly #requests = this.#counter("requests_total", "GraphQL requests.", ["type", "outcome", "status"]);
  readonly #requestSeconds = this.#histogram(
    "request_duration_seconds",
    "From when a request is begun to the end of its answer.",
    ["type", "outcome"],
    REQUEST_BUCKETS,
  );
  readonly #callerRequests = this.#counter("caller_requests_total", "GraphQL requests by caller.", [
    "caller",
    "outcome",
  ]);
  readonly #callerErrors = this.#counter("caller_errors_total", "Errors in answers, by caller and code.", [
    "caller",
    "code",
  ]);
  readonly #errors = this.#counter("errors_total", "Errors in answers, by their code.", ["code"]);
  readonly #awsCalls = this.#counter("aws_calls_total", "Calls of Direct Connect, with all their attempts.", [
    "operation",
    "account",
    "region",
    "outcome",
  ]);
  readonly #awsCallSeconds = this.#histogram(
    "aws_call_duration_seconds",
    "Calls of Direct Connect, with all their attempts.",
    ["operation", "outcome"],
    CALL_BUCKETS,
  );
  readonly #lostAnswers = this.#counter(
    "lost_answers_total",
    "Changes that were sent and whose answer was lost.",
    ["account", "region"],
  );
  readonly #awsThrottles = this.#counter("aws_throttles_total", "Attempts that AWS refused for their rate.", [
    "operation",
    "account",
    "region",
  ]);
  readonly #unavailable = this.#counter(
    "unavailable_total",
    "Answers from which something is missing, by what could not be read.",
    ["operation", "account", "region", "code"],
  );
  readonly #deprecatedUses = this.#counter(
    "deprecated_uses_total",
    "Requests that used a deprecated schema element.",
    ["element", "caller"],
  );
  readonly #limitsHit = this.#counter("limits_hit_total", "Requests refused by a limit.", ["limit"]);
  readonly #unknownEnumValues = this.#counter(
    "unknown_enum_values_total",
    "Values of AWS that the schema does not know, answered as UNKNOWN.",
    ["enum"],
  );
  readonly #unfitValues = this.#counter(
    "unfit_values_total",
    "Values of AWS that have another type than its model says, and count as absent.",
    ["member"],
  );

  readonly #watchCalls = this.#counter("watch_calls_total", "Calls of Direct Connect for watching.", [
    "account",
    "region",
  ]);
  readonly #changeEvents = this.#counter(
    "change_events_total",
    "Changes that were observed and written to the log of events.",
    ["type"],
  );
  readonly #changeEventSeconds = this.#histogram(
    "change_event_delay_seconds",
    "From a change to its event, at most: from the beginning of the last reading that did not show it yet.",
    ["type"],
    EVENT_BUCKETS,
  );

  readonly #webhookAttempts = this.#counter("webhook_attempts_total", "Attempts of deliveries to webhooks.", [
    "result",
  ]);
  /** One count for the gauges of one collection. */
  #counting: Promise<WebhookCounts | undefined> | undefined;

  private constructor(
    private readonly library: typeof prometheus,
    version: string,
    now: () => number,
  ) {
    this.#answering = new AnsweringPlaces(now);
    library.collectDefaultMetrics({ register: this.registry });
    const build = { version, node: process.versions.node };
    this.#gauge("build_info", "Always 1; its labels say what runs.", ["version", "node"], () => [[build, 1]]);
    this.#gauge("requests_in_flight", "GraphQL requests being answered.", [], () => [[{}, this.#inFlight]]);
    this.#gauge("snapshot_bytes", "About how much memory the kept snapshots take.", [], () => [
      [{}, this.#sources?.snapshots.size.bytes ?? 0],
    ]);
    this.#gauge(
      "snapshots_oversized",
      "Snapshots that each take more memory than SNAPSHOT_MEMORY_MB.",
      ["operation"],
      () =>
        [...(this.#sources?.snapshots.oversized() ?? [])].map(([operation, count]) => [{ operation }, count]),
    );
    this.#gauge(
      "snapshot_age_seconds",
      "The oldest snapshot that answers are made from.",
      ["operation"],
      () =>
        [...(this.#sources?.snapshots.ages() ?? [])].map(([operation, age]) => [{ operation }, age / 1_000]),
    );
    this.#cachedCounter("snapshot_uses_total", "What answers were made from.", ["operation", "origin"], () =>
      [...(this.#sources?.snapshots.origins() ?? [])].flatMap(([operation, counts]) =>
        Object.entries(counts).map(([origin, count]): Sample<"operation" | "origin"> => [
          { operation, origin },
          count,
        ]),
      ),
    );
    this.#gauge(
      "aws_answering",
      "Whether the last call of the last 10 minutes in an account and region was answered (1), or not (0).",
      ["account", "region"],
      () => this.#answering.recent().map(({ place, isAnswered }) => [{ ...place }, isAnswered ? 1 : 0]),
    );
    this.#gauge("journal_open_entries", "Changes without an outcome yet.", ["state", "account"], async () =>
      ((await this.#sources?.unsettled(this.#accounts)) ?? []).map(({ state, account, entries }) => [
        { state, account },
        entries,
      ]),
    );
    this.#cachedCounter("store_failures_total", "Uses of the store that failed.", [], () => [
      [{}, this.#sources?.store.failures ?? 0],
    ]);
    for (const result of WEBHOOK_RESULTS) this.#webhookAttempts.inc({ result }, 0);
    this.#gauge("webhooks", "Webhooks, by their state.", ["state"], async () =>
      Object.entries((await this.#countWebhooks())?.states ?? {}).map(([state, count]) => [{ state }, count]),
    );
    this.#gauge("webhook_deliveries_waiting", "Deliveries to enabled webhooks to be made.", [], async () => {
      const counts = await this.#countWebhooks();
      return counts === undefined ? [] : [[{}, counts.waiting]];
    });
    this.#gauge(
      "webhook_oldest_delivery_seconds",
      "How long the oldest of them has waited.",
      [],
      async () => {
        const counts = await this.#countWebhooks();
        return counts === undefined ? [] : [[{}, counts.oldestSeconds]];
      },
    );
    this.#gauge(
      "listening",
      "Whether this process hears what other replicas change (1), or not (0).",
      [],
      () => {
        const notifications = this.#sources?.notifications;
        return notifications === undefined ? [] : [[{}, notifications.isListening ? 1 : 0]];
      },
    );
  }

  /**
   * Loads the library only where metrics are collected: it takes time and memory at the start.
   * @param now milliseconds that never go back.
   */
  static async load(version: string, now = () => performance.now()): Promise<PrometheusMetrics> {
    return new PrometheusMetrics(await import("prom-client"), version, now);
  }

  requestBegan(): void {
    this.#inFlight += 1;
  }

  requestEnded(request: EndedRequest | null): void {
    this.#inFlight -= 1;
    if (request === null) return;
    const { operationType, outcome, status, seconds, errorCodes, caller } = request;
    const type = operationType ?? "none";
    this.#requests.inc({ type, outcome, status });
    this.#requestSeconds.observe({ type, outcome }, seconds);
    // Without the person behind the caller: people are many, and no label.
    const callerLabel = caller === undefined ? "" : this.#callers.of(configuredNameOf(caller));
    if (caller !== undefined) this.#callerRequests.inc({ caller: callerLabel, outcome });
    for (const code of errorCodes) this.#countError(callerLabel, code);
  }

  requestRefused(status: number, code: string): void {
    this.#requests.inc({ type: "none", outcome: "refused", status });
    this.#countError("", code);
  }

  awsCall({ operation, account, region, outcome, seconds }: EndedCall): void {
    const place = { account, region: this.#regions.of(region) };
    this.#awsCalls.inc({ operation, ...place, outcome });
    this.#awsCallSeconds.observe({ operation, outcome }, seconds);
    if (outcome === "OUTCOME_UNKNOWN") this.#lostAnswers.inc(place);
    this.#answering.note(place, outcome);
  }

  awsThrottle({ operation, account, region }: Pick<EndedCall, "operation" | "account" | "region">): void {
    this.#awsThrottles.inc({ operation, account, region: this.#regions.of(region) });
  }

  unavailable({ operation, account, region, code }: Parameters<Metrics["unavailable"]>[0]): void {
    this.#unavailable.inc({ operation, account, region: this.#regions.of(region), code });
  }

  deprecatedUse(element: string, caller: string): void {
    this.#deprecatedUses.inc({ element, caller: this.#callers.of(configuredNameOf(caller)) });
  }

  limitHit(limit: string): void {
    this.#limitsHit.inc({ limit });
  }

  begin({ places, limits, enums, eventTypes }: KnownLabels): void {
    for (const { account, region } of places)
      this.#lostAnswers.inc({ account, region: this.#regions.of(region) }, 0);
    for (const limit of limits) this.#limitsHit.inc({ limit }, 0);
    for (const name of enums) this.#unknownEnumValues.inc({ enum: name }, 0);
    for (const type of eventTypes) {
      this.#changeEvents.inc({ type }, 0);
      this.#changeEventSeconds.zero({ type });
    }
    for (const code of ERROR_CODES) this.#errors.inc({ code }, 0);
    this.#accounts = [...new Set(places.map(({ account }) => account))];
  }

  watch(sources: Sources): void {
    this.#sources = sources;
  }

  unknownEnumValue(enumName: string): void {
    this.#unknownEnumValues.inc({ enum: enumName });
  }

  unfitValue(member: string, count: number): void {
    this.#unfitValues.inc({ member }, count);
  }

  watchCalls({ account, region }: Parameters<Metrics["watchCalls"]>[0], calls: number): void {
    this.#watchCalls.inc({ account, region: this.#regions.of(region) }, calls);
  }

  changeEvent(type: string, seconds: number | undefined): void {
    this.#changeEvents.inc({ type });
    if (seconds !== undefined) this.#changeEventSeconds.observe({ type }, seconds);
  }

  webhookAttempt(result: WebhookResult): void {
    this.#webhookAttempts.inc({ result });
  }

  async #countWebhooks(): Promise<WebhookCounts | undefined> {
    this.#counting ??= this.#sources?.webhooks().finally(() => (this.#counting = undefined));
    return this.#counting;
  }

  #countError(caller: string, code: string): void {
    this.#errors.inc({ code });
    this.#callerErrors.inc({ caller, code });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): prometheus.Counter<Label> {
    return new this.library.Counter({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ): prometheus.Histogram<Label> {
    return new this.library.Histogram({
      name: PREFIX + name,
      help,
      labelNames,
      buckets,
      registers: [this.registry],
    });
  }

  /** A gauge whose values are read when the metrics are collected. */
  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    values: () => Sample<Label>[] | Promise<Sample<Label>[]>,
  ): void {
    const registers = [this.registry];
    new this.library.Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers,
      async collect() {
        const samples = await values();
        this.reset();
        this.remove({}); // A reset gauge without labels has the value 0; without a sample it is to be absent.
        for (const [labels, value] of samples) this.set(labels, value);
      },
    });
  }

  /** A counter whose value is kept elsewhere. */
  #cachedCounter<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    values: () => Sample<Label>[],
  ): void {
    const registers = [this.registry];
    new this.library.Counter({
      name: PREFIX + name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of values()) this.inc(labels, value);
      },
    });
  }
}

type Sample<Label extends string> = [labels: Partial<Record<Label, string>>, value: number];

/** The prefix of every metric except those of the process (`process_`, `nodejs_`). */
const PREFIX = "dxgraphql_";
