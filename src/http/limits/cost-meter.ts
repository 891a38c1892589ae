import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Caller } from "../../auth/caller";
import type { Limits } from "../../auth/caller-limits";
import { type ExceededLimit, GatewayError } from "../../errors";

/** The content of `extensions.cost`. */
export interface Budget {
  /** What this operation costs. */
  readonly requested: number;
  /** The highest cost of one operation. */
  readonly allowed: number;
  /** What the caller, or the person behind it, may spend in a minute. */
  readonly perMinute?: MinuteBudget;
  /** What all persons behind the caller may spend in a minute together. */
  readonly callerPerMinute?: MinuteBudget;
}

/** What a caller has left in each of its budgets. */
export type BudgetsLeft = Pick<Budget, "perMinute" | "callerPerMinute">;

/** What may be spent in a minute, what is left of it, and in how many seconds it is full again. */
export interface MinuteBudget {
  readonly allowed: number;
  readonly left: number;
  readonly resetsIn: number;
}

/** Those whose cost is counted together. */
interface Spender {
  readonly key: string;
  readonly title: string;
  /** The name of its limit in the config file. */
  readonly limit: "costPerMinute" | "callerCostPerMinute";
  readonly allowed: number;
}

/** Counts what is spent. */
export type Limiter = Pick<RateLimiterAbstract, "consume" | "penalty" | "reward" | "get">;

/** Makes a limiter: with its points, and its duration in seconds. */
export type MakeLimiter = (points: number, duration: number) => Limiter;

/** The duration of a budget, in seconds. */
export const MINUTE = 60;
/** How keys of all persons behind a caller begin. */
const ALL_OF = "all of ";
/** How long a caller that was refused is refused again without a call of the limiter, in milliseconds. */
export const REFUSED_FOR_MS = 1_000;
const MOST_REFUSED = 1_000;

/** What was left when a caller was refused, and when the budget is full again. */
interface Refusal {
  readonly left: number;
  readonly at: number;
  readonly resetsAt: number;
}

/** By whom costs are counted: by each person, and by all persons of one caller together. */
type CallerNames = Pick<Caller, "name" | "configuredName">;

/** Counts what each caller spends in a minute: by default in this process. */
export class CostMeter {
  /** One for each value of the limit: a limiter has its limit built in. */
  readonly #limiters = new Map<number, Limiter>();
  /** The latest of each caller: repeated requests of a refused caller cost no more than answered ones. */
  readonly #refusals = new Map<string, Refusal>();

  constructor(
    private readonly makeLimiter: MakeLimiter = (points, duration) =>
      new RateLimiterMemory({ keyPrefix: "cost", points, duration }),
  ) {}

  /**
   * Takes an operation's cost from its caller's budget, and from that of all persons behind the caller: from both or
   * from neither.
   * @throws GatewayError RATE_LIMITED, status 429, with the seconds until enough is left again.
   */
  spend(caller: CallerNames, requested: number, limits: Limits): Budget | Promise<Budget> {
    const { cost: allowed, costPerMinute, callerCostPerMinute } = limits;
    if (costPerMinute === null && callerCostPerMinute === null) return { requested, allowed };
    return this.#takeFromBoth(caller, requested, limits);
  }

  /**
   * Refuses a caller whose budget is used up, or that of all persons behind it, before any work is done for it.
   * @throws GatewayError RATE_LIMITED
   */
  async requireAny(caller: CallerNames, limits: Limits): Promise<void> {
    for (const spender of Object.values(spendersOf(caller, limits))) {
      if (spender === null) continue;
      const before = this.#refusedFor(spender.key, 1);
      if (before !== undefined) throw usedUp(spender, seconds(before));
      const { left, resetsIn } = await this.#left(spender);
      if (left >= 1) continue;
      this.#noteRefusal(spender.key, left, resetsIn * 1_000);
      throw usedUp(spender, resetsIn);
    }
  }

  /** What is left of a caller's budgets, without taking anything; an empty object where it has none. */
  left(caller: CallerNames, limits: Limits): BudgetsLeft | Promise<BudgetsLeft> {
    const { one, all } = spendersOf(caller, limits);
    return one === null && all === null ? {} : this.#leftOfBoth(one, all);
  }

