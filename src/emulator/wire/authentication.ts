import type { IncomingHttpHeaders } from "node:http";
import { ServiceError } from "../errors";
import type { AccessKeyRing, Identity } from "./access-keys";

const credential =
  /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/;

/** The account of a request, and the region of its endpoint. */
export interface Caller {
  readonly identity: Identity;
  readonly region: string;
}

/**
 * Reads the caller from the SigV4 header. The signature is not verified: the emulator keeps no secrets, and
 * any secret will do.
 * @throws MissingAuthenticationTokenException, IncompleteSignatureException, also for another service's
 *   scope; the errors of `AccessKeyRing.identify`
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  service: "directconnect" | "sts",
  keys: AccessKeyRing,
): Caller {
  if (!headers.authorization) {
    throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
  }
  const [, accessKey, region, scope] = credential.exec(headers.authorization) ?? [];
  if (accessKey === undefined || region === undefined || scope !== service) {
    throw new ServiceError(
      "IncompleteSignatureException",
      `Authorization header requires a 'Credential' scoped to <date>/<region>/${service}/aws4_request.`,
      403,
    );
  }
  const token = headers["x-amz-security-token"];
  const sessionToken = typeof token === "string" ? token : undefined;
  return { identity: keys.identify(accessKey, sessionToken, region), region };
}
