import type { IncomingHttpHeaders } from "node:http";
import type { Caller } from "../../auth/caller";
import { requirePermission } from "../../auth/refusals";
import { newExchange } from "./exchange";
import type { Steps } from "./steps";

/** Who has streams, over one connection: as the caller was when it was last found out. */
export class StreamSubscriber {
  #caller: Caller;

  /** @param headers that prove who it is. */
  constructor(
    private readonly steps: Pick<Steps, "authenticate">,
    private readonly headers: IncomingHttpHeaders,
    caller: Caller,
  ) {
    this.#caller = caller;
  }

  get caller(): Caller {
    return this.#caller;
  }

  /**
   * Finds out anew who the caller is, and what it may see.
   * @throws GatewayError UNAUTHENTICATED or FORBIDDEN where it may not have a stream any more.
   */
  async recheck(): Promise<void> {
    const caller = await this.steps.authenticate(newExchange(), this.headers);
    requirePermission(caller, "read", "The stream");
    this.#caller = caller;
  }
}
