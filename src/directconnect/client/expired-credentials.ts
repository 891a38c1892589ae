import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { HttpRequest } from "../../libraries/aws-sdk";
import { isExpiry } from "./failures";

/** The access key in a signature of AWS's version 4. */
const ACCESS_KEY = /\bCredential=([^/,\s]+)\//;

/** Reports the access key of every attempt that AWS refused because its credentials have expired. */
export function observeExpiry(
  { middlewareStack }: DirectConnectClient,
  onExpiry: (accessKeyId: string) => void,
): void {
  middlewareStack.add(
    (next) => async (handed) => {
      try {
        return await next(handed);
      } catch (error) {
        const { request } = handed;
        const signature = HttpRequest.isInstance(request) ? request.headers["authorization"] : undefined;
        const accessKeyId = ACCESS_KEY.exec(signature ?? "")?.[1];
        if (isExpiry(error) && accessKeyId !== undefined) onExpiry(accessKeyId);
        throw error;
      }
    },
    // low: inside of the signing, which comes after the retry at the front of this step
    { step: "finalizeRequest", priority: "low", name: "observeExpiry" },
  );
}