  async #leftOfBoth(one: Spender | null, all: Spender | null): Promise<BudgetsLeft> {
    const [perMinute, callerPerMinute] = await Promise.all([one && this.#left(one), all && this.#left(all)]);
    return { ...(perMinute && { perMinute }), ...(callerPerMinute && { callerPerMinute }) };
  }

  /** Takes the cost of work that was done already from a caller's budgets, down to zero. */
  async charge(caller: CallerNames, cost: number, limits: Limits): Promise<void> {
    for (const spender of Object.values(spendersOf(caller, limits)))
      if (spender !== null) await this.#limiter(spender.allowed).penalty(spender.key, cost);
  }

  async #left({ key, allowed }: Spender): Promise<MinuteBudget> {
    const spent = await this.#limiter(allowed).get(key);
    if (spent === null) return { allowed, left: allowed, resetsIn: MINUTE };
    const { remainingPoints: left, msBeforeNext } = spent;
    return { allowed, left: Math.max(0, left), resetsIn: seconds(msBeforeNext) };
  }

  async #takeFromBoth(
    { name, configuredName }: CallerNames,
    requested: number,
    limits: Limits,
  ): Promise<Budget> {
    const { cost: allowed } = limits;
    const { one, all } = spendersOf({ name, configuredName }, limits);
    const perMinute = one && (await this.#take(one, requested));
    try {
      const callerPerMinute = all && (await this.#take(all, requested));
      return {
        requested,
        allowed,
        ...(perMinute && { perMinute }),
        ...(callerPerMinute && { callerPerMinute }),
      };
    } catch (refused) {
      // it will not be executed
      if (one !== null) await this.#limiter(one.allowed).reward(one.key, requested);
      throw refused;
    }
  }

  async #take(spender: Spender, requested: number): Promise<MinuteBudget> {
    const { key, allowed } = spender;
    const before = this.#refusedFor(key, requested);
    if (before !== undefined) throw overBudget(spender, requested, before);
    const limiter = this.#limiter(allowed);
    try {
      const { remainingPoints, msBeforeNext } = await limiter.consume(key, requested);
      return { allowed, left: remainingPoints, resetsIn: seconds(msBeforeNext) };
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const { msBeforeNext } = refused;
      // the cost was counted, but the operation will not be executed
      const { remainingPoints: left } = await limiter.reward(key, requested);
      this.#noteRefusal(key, left, msBeforeNext);
      throw overBudget(spender, requested, msBeforeNext);
    }
  }

  /** In how many milliseconds enough is left again for a caller that was refused just now; undefined for all others. */
  #refusedFor(key: string, requested: number): number | undefined {
    const before = this.#refusals.get(key);
    const now = performance.now();
    if (before === undefined || requested <= before.left) return undefined;
    return now < before.at + REFUSED_FOR_MS && now < before.resetsAt ? before.resetsAt - now : undefined;
  }

  #noteRefusal(key: string, left: number, milliseconds: number): void {
    if (this.#refusals.size >= MOST_REFUSED) this.#refusals.clear();
    const at = performance.now();
    this.#refusals.set(key, { left, at, resetsAt: at + milliseconds });
  }

  #limiter(points: number): Limiter {
    let limiter = this.#limiters.get(points);
    if (limiter === undefined) this.#limiters.set(points, (limiter = this.makeLimiter(points, MINUTE)));
    return limiter;
  }
}

/** The caller or person whose costs are counted under a key. */
export function nameOfKey(key: string): string {
  return key.startsWith(ALL_OF) ? key.slice(ALL_OF.length) : key;
}

function spendersOf({ name, configuredName }: CallerNames, limits: Limits) {
  const { costPerMinute, callerCostPerMinute } = limits;
  const one: Spender | null =
    costPerMinute === null
      ? null
      : { key: name, title: name, limit: "costPerMinute", allowed: costPerMinute };
  const all: Spender | null =
    callerCostPerMinute === null
      ? null
      : {
          key: `${ALL_OF}${configuredName}`, // no name has a space
          title: `all persons of ${configuredName}`,
          limit: "callerCostPerMinute",
          allowed: callerCostPerMinute,
        };
  return { one, all };
}

function overBudget(
  { title, limit, allowed }: Spender,
  requested: number,
  milliseconds: number,
): GatewayError {
  const retryAfter = seconds(milliseconds);
  return tooMany(
    `This operation costs ${requested}, and of the ${allowed} that ${title} may spend in a minute less is left. Nothing was executed; ask again in ${retryAfter} s.`,
    retryAfter,
    { name: limit, sent: requested, allowed },
  );
}

function usedUp({ title, limit, allowed }: Spender, retryAfter: number): GatewayError {
  return tooMany(
    `Of the ${allowed} that ${title} may spend in a minute nothing is left. Nothing was executed; ask again in ${retryAfter} s.`,
    retryAfter,
    { name: limit, allowed },
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
