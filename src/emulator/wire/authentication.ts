import { ServiceError } from "../errors";

/** Access keys that stand for an account other than the one they spell. */
export type AccessKeys = Readonly<Record<string, string>>;

const credential =
  /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/directconnect\/aws4_request\b/;

/**
 * Who asks and through which region's endpoint, from the SigV4 header. The signature is not verified: the
 * emulator knows no secrets, and any secret will do.
 * @throws MissingAuthenticationTokenException, IncompleteSignatureException, UnrecognizedClientException
 */
export function authenticate(
  authorization: string | undefined,
  accessKeys: AccessKeys,
): { account: string; region: string } {
  if (!authorization) {
    throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
  }
  const [, accessKey, region] = credential.exec(authorization) ?? [];
  if (accessKey === undefined || region === undefined) {
    throw new ServiceError(
      "IncompleteSignatureException",
      "Authorization header requires a 'Credential' scoped to <date>/<region>/directconnect/aws4_request.",
      403,
    );
  }
  const mapped = Object.hasOwn(accessKeys, accessKey) ? accessKeys[accessKey] : undefined;
  const account = mapped ?? (/^\d{12}$/.test(accessKey) ? accessKey : undefined);
  if (account === undefined) {
    throw new ServiceError(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      403,
    );
  }
  return { account, region };
}
