import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Contender, type Setup, setupOf, startPeer } from "./contenders";
import { type Running, startListening } from "./processes";
import { graphqlRequest } from "./queries";

/** A package of its own, with hundreds of dependencies that nothing else here needs. */
const FOLDER = join(__dirname, "../../bench/peers/hive");
const PROGRAM = join(FOLDER, "node_modules/@graphql-hive/gateway/dist/bin.js");

/**
 * Hive Gateway before yoga on the stock SDK, as users put it before one server: by its `proxy`, with its response cache.
 * It is installed where it is missing.
 */
export async function startHive(upstream: Running, { full = false }: Setup = {}): Promise<Contender> {
  if (!existsSync(PROGRAM)) await promisify(execFile)("npm", ["ci", "--ignore-scripts"], { cwd: FOLDER });
  const { process: server } = await startPeer("yoga", upstream, "upstream");
  const { env, headers, suffix, features } = setupOf({ cached: true, full });
  const settings = { ...env, HOST: "127.0.0.1", NODE_ENV: "production" };
  const config = join(FOLDER, "gateway.config.mjs");
  const process = await startListening(PROGRAM, settings, ["-c", config, "proxy", `${server.url}/graphql`]);
  return {
    name: `Hive Gateway before yoga${suffix}`,
    features: features.join(", "),
    process,
    headers,
    request: (query) => graphqlRequest(query, headers),
    reload: () => Promise.resolve(),
  };
}
