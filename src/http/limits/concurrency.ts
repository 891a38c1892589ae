import type { Limits } from "../../auth/caller-limits";
import { tooMany } from "./cost-meter";

/** Counts the requests that each caller has running in this process. */
export class Concurrency {
  readonly #running = new Map<string, number>();

  /**
   * @returns ends the request; call it once.
   * @throws GatewayError RATE_LIMITED where the caller has as many running as it may.
   */
  enter(caller: string, { concurrent }: Limits): () => void {
    const running = this.#running.get(caller) ?? 0;
    if (concurrent !== null && running >= concurrent) {
      throw tooMany(
        `${running} requests of ${caller} are running; allowed at the same time are ${concurrent}. Nothing was executed.`,
        1,
        { name: "concurrent", sent: running + 1, allowed: concurrent },
      );
    }
    this.#running.set(caller, running + 1);
    return () => {
      const left = (this.#running.get(caller) ?? 1) - 1;
      if (left === 0) this.#running.delete(caller);
      else this.#running.set(caller, left);
    };
  }
}
