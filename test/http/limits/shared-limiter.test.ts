import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type SharedCount, SharedLimiter } from "../../../src/http/limits/shared-limiter";

const LIMIT = 150;
const MINUTE_MS = 60_000;

/** What all replicas count in. */
class Shared implements SharedCount {
  readonly #counted = new RateLimiterMemory({ points: LIMIT, duration: MINUTE_MS / 1_000 });
  statements = 0;
  isDown = false;

  async penalty(key: string | number, points?: number): Promise<RateLimiterRes> {
    await this.#statement();
    return this.#counted.penalty(key, points);
  }

  async get(key: string | number): Promise<RateLimiterRes | null> {
    await this.#statement();
    return this.#counted.get(key);
  }

  async #statement(): Promise<void> {
    this.statements += 1;
    await new Promise(setImmediate);
    if (this.isDown) throw new Error("It is down.");
  }
}

let shared: Shared;
let now = 0;
beforeEach(() => {
  shared = new Shared();
  now = 0;
});
const replica = () => new SharedLimiter(LIMIT, MINUTE_MS, shared, () => now);

/** Takes 2 as often at once, and gives back what is refused, as the meter does. @returns how often it was given. */
async function takeAtOnce(limiter: SharedLimiter, times: number, key = "caller"): Promise<number> {
  const one = async (): Promise<number> => {
    try {
      await limiter.consume(key, 2);
      return 1;
    } catch (refused) {
      expect(refused).toBeInstanceOf(RateLimiterRes);
      await limiter.reward(key, 2);
      return 0;
    }
  };
  const taken = await Promise.all(Array.from({ length: times }, one));
  return taken.reduce((sum, count) => sum + count, 0);
}

test("two replicas that are sent batches at once give no more than there is, with a statement for each turn", async () => {
  const [one, other] = [replica(), replica()];
  const taken = await Promise.all([takeAtOnce(one, 100), takeAtOnce(other, 100), takeAtOnce(one, 100)]);
  const all = taken.reduce((sum, count) => sum + count, 0);
  expect(all).toBeLessThanOrEqual(LIMIT / 2);
  expect(shared.statements).toBeLessThanOrEqual(8);
  // What was refused is given back: the rest can be taken anywhere.
  expect(all + (await takeAtOnce(other, 100))).toBe(LIMIT / 2);
  expect(await takeAtOnce(one, 1)).toBe(0);
});

test("what is left for a batch is given to as many of it as fit", async () => {
  const one = replica();
  await one.penalty("caller", LIMIT - 10);
  expect(await takeAtOnce(one, 100)).toBe(5);
  expect((await one.get("caller"))?.remainingPoints).toBe(0);
});

test("while the store fails, each replica gives what was left and no more, and says so afterwards", async () => {
  const [one, other] = [replica(), replica()];
  await one.penalty("caller", 100);
  expect((await other.get("caller"))?.remainingPoints).toBe(50);
  shared.isDown = true;
  for (const limiter of [one, other]) {
    expect(await takeAtOnce(limiter, 100)).toBe(25);
    expect(await takeAtOnce(limiter, 100)).toBe(0);
  }
  shared.isDown = false;
  expect(await takeAtOnce(one, 1)).toBe(0);
  expect(await takeAtOnce(other, 1)).toBe(0);
  expect((await replica().get("caller"))?.consumedPoints).toBe(200);
});

test("without the store a minute ends, and what was taken in it is forgotten", async () => {
  const one = replica();
  shared.isDown = true;
  expect(await takeAtOnce(one, 100)).toBe(LIMIT / 2);
  now += MINUTE_MS;
  expect(await one.get("caller")).toBeNull();
  expect(await takeAtOnce(one, 100)).toBe(LIMIT / 2);
});

test("what is given back after its minute makes the next one no longer", async () => {
  const one = replica();
  await one.consume("caller", 100);
  now += MINUTE_MS;
  await one.reward("other", 100);
  expect((await one.get("other"))?.consumedPoints).toBe(0);
});
