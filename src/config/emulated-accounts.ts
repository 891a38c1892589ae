import type { Account } from "../directconnect/accounts/accounts";
import type { AccountConfig } from "./config-file";

/** The accounts of the emulator's fixtures; the first, the partner, is the default. */
const ALIASES: Readonly<Record<string, string>> = {
  partner: "111111111111",
  acme: "222222222222",
  "blue-harbor": "333333333333",
  cobalt: "444444444444",
  enterprise: "555555555555",
  subsidiary: "666666666666",
};

/** Where the fixtures are. */
const REGIONS = ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "sa-east-1"];

/**
 * Whom the gateway can act as against its own emulator, which takes an account's id for its access key: no role is
 * assumed, and no profile read.
 * @param configured the accounts of the config file; those of the fixtures where it has none.
 */
export function emulatedAccounts(configured: readonly AccountConfig[] = []): Account[] {
  const fixtures = Object.entries(ALIASES).map(([alias, accountId]) => ({
    alias,
    accountId,
    regions: REGIONS,
  }));
  return (configured.length > 0 ? configured : fixtures).map(({ alias, accountId, regions }) => ({
    alias,
    accountId,
    regions,
    credentials: { accessKeyId: accountId, secretAccessKey: "emulated" },
  }));
}
