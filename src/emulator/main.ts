#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { NetworkSize } from "./fixtures/network";
import { realisticThrottle, type EmulatorOptions } from "./options";
import { defaultRules } from "./rules/rules";
import { startEmulator } from "./wire/server";
import { readFault } from "./wire/fault-json";
import { faultKinds, type Fault } from "./wire/faults";

const usage = `The embedded Direct Connect emulator, on its own.

  npm run emulator -- [options]
  npx directconnect-emulator [options]      where the package is installed

  --port <n>          port to listen on, 0 for any free one    (EMULATOR_PORT, 4566)
  --host <address>    address to listen on                     (EMULATOR_HOST, 127.0.0.1)
  --time-scale <n>    emulated seconds per real second         (EMULATOR_TIME_SCALE, 60)
  --seed <text>       the same seed gives the same ids         (EMULATOR_SEED, random)
  --no-fixtures       start with an empty network
  --network <n>x<m>   a large network besides, of account 777777777777 in us-east-1:
                      n connections with m virtual interfaces  (EMULATOR_NETWORK, none)
  --request-log <n>   how many requests are remembered        (10000)
  --page-size <n>     the most rows of one page, up to 100     (100)
  --session-seconds <n>
                      how long the keys of AssumeRole live         (as requested)
  --strict            refuse input members that the service's model does not have
  --throttle          10 requests per second and account, 20 at once
  --rule <name=bool>  a switch for a disputed rule, may be repeated:
                      ${Object.entries(defaultRules)
                        .map(([name, value]) => `${name}=${String(value)}`)
                        .join("\n                      ")}
  --fault <json>      a fault on the wire, may be repeated, for instance
                      '{"kind":"latency","operation":"DescribeConnections","milliseconds":500,"count":3}'
                      Kinds: ${faultKinds.join(", ")}.
                      lag has "seconds" (emulated), shift has "rows" that a further page
                      leaves out, or shows again where negative
  --help, -h          this text
  --version, -v       the version
`;

class UsageError extends Error {}

/** The version of the package that this program is in. */
function version(): string {
  const { version: own } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
    version: string; // every package has one
  };
  return own;
}

/**
 * Reads flags, then the environment, then defaults; for --help and --version, the text to print.
 * @throws UsageError, TypeError (parseArgs), RangeError or SyntaxError (faults)
 */
function readCommandLine(
  args: string[],
  env: NodeJS.ProcessEnv,
): { options: EmulatorOptions; faults: Fault[] } | string {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: env["EMULATOR_PORT"] ?? "4566" },
      host: { type: "string", default: env["EMULATOR_HOST"] ?? "127.0.0.1" },
      "time-scale": { type: "string", default: env["EMULATOR_TIME_SCALE"] ?? "60" },
      seed: { type: "string" },
      "no-fixtures": { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      throttle: { type: "boolean", default: false },
      network: { type: "string" },
      "request-log": { type: "string", default: "10000" },
      "page-size": { type: "string" },
      "session-seconds": { type: "string" },
      rule: { type: "string", multiple: true, default: [] },
      fault: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false },
    },
  });
  if (values.help) return usage;
  if (values.version) return `${version()}\n`;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new UsageError(`The port is a number from 0 to 65535, not "${values.port}".`);
  }
  const scale = Number(values["time-scale"]);
  if (values["time-scale"].trim() === "" || !(scale >= 0) || !Number.isFinite(scale)) {
    throw new UsageError(`The time scale is a number, 0 or more, not "${values["time-scale"]}".`);
  }
  const requestLogSize = readCount("request log's size", values["request-log"]);
  const pageSize = readCount("page size", values["page-size"], 100);
  const sessionSeconds = readCount("time of a session in seconds", values["session-seconds"]);
  const network = values.network ?? env["EMULATOR_NETWORK"];
  const seed = values.seed ?? env["EMULATOR_SEED"];
  const options: EmulatorOptions = {
    port,
    host: values.host,
    rules: Object.fromEntries(values.rule.map(readRule)),
    clock: { mode: "scaled", scale },
    fixtures: !values["no-fixtures"],
    strict: values.strict,
    ...(requestLogSize === undefined ? {} : { requestLogSize }),
    ...(network === undefined ? {} : { network: readNetwork(network) }),
    ...(seed === undefined ? {} : { seed }),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(sessionSeconds === undefined ? {} : { sessionSeconds }),
    ...(values.throttle ? { throttle: realisticThrottle } : {}),
  };
  return { options, faults: values.fault.map((fault) => readFault(JSON.parse(fault))) };
}

/** @throws UsageError */
function readCount(what: string, text: string | undefined, most = Infinity): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  const allowed = most === Infinity ? "1 or more" : `1 to ${most}`;
  throw new UsageError(`The ${what} is a whole number, ${allowed}, not "${text}".`);
}

function readNetwork(text: string): NetworkSize {
  const [, connections, virtualInterfacesEach = "0"] = /^(\d+)(?:x(\d+))?$/.exec(text) ?? [];
  if (connections === undefined) {
    throw new UsageError(`The network is two numbers, for instance 10000x2, not "${text}".`);
  }
  return { connections: Number(connections), virtualInterfacesEach: Number(virtualInterfacesEach) };
}

function readRule(text: string): [string, boolean] {
  const [name = "", value = ""] = text.split("=");
  if (!Object.hasOwn(defaultRules, name) || (value !== "true" && value !== "false")) {
    throw new UsageError(`A rule is one of ${Object.keys(defaultRules).join(", ")}, "=", true or false.`);
  }
  return [name, value === "true"];
}

async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2), process.env);
  if (typeof commandLine === "string") {
    process.stdout.write(commandLine);
    return;
  }
  const emulator = await startEmulator(commandLine.options);
  for (const fault of commandLine.faults) emulator.faults.add(fault);
  process.stdout.write(`Direct Connect emulator: ${emulator.url}

  AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 \\
    aws directconnect describe-interconnects --endpoint-url ${emulator.url}

The access key is the account (any 12 digits), the secret is ignored. Control: ${emulator.url}/_emulator/
`);
  const stop = () => void emulator.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The emulator could not start: ${message}\nTry --help.\n`);
  process.exit(1);
});
