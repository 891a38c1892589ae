import type { Config } from "./config";
import type { Account } from "../directconnect/accounts/accounts";
import { partitionOf } from "../directconnect/accounts/regions";
import { credentialsOf, defaultAccountId, type StsOptions } from "../directconnect/accounts/credentials";
import type { Clocks } from "../scheduling/clocks";

/**
 * Whom the gateway can act as against AWS: the accounts of the config file, or the one that the SDK's default
 * chain acts as.
 * @param clocks by which credentials grow old; the process's own where left out.
 * @throws CredentialsProviderError where the config file names none and the chain finds none.
 */
export async function awsAccounts(config: Config, clocks?: Clocks): Promise<Account[]> {
  const sts: StsOptions = {
    region: config.AWS_REGION,
    endpoint: config.AWS_ENDPOINT_URL_STS ?? emulatedSts(config.AWS_ENDPOINT_URL_DIRECT_CONNECT),
    timeoutMilliseconds: config.AWS_TIMEOUT_MS,
  };
  if (config.accounts.length === 0) {
    const accountId = await defaultAccountId(sts);
    const credentials = credentialsOf({ accountId }, sts, clocks);
    return [{ accountId, alias: "default", regions: [config.AWS_REGION], credentials }];
  }
  return config.accounts.map((account) => {
    const { accountId, alias, regions } = account;
    const region = stsRegion(regions, config.AWS_REGION);
    return { accountId, alias, regions, credentials: credentialsOf(account, { ...sts, region }, clocks) };
  });
}

/** The STS of an emulator, which serves all services at one address. AWS's own endpoints take https alone. */
function emulatedSts(directConnect: string | undefined): string | undefined {
  return directConnect?.startsWith("http:") === true ? directConnect : undefined;
}

/** Each partition has its own STS, which does not have the accounts of others. */
function stsRegion([first]: readonly string[], defaultRegion: string): string {
  if (first === undefined || partitionOf(first) === partitionOf(defaultRegion)) return defaultRegion;
  return first;
}
