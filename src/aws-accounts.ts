import type { Config } from "./config";
import type { Account } from "./directconnect/accounts";
import { credentialsOf, defaultAccountId, type StsOptions } from "./directconnect/credentials";

/**
 * Whom the gateway can act as against AWS: the accounts of the config file, or the one that the SDK's default
 * chain acts as.
 * @throws CredentialsProviderError where the config file names none and the chain finds none.
 */
export async function awsAccounts(config: Config): Promise<Account[]> {
  const sts: StsOptions = {
    region: config.AWS_REGION,
    endpoint: config.AWS_ENDPOINT_URL_STS,
    timeoutMilliseconds: config.AWS_TIMEOUT_MS,
  };
  if (config.accounts.length === 0) {
    const accountId = await defaultAccountId(sts);
    const credentials = credentialsOf({ accountId }, sts);
    return [{ accountId, alias: "default", regions: [config.AWS_REGION], credentials }];
  }
  return config.accounts.map((account) => {
    const { accountId, alias, regions } = account;
    return { accountId, alias, regions, credentials: credentialsOf(account, sts) };
  });
}
