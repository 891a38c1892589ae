// What asking Direct Connect costs: the SDK as it comes, the gateway's clients, and node:http with JSON.parse, which
// is the least possible work. Ready bytes of 1, 100 and 1,000 connections come from a process of their own.
// Run it by: node -r @swc-node/register bench/sdk-protocol.ts. Quote the ratios: absolute times are the machine's.
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { type AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { DescribeConnectionsCommand, DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { Clients } from "../src/directconnect/client/clients";

const ROUNDS = 15;
const CALLS: Readonly<Record<number, number>> = { 1: 400, 100: 150, 1000: 20 };
const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };

type Execute = () => Promise<unknown>;

function connection(index: number): object {
  const number = String(index).padStart(8, "0");
  return {
    ownerAccount: "111111111111",
    connectionId: `dxcon-${number}`,
    connectionName: `Port ${number}`,
    connectionState: "available",
    region: REGION,
    location: "EqDC2",
    bandwidth: "10Gbps",
    vlan: 1 + (index % 4094),
    partnerName: "Example Networks",
    loaIssueTime: 1_700_000_000.5 + index,
    lagId: "dxlag-fgabcdef",
    jumboFrameCapable: true,
    awsDeviceV2: "EqDC2-1a2b3c",
    awsLogicalDeviceId: "EqDC2-1a2b3c-0",
    hasLogicalRedundancy: "unknown",
    providerName: "Example Networks",
    macSecCapable: true,
    portEncryptionStatus: "Encryption Down",
    encryptionMode: "no_encrypt",
    macSecKeys: [
      { ckn: "0123", secretARN: "arn:aws:secretsmanager:secret", state: "associated", startOn: "now" },
    ],
    tags: [
      { key: "env", value: "prod" },
      { key: "team", value: "network" },
    ],
  };
}

/** Answers `/<n>/` with n connections. */
function serve(): void {
  const bodies = new Map(
    Object.keys(CALLS).map((size) => {
      const connections = Array.from({ length: Number(size) }, (_, index) => connection(index));
      return [`/${size}/`, Buffer.from(JSON.stringify({ connections }))];
    }),
  );
  const server = createServer((requests, answer) => {
    requests.resume().on("end", () => {
      const body = bodies.get(requests.url ?? "") ?? Buffer.from("{}");
      answer.writeHead(200, {
        "content-type": "application/x-amz-json-1.1",
        "content-length": body.byteLength,
        "x-amzn-requestid": "bench",
      });
      answer.end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

function contenders(endpoint: string): { sends: Record<string, Execute>; close(): void } {
  const sdk = new DirectConnectClient({
    region: REGION,
    endpoint,
    credentials: CREDENTIALS,
    requestHandler: { httpAgent: { keepAlive: true } },
  });
  const clients = new Clients({ endpoint, timeoutMilliseconds: 10_000, readAttempts: 3 });
  const account = { accountId: "111111111111", alias: "bench", credentials: CREDENTIALS, regions: [REGION] };
  const { signal } = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const sends = {
    "SDK as it comes": () => sdk.send(new DescribeConnectionsCommand({}), { abortSignal: signal }),
    "gateway's clients": () =>
      clients.send("read", { account, region: REGION }, "DescribeConnections", {}, { abortSignal: signal }),
    "node:http, JSON.parse": () => parsedOf(endpoint, agent),
  };
  const close = (): void => {
    sdk.destroy();
    clients.close();
    agent.destroy();
  };
  return { sends, close };
}

function parsedOf(url: string, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const requests = request(url, { agent, method: "POST" }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    requests.on("error", reject).end("{}");
  });
}

/** Milliseconds per call: on the clock, and of this process's CPU. */
async function measure(execute: Execute, calls: number): Promise<{ wall: number; cpu: number }> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  for (let call = 0; call < calls; call += 1) await execute();
  const wall = (performance.now() - started) / calls;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1000 / calls };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function compare(endpoint: string, size: number): Promise<void> {
  const { sends, close } = contenders(endpoint);
  const calls = CALLS[size] ?? 1;
  const results = new Map<string, { wall: number; cpu: number }[]>();
  try {
    const answers = await Promise.all([sends["SDK as it comes"]?.(), sends["gateway's clients"]?.()]);
    if (!isDeepStrictEqual(answers[0], answers[1])) throw new Error("The answers differ.");
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [name, execute] of Object.entries(sends)) {
        const result = await measure(execute, calls);
        if (round >= 0) results.set(name, [...(results.get(name) ?? []), result]); // the first one warms up
      }
    }
  } finally {
    close();
  }
  const medians = [...results].map(([name, rounds]) => ({
    name,
    wall: median(rounds.map(({ wall }) => wall)),
    cpu: median(rounds.map(({ cpu }) => cpu)),
  }));
  const base = medians[0];
  console.table(
    medians.map(({ name, wall, cpu }) => ({
      connections: size,
      contender: name,
      "median ms": wall.toFixed(3),
      "CPU ms per call": cpu.toFixed(3),
      "× faster": ((base?.wall ?? NaN) / wall).toFixed(2),
      "× less CPU": ((base?.cpu ?? NaN) / cpu).toFixed(2),
    })),
  );
}

async function main(): Promise<void> {
  const child = fork(__filename, ["serve"]);
  try {
    const [port] = (await once(child, "message")) as [number];
    for (const size of Object.keys(CALLS)) await compare(`http://127.0.0.1:${port}/${size}/`, Number(size));
  } finally {
    child.kill();
  }
}

if (process.argv[2] === "serve") serve();
else void main();
