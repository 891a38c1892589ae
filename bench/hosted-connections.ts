// How long a caller waits for 100 hosted connections: through the gateway, and by the SDK alone, in turn, in one run.
// Emulator and gateway are processes of their own. Quote the ratio: absolute times are the machine's.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { DescribeHostedConnectionsCommand, DirectConnectClient } from "@aws-sdk/client-direct-connect";

const ROUNDS = 300;
const WARM_UP = 50;
const PARTNER = "111111111111";
const INTERCONNECT = "dxcon-fgdc2000";
const MEMBERS =
  "ownerAccount connectionId connectionName connectionState region location bandwidth vlan partnerName loaIssueTime lagId awsDeviceV2 awsLogicalDeviceId hasLogicalRedundancy jumboFrameCapable providerName macSecCapable portEncryptionStatus encryptionMode tags { key value } macSecKeys { ckn state }";
const QUERY = `{ hostedConnections(connectionId: "${INTERCONNECT}", first: 100) { nodes { ${MEMBERS} } } }`;

const children: ChildProcess[] = [];

/** Starts a built program and gives the first address that it prints. */
async function start(program: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [join(__dirname, "..", "dist", program), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  for await (const chunk of child.stdout) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`${program} ended without an address.`);
}

async function throughGateway(url: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: QUERY }),
  });
  const { data } = (await response.json()) as { data: { hostedConnections: { nodes: unknown[] } } };
  return data.hostedConnections.nodes.length;
}

async function bySdk(client: DirectConnectClient): Promise<number> {
  const rows: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeHostedConnectionsCommand({ connectionId: INTERCONNECT, ...(nextToken && { nextToken }) }),
    );
    rows.push(...(page.connections ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return rows.slice(0, 100).length;
}

async function timed(ask: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const rows = await ask();
  if (rows !== 100) throw new Error(`${String(rows)} rows instead of 100.`);
  return performance.now() - started;
}

function summary(times: number[]): Record<string, string> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => `${(sorted[Math.floor(part * (sorted.length - 1))] ?? NaN).toFixed(2)} ms`;
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) };
}

async function main(): Promise<void> {
  const endpoint = await start("emulator/main.js", ["--port", "0", "--seed", "bench"], {});
  const credentials = { accessKeyId: PARTNER, secretAccessKey: "bench" };
  const url = await start("server.js", [], {
    PORT: "0",
    LOG_LEVEL: "info",
    LOG_FORMAT: "json",
    AWS_ENDPOINT_URL_DIRECT_CONNECT: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const client = new DirectConnectClient({ endpoint, region: "us-east-1", credentials });
  const times: { gateway: number[]; sdk: number[] } = { gateway: [], sdk: [] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const gateway = await timed(() => throughGateway(url));
    const sdk = await timed(() => bySdk(client));
    if (round < 0) continue;
    times.gateway.push(gateway);
    times.sdk.push(sdk);
  }
  client.destroy();
  console.table({ "through the gateway": summary(times.gateway), "by the SDK alone": summary(times.sdk) });
  const ratios = times.gateway
    .map((gateway, round) => gateway / (times.sdk[round] ?? NaN))
    .sort((a, b) => a - b);
  console.log(`gateway / SDK, median of ${ROUNDS} rounds: ${(ratios[ROUNDS >> 1] ?? NaN).toFixed(2)}`);
}

main()
  .finally(() => children.forEach((child) => child.kill()))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
