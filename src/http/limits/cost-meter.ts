import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Limits } from "../../auth/caller-limits";
import { type ExceededLimit, GatewayError } from "../../errors";

/** What `extensions.cost` tells. */
export interface Budget {
  /** What this operation costs. */
  readonly requested: number;
  /** The most that one operation may cost. */
  readonly allowed: number;
  /** What the caller may spend in a minute, what is left of it, and in how many seconds it is whole again. */
  readonly perMinute?: { readonly allowed: number; readonly left: number; readonly resetsIn: number };
}

/** Makes what counts: how much may be spent, in how many seconds. */
export type MakeLimiter = (points: number, duration: number) => RateLimiterAbstract;

const MINUTE = 60;
/** How long a caller is refused unheard who has just been told that there is not enough left, in milliseconds. */
const REFUSED_FOR = 1_000;
const MOST_REFUSED = 1_000;

/** What was left when a caller was refused, and when it is whole again. */
interface Refusal {
  readonly left: number;
  readonly at: number;
  readonly resetsAt: number;
}

/** Counts what each caller spends in a minute: in this process, unless told to count elsewhere. */
export class CostMeter {
  /** One for each height of the limit: a limiter has its limit built in. */
  readonly #limiters = new Map<number, RateLimiterAbstract>();
  /** The latest of each caller: who asks again and again costs no more than those who are answered. */
  readonly #refusals = new Map<string, Refusal>();

  constructor(
    private readonly makeLimiter: MakeLimiter = (points, duration) =>
      new RateLimiterMemory({ keyPrefix: "cost", points, duration }),
  ) {}

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
    const now = performance.now();
    const before = this.#refusals.get(caller);
    if (
      before !== undefined &&
      requested > before.left &&
      now < before.at + REFUSED_FOR &&
      now < before.resetsAt
    )
      throw overBudget(caller, requested, costPerMinute, before.resetsAt - now);
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
      const { msBeforeNext } = refused;
      // it is counted already, and will not be executed
      const { remainingPoints: left } = await limiter.reward(caller, requested);
      if (this.#refusals.size >= MOST_REFUSED) this.#refusals.clear();
      const at = performance.now();
      this.#refusals.set(caller, { left, at, resetsAt: at + msBeforeNext });
      throw overBudget(caller, requested, costPerMinute, msBeforeNext);
    }
  }

  #limiter(points: number): RateLimiterAbstract {
    let limiter = this.#limiters.get(points);
    if (limiter === undefined) this.#limiters.set(points, (limiter = this.makeLimiter(points, MINUTE)));
    return limiter;
  }
}

function overBudget(
  caller: string,
  requested: number,
  costPerMinute: number,
  milliseconds: number,
): GatewayError {
  const retryAfter = seconds(milliseconds);
  return tooMany(
    `This operation costs ${requested}, and of the ${costPerMinute} that ${caller} may spend in a minute less is left. Nothing was executed; ask again in ${retryAfter} s.`,
    retryAfter,
    { name: "costPerMinute", sent: requested, allowed: costPerMinute },
  );
}

const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000));

/** @see https://www.rfc-editor.org/rfc/rfc6585#section-4 */
export function tooMany(message: string, retryAfter: number, limit: ExceededLimit): GatewayError {
  return new GatewayError("RATE_LIMITED", message, {
    retryable: true,
    retryAfter,
    limit,
    http: { status: 429, headers: new Map([["retry-after", String(retryAfter)]]) },
  });
}
