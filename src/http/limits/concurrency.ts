import type { Caller } from "../../auth/caller";
import type { Limits } from "../../auth/caller-limits";
import { tooMany } from "./cost-meter";

type CountedCaller = Pick<Caller, "name" | "configuredName">;

/** Requests that are counted as one. */
interface Shared {
  requests: number;
  readonly leave: () => void;
}

/** Counts the requests that each caller, and each person behind one, has running in this process. */
export class Concurrency {
  readonly #shared = new Map<string, Shared>();
  readonly #running = new Map<string, number>();
  readonly #runningOfAll = new Map<string, number>();

  /**
   * @param change equal for requests of a caller that ask for the same change: one of them makes it, and the others wait for
   * its outcome, so they count as one request.
   * @returns ends the request; call it once.
   * @throws GatewayError RATE_LIMITED where the person, or all persons of its caller, have as many running as they may.
   */
  enter(caller: CountedCaller, limits: Limits, change?: string): () => void {
    if (change === undefined) return this.#enter(caller, limits);
    const key = `${caller.name} ${change}`; // no name has a space
    let shared = this.#shared.get(key);
    if (shared === undefined)
      this.#shared.set(key, (shared = { requests: 0, leave: this.#enter(caller, limits) }));
    shared.requests += 1;
    return () => {
      shared.requests -= 1;
      if (shared.requests > 0) return;
      this.#shared.delete(key);
      shared.leave();
    };
  }

  #enter({ name, configuredName }: CountedCaller, limits: Limits): () => void {
    const { concurrent, callerConcurrent } = limits;
    const running = this.#running.get(name) ?? 0;
    if (concurrent !== null && running >= concurrent)
      throw tooManyOf(name, running, "concurrent", concurrent);
    const runningOfAll = this.#runningOfAll.get(configuredName) ?? 0;
    if (callerConcurrent !== null && runningOfAll >= callerConcurrent) {
      throw tooManyOf(`all persons of ${configuredName}`, runningOfAll, "callerConcurrent", callerConcurrent);
    }
    this.#running.set(name, running + 1);
    this.#runningOfAll.set(configuredName, runningOfAll + 1);
    return () => {
      leave(this.#running, name);
      leave(this.#runningOfAll, configuredName);
    };
  }
}

function leave(running: Map<string, number>, key: string): void {
  const left = (running.get(key) ?? 1) - 1;
  if (left === 0) running.delete(key);
  else running.set(key, left);
}

function tooManyOf(title: string, running: number, limit: string, allowed: number) {
  return tooMany(
    `${running} requests of ${title} are running; allowed at the same time are ${allowed}. Nothing was executed.`,
    1,
    { name: limit, sent: running + 1, allowed },
  );
}
