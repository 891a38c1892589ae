import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contender, type From, once, peerEnvironment } from "./contenders";
import { REGION } from "./estate";
import { type Running, startListening } from "./processes";
import { type BenchQuery, type Change, documentRequest, graphqlRequest, renameRequest } from "./queries";

function makeApiKey() {
  const id = randomBytes(8).toString("hex");
  const key = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
  const expires = new Date(Date.now() + 86_400_000).toISOString();
  return { key, stored: { id, sha256: createHash("sha256").update(key).digest("hex"), expires } };
}

const ownKey = makeApiKey();

/** How the one caller proves who they are; everything else is refused. */
const CALLER = { "x-api-key": ownKey.key };

/** Every request is authenticated and held to its limits; only those on the load itself would end a benchmark. */
const caller = {
  name: "bench",
  roles: ["operator", "auditor"],
  accounts: "all",
  apiKeys: [ownKey.stored],
  limits: { costPerMinute: null, concurrent: null },
};

const narrowKey = makeApiKey();

/** One who may see what concerns some ports of one account alone. */
const NARROW_CALLER = { "x-api-key": narrowKey.key };

const READ_ANEW = { ...CALLER, "cache-control": "no-cache" };

/** The only settings that are not the defaults: nothing is kept, or what is kept may be read anew at any time. */
const KEEPING: Record<From, Record<string, string>> = {
  upstream: { SNAPSHOT_FRESH_MS: "0", SNAPSHOT_STALE_MS: "0" },
  memory: { REFRESH_INTERVAL_MS: "1" },
};

const FEATURES = "API key, log line, cost limit, limits by caller, ETags, extensions";

/** The gateway as users start it. */
export async function startGateway(
  upstream: Running,
  accounts: readonly string[],
  from: From,
  settings: Record<string, string> = {},
  regions: readonly string[] = [REGION],
): Promise<Contender> {
  const environment = { ...gatewayEnvironment(upstream, accounts, regions), ...KEEPING[from], ...settings };
  const process = await startListening("server.js", environment);
  return {
    name: "this gateway",
    features: FEATURES,
    process,
    headers: CALLER,
    request: gatewayRequest,
    reload: (queryText) => once(process, graphqlRequest(queryText, READ_ANEW)).then(() => undefined),
  };
}

/** @param narrow as a caller who is granted some ports of the first account. */
export function gatewayDocument(query: string, variables: object, narrow = false): Buffer {
  return documentRequest(query, variables, narrow ? NARROW_CALLER : CALLER);
}

export function gatewayChange(change: Change): Buffer {
  return renameRequest(change, CALLER);
}

export function gatewayRequest(queryText: BenchQuery): Buffer {
  return graphqlRequest(queryText, CALLER);
}

const directory = mkdtempSync(join(tmpdir(), "bench-"));
process.once("exit", () => rmSync(directory, { recursive: true }));
let written = 0;

/**
 * A config file with a caller and accounts. Those are acted as by profiles, which name them, so that STS need not be
 * asked; where there are none, the default credential chain acts. The embedded store is beside it.
 */
export function gatewayEnvironment(
  upstream: Running,
  accounts: readonly string[],
  regions: readonly string[] = [REGION],
): Record<string, string> {
  written += 1; // a gateway that runs would read a file again that is written over
  const config = join(directory, `gateway-${written}.json`);
  const credentials = join(directory, `credentials-${written}`);
  const configured = accounts.map((accountId) => ({
    accountId,
    alias: `bench-${accountId}`,
    regions,
    profile: accountId,
  }));
  const [first] = accounts;
  const narrow = first !== undefined && {
    ...{ name: "narrow", roles: ["auditor"], limits: caller.limits, apiKeys: [narrowKey.stored] },
    accounts: [{ account: first, interconnects: ["dxcon-00000020", "dxcon-00000040"] }],
  };
  const file = {
    ...(accounts.length > 0 && { accounts: configured }),
    callers: narrow ? [caller, narrow] : [caller],
  };
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
