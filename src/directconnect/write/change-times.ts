/** How long each step of a change may take, in milliseconds. All of them stand here, and `INEQUALITIES` relates them. */
export interface ChangeTimes {
  /** How long a process that is silent keeps an entry of the journal; another may take it over then. */
  readonly leaseMilliseconds: number;
  /** How often the leases are renewed, and how long one renewal may take. */
  readonly leaseRenewalMilliseconds: number;
  /**
   * The end of a lease in which nothing is sent any more. It makes up for clocks that do not run equally fast, and for
   * the time from the last check of the lease until the kernel has the request.
   */
  readonly fenceMarginMilliseconds: number;
  /** `CHANGE_DEADLINE_MS`: when the caller of a change is answered at the latest. Nothing is sent after it. */
  readonly deadlineMilliseconds: number;
  /** `AWS_TIMEOUT_MS`: how long one attempt to call AWS may take; its connection is reset then. */
  readonly attemptMilliseconds: number;
  /** `SETTLE_MS`: how long AWS may take to execute a call whose connection is gone. */
  readonly settleMilliseconds: number;
  /** `CONSISTENCY_WINDOW_MS`: how long AWS's lists may lag behind a change that was executed. */
  readonly consistencyMilliseconds: number;
  /** `JOURNAL_RETENTION_HOURS`: how long entries are kept. */
  readonly retentionMilliseconds: number;
}

const LEASE = { leaseMilliseconds: 10_000, leaseRenewalMilliseconds: 2_000, fenceMarginMilliseconds: 2_000 };

/** The settings that the times depend on, as the configuration has them. */
export interface ChangeTimeSettings {
  readonly CHANGE_DEADLINE_MS: number;
  readonly AWS_TIMEOUT_MS: number;
  readonly SETTLE_MS: number;
  readonly CONSISTENCY_WINDOW_MS: number;
  readonly JOURNAL_RETENTION_HOURS: number;
}

export function changeTimesOf(settings: ChangeTimeSettings): ChangeTimes {
  return {
    ...LEASE,
    deadlineMilliseconds: settings.CHANGE_DEADLINE_MS,
    attemptMilliseconds: settings.AWS_TIMEOUT_MS,
    settleMilliseconds: settings.SETTLE_MS,
    consistencyMilliseconds: settings.CONSISTENCY_WINDOW_MS,
    retentionMilliseconds: settings.JOURNAL_RETENTION_HOURS * 3_600_000,
  };
}

/** What a call can take from its first byte until AWS has executed it, or never will. */
export function executionMilliseconds({ attemptMilliseconds, settleMilliseconds }: ChangeTimes): number {
  return attemptMilliseconds + settleMilliseconds;
}

/** What it can take from the begin of a change until lists must show whether it was made. */
export function longestChangeMilliseconds(times: ChangeTimes): number {
  return times.deadlineMilliseconds + executionMilliseconds(times) + times.consistencyMilliseconds;
}

interface Inequality {
  /** What breaks it: the setting or constant, what it is, and what is allowed. */
  readonly problem: (times: ChangeTimes) => string;
  readonly holds: (times: ChangeTimes) => boolean;
}

/** What has to be true of the times, so that a change is sent by one process only and its outcome can be found out. */
export const INEQUALITIES: readonly Inequality[] = [
  {
    // The taker counts the lease on a clock of its own; nothing is sent by the old holder in the last tenth of it.
    holds: (times) =>
      times.fenceMarginMilliseconds >= times.leaseMilliseconds / 10 &&
      times.fenceMarginMilliseconds < times.leaseMilliseconds,
    problem: (times) =>
      `fence margin: "${times.fenceMarginMilliseconds}" was given, allowed is a tenth of the lease (${times.leaseMilliseconds} ms) or more, and less than all of it`,
  },
  {
    // One renewal may fail by its time-out: the next one still comes before the holder may send nothing any more.
    holds: (times) =>
      3 * times.leaseRenewalMilliseconds <= times.leaseMilliseconds - times.fenceMarginMilliseconds,
    problem: (times) =>
      `lease renewal: "${times.leaseRenewalMilliseconds}" was given, allowed is up to a third of the lease without the fence margin (${(times.leaseMilliseconds - times.fenceMarginMilliseconds) / 3} ms)`,
  },
  {
    // Otherwise no caller could be told the answer of an attempt that takes its time.
    holds: (times) => times.attemptMilliseconds <= times.deadlineMilliseconds,
    problem: (times) =>
      `AWS_TIMEOUT_MS: "${times.attemptMilliseconds}" was given, allowed is up to CHANGE_DEADLINE_MS (${times.deadlineMilliseconds})`,
  },
  {
    // An entry is kept for as long as a repeat of it could make a second resource.
    holds: (times) => longestChangeMilliseconds(times) <= times.retentionMilliseconds,
    problem: (times) =>
      `JOURNAL_RETENTION_HOURS: "${times.retentionMilliseconds / 3_600_000}" was given, allowed is CHANGE_DEADLINE_MS + AWS_TIMEOUT_MS + SETTLE_MS + CONSISTENCY_WINDOW_MS (${longestChangeMilliseconds(times)} ms) or more`,
  },
];

/** @returns what is wrong with the times, one line for each inequality that does not hold. */
export function problemsOfTimes(times: ChangeTimes): string[] {
  return INEQUALITIES.filter(({ holds }) => !holds(times)).map(({ problem }) => problem(times));
}
