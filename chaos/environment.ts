import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** When a gateway answers the caller of a mutation at the latest. */
export const DEADLINE_MS = 5_000;

const ACCOUNTS = {
  ...{ partner: "111111111111", acme: "222222222222", "blue-harbor": "333333333333" },
  ...{ cobalt: "444444444444", enterprise: "555555555555", subsidiary: "666666666666" },
};

/** A gateway that acts as the emulator's accounts, and is sooner done with everything than by default. */
export function environment(
  folder: string,
  endpoint: string,
  logLevel: string,
  database: string | undefined,
): NodeJS.ProcessEnv {
  const profiles = Object.entries(ACCOUNTS).map(
    ([alias, id]) => `[${alias}]\naws_access_key_id = ${id}\naws_secret_access_key = emulated\n`,
  );
  writeFileSync(join(folder, "credentials"), profiles.join("\n"));
  const accounts = Object.entries(ACCOUNTS).map(([alias, accountId]) => ({
    ...{ alias, accountId, profile: alias, regions: ["us-east-1"] },
  }));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ accounts }));
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
      CONSISTENCY_WINDOW_MS: "500",
    },
    ...{ STORE_TIMEOUT_MS: "1500", CHAOS_FULL_DISK: join(folder, "full") },
    ...(database === undefined ? { DATA_FOLDER: join(folder, "data") } : { DATABASE_URL: database }),
  };
}
