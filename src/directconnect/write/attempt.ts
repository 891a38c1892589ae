import { GatewayError } from "../../errors";
import { NeverSentError } from "../client/failures";

/** The check before each attempt to send a change. */
export interface Fence {
  /**
   * Admits an attempt, which can be executed from now on.
   * @throws GatewayError that says that nothing was sent.
   */
  pass(): void;
  /** AWS has done nothing with the last attempt. */
  nothingDone(): void;
}

/** One attempt to send a change: before its first byte it has no effect. */
export class Attempt {
  #isSent = false;
  #refusal: unknown;

  constructor(private readonly fence: Fence) {}

  /**
   * Called right before the first byte is written.
   * @throws GatewayError as the fence does; nothing may be written then.
   */
  begin(): void {
    if (this.#isSent) return;
    try {
      this.fence.pass();
    } catch (error) {
      this.#refusal = error;
      throw error;
    }
    this.#isSent = true;
  }

  /** The failure of the change, from the error that ended the attempt. */
  failure(error: unknown): unknown {
    if (this.#refusal !== undefined) return this.#refusal;
    return this.#isSent || error instanceof GatewayError ? error : new NeverSentError(error);
  }
}
