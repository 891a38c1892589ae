import type { EventFilter } from "../event-filter";

/** A webhook, without its secrets. */
export interface Webhook {
  /** A UUID. */
  readonly id: string;
  /** The name in the config file of the caller whose grants it has. */
  readonly caller: string;
  /** The name of the caller, or of a person behind it, who made it. */
  readonly createdBy: string;
  /** Whether the config file has it. */
  readonly isConfigured: boolean;
  readonly url: string;
  readonly description: string | null;
  readonly filter: EventFilter;
  readonly state: WebhookState;
  /** Null while it is not disabled. */
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  /** Until when deliveries are also signed with the secret before; null where there is none. */
  readonly previousSecretUntil: Date | null;
  /** The number of the log up to which its deliveries exist. */
  readonly position: number;
  readonly createdAt: Date;
}

/** Paused by its caller, or disabled by the gateway. */
export type WebhookState = "enabled" | "paused" | "disabled";
export type DisabledReason = "failing" | "gone";

/** What a caller may set. */
export interface WebhookContent {
  readonly url: string;
  readonly description: string | null;
  readonly filter: EventFilter;
}

export type DeliveryState = "waiting" | "delivered" | "failed" | "withheld" | "expired";

/** The delivery of one event to one webhook. */
export interface Delivery {
  /** A UUID. */
  readonly id: string;
  /** The order in which deliveries were made. */
  readonly number: number;
  readonly webhook: string;
  /** The id of the event; of a test, one of its own. */
  readonly event: string;
  /** Null for a test. */
  readonly eventNumber: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly attemptedAt: Date | null;
  /** Of the next attempt; null where none follows. */
  readonly nextAttemptAt: Date | null;
  /** The HTTP status of the last answer; null without one. */
  readonly status: number | null;
  readonly durationMs: number | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
  readonly createdAt: Date;
}
