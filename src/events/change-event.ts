import type { GrantableEntry } from "../journal/visible-entries";
import type { Grantable } from "../directconnect/read/narrow-grants";
import type { ChangeEventType, WatchedResourceType } from "../types/change-event";
import type { JsonValue } from "../store/json";

/** One member of a resource before and after; an absent value is null. */
export interface MemberChange {
  readonly member: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** The change of the journal that caused an event. */
export interface Cause {
  readonly key: string;
  readonly operation: string;
  readonly caller: string;
}

/** A cause as the log has it. */
export interface LoggedCause extends Cause {
  /** What decides which auditors see it; absent in events of versions that did not store it. */
  readonly entry?: Omit<GrantableEntry, "operation">;
}

/** The members of a resource that decide who may see its events: those that grants check. */
export interface GrantableResource extends Grantable {
  /** The parent of a hosted connection that was listed there. */
  readonly parentId?: string;
}

/** An event before it is in the log. */
export interface NewEvent {
  /** A UUID. */
  readonly id: string;
  readonly type: ChangeEventType;
  readonly resourceType: WatchedResourceType;
  /** The ARN, or the AWS id of a resource without one. */
  readonly resource: string;
  readonly sequence: number;
  readonly changes: readonly MemberChange[];
  readonly cause: LoggedCause | null;
  readonly grantable: GrantableResource;
}

/** An event of the log. */
export interface LoggedEvent extends NewEvent {
  /** Its position in the log: events are numbered in the order of their commits. */
  readonly number: number;
  readonly account: string;
  /** Empty for a resource without a region. */
  readonly region: string;
  readonly observedAt: Date;
  /**
   * On this process's snapshots' clock: data that was read before may not show the change; absent in pages of the
   * log.
   */
  readonly freshFrom?: number;
}

/**
 * An account and region that are watched by one process at a time; without a region, the account's resources that
 * have none.
 */
export interface WatchedPlace {
  readonly account: string;
  readonly region: string;
}

export function watchKey({ account, region }: WatchedPlace): string {
  return `${account} ${region}`;
}
