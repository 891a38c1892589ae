import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** When a gateway answers the caller of a mutation at the latest. */
export const DEADLINE_MS = 5_000;

/** How long listings may lag. */
export const CONSISTENCY_WINDOW_MS = 2_000;

/**
 * Longer than the lease of an entry and everything that follows before another gateway can send the change again: seeing
 * that the lease ended, evidence that nothing was made, and the client's repeat.
 */
export const LONG_PAUSE_MS = 26_000;

/** Longer than the lease of an entry. */
export const LONG_SILENCE_MS = 12_000;

/** The accounts' ids by their aliases. */
export const ACCOUNTS = {
  ...{ partner: "111111111111", acme: "222222222222", "blue-harbor": "333333333333" },
  ...{ cobalt: "444444444444", enterprise: "555555555555", subsidiary: "666666666666" },
};

/** Acted as by a role, whose credentials come from STS and expire; the others by keys of their own. */
const BY_ROLE = new Set(["acme", "enterprise", "subsidiary"]);

/** Where one gateway finds what it needs. */
export interface Wiring {
  readonly endpoint: string;
  /** The embedded store where left out. */
  readonly database?: string | undefined;
}

/** Writes the files that all gateways read. */
export function writeConfiguration(folder: string): void {
  const profiles = Object.entries(ACCOUNTS).map(
    ([alias, id]) => `[${alias}]\naws_access_key_id = ${id}\naws_secret_access_key = emulated\n`,
  );
  writeFileSync(join(folder, "credentials"), profiles.join("\n"));
  const accounts = Object.entries(ACCOUNTS).map(([alias, accountId]) => ({
    ...{ alias, accountId, regions: ["us-east-1"] },
    ...(BY_ROLE.has(alias)
      ? {
          ...{ profile: "partner", roleArn: `arn:aws:iam::${accountId}:role/chaos` },
          externalId: `northgate-portal-${accountId}`,
        }
      : { profile: alias }),
  }));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ accounts }));
}

/** A gateway that acts as the emulator's accounts, and is sooner done with everything than by default. */
export function environment(
  folder: string,
  { endpoint, database }: Wiring,
  logLevel: string,
): NodeJS.ProcessEnv {
  return {
    ...{
      CONFIG_FILE: join(folder, "config.json"),
      ALLOW_UNAUTHENTICATED_ACCESS: "true",
      LOG_LEVEL: logLevel,
      NODE_NO_WARNINGS: "1",
    },
    ...{ AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"), AWS_CONFIG_FILE: "/nonexistent" },
    ...{ AWS_ENDPOINT_URL_DIRECT_CONNECT: endpoint, AWS_ENDPOINT_URL_STS: endpoint, AWS_REGION: "us-east-1" },
    ...{
      CHANGE_DEADLINE_MS: String(DEADLINE_MS),
      AWS_TIMEOUT_MS: "1000",
      SETTLE_MS: "500",
      CONSISTENCY_WINDOW_MS: String(CONSISTENCY_WINDOW_MS),
    },
    ...{ STORE_TIMEOUT_MS: "1500", CHAOS_FULL_DISK: join(folder, "full") },
    ...(database === undefined ? { DATA_FOLDER: join(folder, "data") } : { DATABASE_URL: database }),
  };
}
