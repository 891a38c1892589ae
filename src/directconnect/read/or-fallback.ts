import { GatewayError } from "../../errors";
import type { MaybePromise } from "./maybe-promise";

/** The result of a read, or a fallback where it cannot be read. A defect of the gateway is thrown. */
export async function orFallback<Found>(read: () => MaybePromise<Found>, fallback: Found): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GatewayError) return fallback;
    throw error;
  }
}
