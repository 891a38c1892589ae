import { GatewayError } from "../../errors";
import type { MaybePromise } from "./maybe-promise";

/** What a read finds, or something else where it cannot be read. A defect of the gateway's own is thrown on. */
export async function orFallback<Found>(read: () => MaybePromise<Found>, fallback: Found): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GatewayError) return fallback;
    throw error;
  }
}
