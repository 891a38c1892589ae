import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contender, type From, once, peerEnvironment } from "./contenders";
import { REGION } from "./estate";
import { type Running, startListening } from "./processes";
import { type Change, graphqlRequest, type Question, renameRequest } from "./questions";

const id = randomBytes(8).toString("hex");
const apiKey = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;

/** How the one caller proves who they are; everything else is refused. */
const CALLER = { "x-api-key": apiKey };

/** Every request is authenticated and held to its limits; only those on the load itself would end a benchmark. */
const caller = {
  name: "bench",
  roles: ["operator"],
  accounts: "all",
  apiKeys: [
    {
      id,
      sha256: createHash("sha256").update(apiKey).digest("hex"),
      expires: new Date(Date.now() + 86_400_000).toISOString(),
    },
  ],
  limits: { costPerMinute: null, concurrent: null },
};

const READ_ANEW = { ...CALLER, "cache-control": "no-cache" };

/** The only settings that are not the defaults: nothing is kept, or what is kept may be read anew at any time. */
const KEEPING: Record<From, Record<string, string>> = {
  upstream: { SNAPSHOT_FRESH_MS: "0", SNAPSHOT_STALE_MS: "0" },
  memory: { REFRESH_INTERVAL_MS: "1" },
};

/** The gateway as users start it. */
export async function startGateway(
  upstream: Running,
  accounts: readonly string[],
  from: From,
  settings: Record<string, string> = {},
): Promise<Contender> {
  const environment = { ...gatewayEnvironment(upstream, accounts), ...KEEPING[from], ...settings };
  const process = await startListening("server.js", environment);
  return {
    name: "this gateway",
    process,
    request: gatewayRequest,
    reload: (question) => once(process, graphqlRequest(question, READ_ANEW)).then(() => undefined),
  };
}

export function gatewayChange(change: Change): Buffer {
  return renameRequest(change, CALLER);
}

export function gatewayRequest(question: Question): Buffer {
  return graphqlRequest(question, CALLER);
}

const directory = mkdtempSync(join(tmpdir(), "bench-"));
process.once("exit", () => rmSync(directory, { recursive: true }));
let written = 0;

/**
 * A config file with a caller and accounts. Those are acted as by profiles, which name them, so that STS need not be
 * asked; where there are none, the default credential chain acts. The embedded store is beside it.
 */
export function gatewayEnvironment(upstream: Running, accounts: readonly string[]): Record<string, string> {
  written += 1; // a gateway that runs would read a file again that is written over
  const config = join(directory, `gateway-${written}.json`);
  const credentials = join(directory, `credentials-${written}`);
  const configured = accounts.map((accountId) => ({
    accountId,
    alias: `bench-${accountId}`,
    regions: [REGION],
    profile: accountId,
  }));
  const file = { ...(accounts.length > 0 && { accounts: configured }), callers: [caller] };
  writeFileSync(config, JSON.stringify(file));
  const profiles = accounts.map(
    (account) =>
      `[${account}]\naws_access_key_id = ${account}\naws_secret_access_key = bench\naws_account_id = ${account}\n`,
  );
  writeFileSync(credentials, profiles.join("\n"));
  return {
    ...peerEnvironment(upstream),
    NODE_ENV: "",
    DIRECT_CONNECT: "aws",
    CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    DATA_FOLDER: join(directory, `data-${written}`),
  };
}
