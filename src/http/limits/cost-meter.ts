import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Limits } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";

/** What `extensions.cost` tells. */
export interface Budget {
  /** What this operation costs. */
  readonly requested: number;
  /** The most that one operation may cost. */
  readonly allowed: number;
  /** What the caller may spend in a minute, what is left of it, and in how many seconds it is whole again. */
  readonly perMinute?: { readonly allowed: number; readonly left: number; readonly resetsIn: number };
}

const MINUTE = 60;

/** Counts what each caller spends in a minute in this process. */
export class CostMeter {
  /** One for each height of the limit: a limiter has its limit built in. */
  readonly #limiters = new Map<number, RateLimiterMemory>();

  /**
   * Takes an operation's cost from its caller's budget.
   * @throws GatewayError RATE_LIMITED, status 429, with the seconds until there is enough again.
   */
  spend(
    caller: string,
    requested: number,
    { cost: allowed, costPerMinute }: Limits,
  ): Budget | Promise<Budget> {
    if (costPerMinute === null) return { requested, allowed };
    return this.#take(caller, requested, allowed, costPerMinute);
  }

  async #take(caller: string, requested: number, allowed: number, costPerMinute: number): Promise<Budget> {
    const limiter = this.#limiter(costPerMinute);
    try {
      const { remainingPoints, msBeforeNext } = await limiter.consume(caller, requested);
      return {
        requested,
        allowed,
        perMinute: { allowed: costPerMinute, left: remainingPoints, resetsIn: seconds(msBeforeNext) },
      };
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      await limiter.reward(caller, requested); // it is counted already, and will not be executed
      const retryAfter = seconds(refused.msBeforeNext);
      throw tooMany(
        `This operation costs ${requested}, and of the ${costPerMinute} that ${caller} may spend in a minute less is left. Nothing was executed; ask again in ${retryAfter} s.`,
        retryAfter,
      );
    }
  }

  #limiter(points: number): RateLimiterMemory {
    let limiter = this.#limiters.get(points);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ keyPrefix: "cost", points, duration: MINUTE });
      this.#limiters.set(points, limiter);
    }
    return limiter;
  }
}

const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000));

/** @see https://www.rfc-editor.org/rfc/rfc6585#section-4 */
export function tooMany(message: string, retryAfter: number): GatewayError {
  return new GatewayError("RATE_LIMITED", message, {
    retryable: true,
    retryAfter,
    http: { status: 429, headers: new Map([["retry-after", String(retryAfter)]]) },
  });
}
