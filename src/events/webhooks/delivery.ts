import type { Logger } from "pino";
import { Webhook as Signer } from "standardwebhooks";
import type { Caller } from "../../auth/caller";
import type { WebhookResult } from "../../observability/metrics";
import type { Clocks } from "../../scheduling/clocks";
import type { Store } from "../../store/store";
import { isVisible, visibleCause } from "../visible-events";
import { cloudEvent, CONTENT_TYPE, testEvent } from "./cloud-event";
import type { DeliveryRow } from "./delivery-pages";
import { disableWebhook, type NotedAttempt, noteAttempt, readEvent } from "./delivery-statements";
import { nextAttempt, retryAfter } from "./retry-pauses";
import type { SecretKeys } from "./secret-keys";
import { SendError, type SendOptions, sendWebhook, type WebhookAnswer } from "./send-webhook";
import type { DisabledReason } from "./webhook";
import type { WebhookRow } from "./webhook-statements";

/** The results of attempts, for an operator. */
export interface WebhookMetrics {
  webhookAttempt(result: WebhookResult): void;
}

export interface DeliveryDependencies {
  readonly store: Store;
  readonly keys: SecretKeys;
  readonly clocks: Pick<Clocks, "wall">;
  readonly send: SendOptions;
  readonly metrics: WebhookMetrics;
  readonly logger: Logger;
  /** Ends attempts: they count as not made. */
  readonly signal: AbortSignal;
}

/** Makes one attempt of a delivery that this process took, and notes its outcome. */
export class DeliveryAttempt {
  constructor(
    private readonly dependencies: DeliveryDependencies,
    private readonly webhook: WebhookRow,
    private readonly delivery: DeliveryRow,
  ) {}

  /**
   * @param caller whose webhook it is, as it is now.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async make(caller: Caller): Promise<void> {
    const { clocks, signal } = this.dependencies;
    const body = await this.#body(caller);
    if (body === "expired" || body === "withheld") return this.#note({ state: body });
    const attemptedAt = new Date(clocks.wall());
    const began = performance.now();
    let answer: WebhookAnswer | undefined;
    let error: string | undefined;
    try {
      answer = await this.#send(body, attemptedAt);
    } catch (thrown) {
      if (!(thrown instanceof SendError)) throw thrown;
      error = thrown.message;
    }
    if (answer === undefined && signal.aborted) return this.#note({ state: "waiting" });
    const durationMs = Math.round(performance.now() - began);
    const isDelivered = answer !== undefined && answer.status >= 200 && answer.status < 300;
    const made = { attemptedAt, durationMs, status: answer?.status, error: error ?? problemOf(answer) };
    if (isDelivered) return this.#note({ state: "delivered", ...made });
    const next = this.#nextAttempt(answer);
    const isTest = this.delivery.event_number === null;
    await this.#note({ state: next === undefined ? "failed" : "waiting", nextAttemptAt: next, ...made });
    if (next !== undefined || isTest) return;
    await this.#disable(answer?.status === 410 ? "gone" : "failing");
  }

  async #disable(reason: DisabledReason): Promise<void> {
    const { store, clocks, logger } = this.dependencies;
    const { id, caller } = this.webhook;
    const at = new Date(clocks.wall());
    if (await store.use((database) => disableWebhook(database, id, reason, at)))
      logger.warn({ webhook: id, caller, reason }, "a webhook was disabled");
  }

  /** Its text; or why there is none. What a caller may see is checked here, at each attempt. */
  async #body(caller: Caller): Promise<string> {
    const { event, event_number: number, created_at: createdAt, webhook } = this.delivery;
    if (number === null) return testEvent(event, webhook, createdAt);
    const logged = await this.dependencies.store.use((database) => readEvent(database, Number(number)));
    if (logged === undefined) return "expired";
    return isVisible(logged, caller.grants) ? cloudEvent(logged, visibleCause(caller, logged)) : "withheld";
  }

  async #send(body: string, at: Date): Promise<WebhookAnswer> {
    const { send, signal } = this.dependencies;
    const { event: id } = this.delivery;
    const headers = {
      "content-type": CONTENT_TYPE,
      "user-agent": "directconnect-graphql",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": this.#secrets(at)
        .map((secret) => new Signer(secret).sign(id, at, body))
        .join(" "),
    };
    return sendWebhook(this.webhook.url, body, headers, send, signal);
  }

  /** The secret, and during an overlap the one before. */
  #secrets(at: Date): string[] {
    const { id, secret, previous_secret: previous, previous_until: until } = this.webhook;
    const isOverlap = previous !== null && until !== null && until > at;
    return [secret, ...(isOverlap ? [previous] : [])].map((stored) => {
      const decrypted = this.dependencies.keys.decrypt(stored, id);
      if (decrypted === undefined)
        throw new SendError("no key of WEBHOOK_SECRET_KEYS decrypts the secret of the webhook");
      return decrypted;
    });
  }

  #nextAttempt(answer: WebhookAnswer | undefined): Date | undefined {
    const { event_number: number, attempts, first_attempt_at: first } = this.delivery;
    if (number === null || answer?.status === 410) return undefined;
    const now = this.dependencies.clocks.wall();
    const next = nextAttempt({
      attempts: attempts + 1,
      first: first?.getTime() ?? now,
      now,
      requested: retryAfter(answer?.retryAfter, now),
    });
    return next === undefined ? undefined : new Date(next);
  }

  async #note(noted: NotedAttempt): Promise<void> {
    const { store, metrics } = this.dependencies;
    if (!(await store.use((database) => noteAttempt(database, this.delivery, noted)))) return;
    const result = resultOf(noted);
    if (result !== undefined) metrics.webhookAttempt(result);
  }
}

/** @returns undefined where no attempt was made. */
function resultOf({ state, attemptedAt }: NotedAttempt): WebhookResult | undefined {
  if (state !== "waiting") return state;
  return attemptedAt === undefined ? undefined : "retried";
}

function problemOf(answer: WebhookAnswer | undefined): string | undefined {
  const { status = 0 } = answer ?? {};
  if (status >= 200 && status < 300) return undefined;
  const isRedirect = status >= 300 && status < 400;
  return `the receiver answered ${status}${isRedirect ? ": redirects are not followed" : ""}`;
}
