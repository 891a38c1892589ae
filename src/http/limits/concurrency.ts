import type { Caller } from "../../auth/caller";
import type { Limits } from "../../auth/caller-limits";
import { tooMany } from "./cost-meter";

/** Counts the requests that each caller, and each person behind one, has running in this process. */
export class Concurrency {
  readonly #running = new Map<string, number>();
  readonly #runningOfAll = new Map<string, number>();

  /**
   * @returns ends the request; call it once.
   * @throws GatewayError RATE_LIMITED where the person, or all persons of its caller, have as many running as they may.
   */
  enter({ name, configuredName }: Pick<Caller, "name" | "configuredName">, limits: Limits): () => void {
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
