import type { Caller } from "../../auth/caller";
import type { Limits } from "../../auth/caller-limits";
import { tooMany } from "./cost-meter";

type CountedCaller = Pick<Caller, "name" | "configuredName">;

/** Requests that are counted as one. */
interface Shared {
  requests: number;
  readonly leave: () => void;
}

/** The details of a request that its caller's limits depend on. */
export interface EnteringRequest {
  /** Whether it makes a change: some slots are reserved for changes. */
  readonly isChange: boolean;
  /**
   * Equal for requests of a caller with the same change: one of them makes it, and the others wait for its outcome,
   * so they count as one request.
   */
  readonly change?: string | undefined;
}

/** An admitted request. */
export interface Entry {
  /** Whether it waits for the change of another request. */
  readonly joins: boolean;
  /** Ends it; call it once. */
  readonly leave: () => void;
}

/** The share of a caller's slots that is reserved for changes: at least one where the caller has several. */
export const OF_CHANGES = 1 / 10;

/** The number of running requests below which one more may start. */
function placesFor(isChange: boolean, places: number): number {
  return isChange || places === 1 ? places : places - Math.ceil(places * OF_CHANGES);
}

/** Counts the requests that each caller, and each person behind one, has running in this process. */
export class Concurrency {
  readonly #shared = new Map<string, Shared>();
  readonly #running = new Map<string, number>();
  readonly #runningOfAll = new Map<string, number>();

  /**
   * @throws GatewayError RATE_LIMITED where the person, or all persons of its caller, have the maximum number
   * running.
   */
  enter(caller: CountedCaller, limits: Limits, { isChange, change }: EnteringRequest): Entry {
    if (change === undefined) return { joins: false, leave: this.#enter(caller, limits, isChange) };
    const key = `${caller.name} ${change}`; // no name has a space
    const others = this.#shared.get(key);
    const shared = others ?? { requests: 0, leave: this.#enter(caller, limits, isChange) };
    this.#shared.set(key, shared);
    shared.requests += 1;
    const leaveShared = () => {
      shared.requests -= 1;
      if (shared.requests > 0) return;
      this.#shared.delete(key);
      shared.leave();
    };
    return { joins: others !== undefined, leave: leaveShared };
  }

  #enter({ name, configuredName }: CountedCaller, limits: Limits, isChange: boolean): () => void {
    const { concurrent, callerConcurrent } = limits;
    const running = this.#running.get(name) ?? 0;
    if (concurrent !== null && running >= placesFor(isChange, concurrent))
      throw tooManyOf(name, running, "concurrent", concurrent);
    const runningOfAll = this.#runningOfAll.get(configuredName) ?? 0;
    if (callerConcurrent !== null && runningOfAll >= placesFor(isChange, callerConcurrent))
      throw tooManyOf(`all persons of ${configuredName}`, runningOfAll, "callerConcurrent", callerConcurrent);
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
  const forChanges = allowed - placesFor(false, allowed);
  const reserved =
    forChanges === 0 ? "" : `, of which ${forChanges} ${forChanges === 1 ? "is" : "are"} for changes alone`;
  return tooMany(
    `${running} requests of ${title} are running; allowed at the same time are ${allowed}${reserved}. Nothing was executed.`,
    1,
    { name: limit, sent: running + 1, allowed },
  );
}
