import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { isThrottle } from "./failures";

/**
 * Reports every attempt that AWS refused for its rate, including those that the SDK retries without its caller
 * noticing.
 */
export function observeThrottles(
  { middlewareStack }: DirectConnectClient,
  onThrottle: (operation: string) => void,
): void {
  middlewareStack.add(
    (next, { commandName = "unknown" }) =>
      async (request) => {
        try {
          return await next(request);
        } catch (error) {
          if (isThrottle(error)) onThrottle(commandName.replace(/Command$/, ""));
          throw error;
        }
      },
    // low: inside of the retry, which is at the front of this step
    { step: "finalizeRequest", priority: "low", name: "observeThrottles" },
  );
}
