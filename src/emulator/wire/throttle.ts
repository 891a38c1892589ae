import { ServiceError } from "../errors";

/** Requests per second and how many may come at once, per account. */
export interface ThrottleLimits {
  readonly perSecond: number;
  readonly burst: number;
  /** The clock that they are measured by, in milliseconds; real time where left out, like the retry delays of clients. */
  readonly now?: () => number;
}

/** A token bucket per account. */
export class Throttle {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly limits: ThrottleLimits) {}

  /** @throws ThrottlingException when the account's bucket is empty */
  admit(account: string): void {
    const { perSecond, burst, now: clock = Date.now } = this.limits;
    const now = clock();
    const bucket = this.buckets.get(account) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    this.buckets.set(account, { tokens: Math.max(0, tokens < 1 ? tokens : tokens - 1), at: now });
    if (tokens < 1) throw throttled();
  }
}

export function throttled(): ServiceError {
  return new ServiceError("ThrottlingException", "Rate exceeded");
}
