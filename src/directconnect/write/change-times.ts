/** How long each step of a change may take, in milliseconds. All of them are here, and `INEQUALITIES` relates them. */
export interface ChangeTimes {
  /** How long an unresponsive process holds an entry of the journal; then another may take it over. */
  readonly leaseMilliseconds: number;
  /** The interval at which the leases are renewed, and how long one renewal may take. */
  readonly leaseRenewalMilliseconds: number;
  /**
   * The end of a lease, during which nothing is sent any more. It compensates for clocks of different speed, and for
   * the time from the last check of the lease until the kernel has the request.
   */
  readonly fenceMarginMilliseconds: number;
  /** `CHANGE_DEADLINE_MS`: when the caller of a change is answered at the latest. Nothing is sent after it. */
  readonly deadlineMilliseconds: number;
  /** `AWS_TIMEOUT_MS`: the time limit of one call of AWS, after which its connection is reset. */
  readonly attemptMilliseconds: number;
  /** `SETTLE_MS`: how long AWS may take to execute a call whose connection is closed. */
  readonly settleMilliseconds: number;
  /** `CONSISTENCY_WINDOW_MS`: how long AWS's lists may be behind a change that was executed. */
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

/** The longest time from the first byte of a call until AWS has executed it, or never will. */
export function executionMilliseconds({ attemptMilliseconds, settleMilliseconds }: ChangeTimes): number {
  return attemptMilliseconds + settleMilliseconds;
}

/** The longest time from the beginning of a change until lists must show whether it was made. */
export function longestChangeMilliseconds(times: ChangeTimes): number {
  return times.deadlineMilliseconds + executionMilliseconds(times) + times.consistencyMilliseconds;
}

interface Inequality {
  /** The message for a violation: the setting or constant, its value, and the allowed values. */
  readonly problem: (times: ChangeTimes) => string;
  readonly holds: (times: ChangeTimes) => boolean;
}

/** What must be true of the times, so that only one process sends a change and its outcome can be determined. */
export const INEQUALITIES: readonly Inequality[] = [
  {
    // The new holder measures the lease by its own clock; the old holder sends nothing in the last tenth of it.
    holds: (times) =>
      times.fenceMarginMilliseconds >= times.leaseMilliseconds / 10 &&
      times.fenceMarginMilliseconds < times.leaseMilliseconds,
    problem: (times) =>
      `fence margin: "${times.fenceMarginMilliseconds}" was given, allowed is a tenth of the lease (${times.leaseMilliseconds} ms) or more, and less than all of it`,
  },
  {
    // One renewal may time out: the next one still happens before the holder must stop sending.
    holds: (times) =>
      3 * times.leaseRenewalMilliseconds <= times.leaseMilliseconds - times.fenceMarginMilliseconds,
    problem: (times) =>
      `lease renewal: "${times.leaseRenewalMilliseconds}" was given, allowed is up to a third of the lease without the fence margin (${(times.leaseMilliseconds - times.fenceMarginMilliseconds) / 3} ms)`,
  },
  {
    // Otherwise no caller would receive the answer of a slow attempt.
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

/** @returns what is wrong with the times, one line for each inequality that is violated. */
export function problemsOfTimes(times: ChangeTimes): string[] {
  return INEQUALITIES.filter(({ holds }) => !holds(times)).map(({ problem }) => problem(times));
}
