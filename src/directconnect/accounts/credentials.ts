import type { STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { CredentialsProviderError } from "../../libraries/aws-sdk";
import type { Clocks } from "../../scheduling/clocks";
import { isThrottle } from "../client/failures";
import { type Credentials, KeptCredentials } from "./cached-credentials";

/** How the gateway acts as an account. */
export interface AccountAccess {
  /** 12 digits: the account that the credentials must belong to. */
  readonly accountId: string;
  /** A profile of the AWS configuration files; the SDK's default chain by default. */
  readonly profile?: string | undefined;
  /** A role to assume with those credentials; by default they are used as they are. */
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
}

/** The endpoint and time limit of STS calls. */
export interface StsOptions {
  region: string;
  /** Another endpoint than AWS's; by default the SDK's own settings decide. */
  endpoint?: string | undefined;
  /** How long one attempt may take, in milliseconds. */
  timeoutMilliseconds: number;
}

const DEFAULT_SESSION_NAME = "directconnect-graphql";

/**
 * Credentials of one account, cached and renewed. They are checked to belong to that account, so that a mistaken role
 * or profile can never answer for another account. Where credentials cannot be read, it throws
 * CredentialsProviderError, or StsUnavailableError where a later attempt may succeed.
 */
export function credentialsOf(access: AccountAccess, sts: StsOptions, clocks?: Clocks): KeptCredentials {
  const base = defaultProvider(access.profile === undefined ? {} : { profile: access.profile });
  const { accountId: wanted, roleArn } = access;
  return new KeptCredentials(async () => {
    // the caller has no valid credentials left, so the copy that the chain caches must not be returned
    const own = await base({ forceRefresh: true });
    const credentials = roleArn === undefined ? own : await assumeRole({ ...access, roleArn }, own, sts);
    const accountId = credentials.accountId ?? (await callerAccount(credentials, sts));
    if (accountId === wanted) return credentials;
    throw new CredentialsProviderError(`Credentials of account ${accountId} were found for ${wanted}.`, {});
  }, clocks);
}

/**
 * The account that the SDK's default credential chain acts as.
 * @throws CredentialsProviderError where the chain finds no credentials, or STS refuses them.
 * @throws StsUnavailableError where STS cannot be reached and the credentials do not name their account.
 */
export async function defaultAccountId(sts: StsOptions): Promise<string> {
  const credentials = await defaultProvider()().catch((error: unknown) => {
    throw new CredentialsProviderError(
      `No AWS credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or the accounts in CONFIG_FILE (${String(error)})`,
      {},
    );
  });
  if (credentials.accountId !== undefined) return credentials.accountId;
  try {
    return await callerAccount(credentials, sts);
  } catch (error) {
    if (!(error instanceof StsUnavailableError)) throw error;
    throw new StsUnavailableError(
      "STS could not be reached, which says whose the credentials are. Set AWS_ACCOUNT_ID to their account, or " +
        "AWS_ENDPOINT_URL_STS to an STS that can be reached, or the accounts in CONFIG_FILE.",
    );
  }
}

async function callerAccount(credentials: Credentials, options: StsOptions): Promise<string> {
  const { Account } = await withSts(credentials, options, (sts, { GetCallerIdentityCommand }) =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  if (Account === undefined)
    throw new CredentialsProviderError("STS does not say whose the credentials are.", {});
  return Account;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
async function assumeRole(
  { roleArn, externalId, sessionName = DEFAULT_SESSION_NAME }: AccountAccess & { roleArn: string },
  base: Credentials,
  options: StsOptions,
): Promise<Credentials> {
  const { Credentials: assumed, AssumedRoleUser: user } = await withSts(
    base,
    options,
    (sts, { AssumeRoleCommand }) =>
      sts.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: sessionName,
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        }),
      ),
  );
  if (
    assumed?.AccessKeyId === undefined ||
    assumed.SecretAccessKey === undefined ||
    assumed.SessionToken === undefined
  ) {
    throw new CredentialsProviderError("STS answered AssumeRole without credentials.", {});
  }
  const accountId = user?.Arn?.split(":")[4];
  return {
    accessKeyId: assumed.AccessKeyId,
    secretAccessKey: assumed.SecretAccessKey,
    sessionToken: assumed.SessionToken,
    ...(assumed.Expiration === undefined ? {} : { expiration: assumed.Expiration }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

/** That STS cannot be reached says nothing about the credentials: the same call may succeed later. */
class StsUnavailableError extends Error {
  override readonly name = "StsUnavailableError";
}

type StsLibrary = typeof import("@aws-sdk/client-sts");

/** Loads the library only here: credentials that include their account ID need no STS. */
async function withSts<Result>(
  credentials: Credentials,
  { region, endpoint, timeoutMilliseconds }: StsOptions,
  assume: (sts: STSClient, library: StsLibrary) => Promise<Result>,
): Promise<Result> {
  const library = await import("@aws-sdk/client-sts");
  const sts = new library.STSClient({
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { requestTimeout: timeoutMilliseconds, throwOnRequestTimeout: true },
  });
  try {
    return await assume(sts, library);
  } catch (error) {
    const { name, $fault }: { name?: string; $fault?: string } = error as object;
    if ($fault !== "client" || isThrottle(error)) {
      throw new StsUnavailableError("STS gives no credentials at the moment.");
    }
    throw new CredentialsProviderError(`STS refused: ${name ?? "an unknown error"}.`, {});
  } finally {
    sts.destroy();
  }
}
