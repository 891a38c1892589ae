import { GetCallerIdentityCommand, AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { CredentialsProviderError, memoize } from "@smithy/core/config";

/** How the gateway acts as an account. */
export interface AccountAccess {
  /** 12 digits: what the credentials must turn out to be. */
  readonly accountId: string;
  /** A profile of the AWS configuration files; the SDK's default chain where left out. */
  readonly profile?: string | undefined;
  /** A role to assume with those credentials; they are used as they are where left out. */
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  accountId?: string;
}

type Provider = () => Promise<Credentials>;

/** Temporary credentials are renewed this long before they expire, so that none expires on its way. */
const RENEW_BEFORE_MS = 5 * 60_000;
const DEFAULT_SESSION_NAME = "directconnect-graphql";

/**
 * Credentials of one account, kept and renewed. They are checked to be that account's, so that a mistaken role or
 * profile can never answer for another.
 *
 * @param region where STS is asked; its endpoint may be set as in any AWS tool (`AWS_ENDPOINT_URL_STS`).
 * @returns a provider; it rejects with CredentialsProviderError.
 */
export function credentialsOf(access: AccountAccess, region: string): Provider {
  const base = defaultProvider(access.profile === undefined ? {} : { profile: access.profile });
  const { roleArn } = access;
  const provide: Provider =
    roleArn === undefined ? base : () => assumeRole({ ...access, roleArn }, base, region);
  return memoize(
    async () => {
      const credentials = await provide();
      const accountId = credentials.accountId ?? (await callerAccount(credentials, region));
      if (accountId === access.accountId) return credentials;
      throw new CredentialsProviderError(
        `Credentials of account ${accountId} were found for ${access.accountId}.`,
        {},
      );
    },
    ({ expiration }) => expiration !== undefined && expiration.getTime() - Date.now() < RENEW_BEFORE_MS,
    ({ expiration }) => expiration !== undefined,
  );
}

/** The account that the SDK's default credential chain acts as. */
export async function defaultAccountId(region: string): Promise<string> {
  const credentials = await defaultProvider()();
  return credentials.accountId ?? callerAccount(credentials, region);
}

async function callerAccount(credentials: Credentials, region: string): Promise<string> {
  const { Account } = await withSts(credentials, region, (sts) => sts.send(new GetCallerIdentityCommand({})));
  if (Account === undefined)
    throw new CredentialsProviderError("STS does not say whose the credentials are.", {});
  return Account;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
async function assumeRole(
  { roleArn, externalId, sessionName = DEFAULT_SESSION_NAME }: AccountAccess & { roleArn: string },
  base: Provider,
  region: string,
): Promise<Credentials> {
  const { Credentials: assumed, AssumedRoleUser: user } = await withSts(base, region, (sts) =>
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

async function withSts<Result>(
  credentials: Credentials | Provider,
  region: string,
  ask: (sts: STSClient) => Promise<Result>,
): Promise<Result> {
  const sts = new STSClient({ region, credentials });
  try {
    return await ask(sts);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "an unknown error";
    throw new CredentialsProviderError(`STS refused: ${reason}.`, {});
  } finally {
    sts.destroy();
  }
}
