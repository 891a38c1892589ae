import ipaddr from "ipaddr.js";
import { z } from "zod";
import { type AccessConfig, NO_ACCESS_CONFIG } from "../auth/access-config";
import { type AccountConfig, type FileConfig, readConfigFile, type WatchConfig } from "./config-file";
import type { WebhookConfig } from "./webhooks-config";
import { REDACTED } from "../observability/secrets";
import { quotableUrl } from "../observability/urls";
import { hasRegionForm, isKnownRegion } from "../directconnect/accounts/regions";
import { READ_OPERATIONS, type ReadOperation } from "../directconnect/client/operations";
import { changeTimesOf, problemsOfTimes } from "../directconnect/write/change-times";

/** One setting of the environment: what it means, what it may be, and what it is where left out. */
interface Setting<Value> {
  readonly description: string;
  readonly allowed: string;
  readonly fallback: string | undefined;
  readonly schema: z.ZodType<Value, string | undefined>;
  /** Whether errors must not repeat it. */
  readonly isSecret: boolean;
}

function setting<Value>(
  description: string,
  allowed: string,
  fallback: string | undefined,
  schema: z.ZodType<Value, string>,
  isSecret = false,
): Setting<Value> {
  return {
    isSecret,
    description,
    allowed,
    fallback,
    schema: z
      .string()
      .prefault(fallback ?? "")
      .pipe(schema),
  };
}

const wholeNumber = (low: number, high: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(low).max(high));

const milliseconds = (description: string, fallback: number) =>
  setting(description, "milliseconds, 1 to 3600000", String(fallback), wholeNumber(1, 3_600_000));

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values);

const flag = oneOf(["true", "false"]).transform((text) => text === "true");

const optional = z.string().transform((text) => (text === "" ? undefined : text));

const SANDBOX_ORIGINS = ["https://studio.apollographql.com", "https://sandbox.embed.apollographql.com"];

const DAY = 24 * 60 * 60_000;

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/;
const decodedKey = (text: string) => Buffer.from(text, "base64");

const readOperation = z.enum(READ_OPERATIONS);

const freshForByOperation = z
  .array(z.tuple([readOperation, wholeNumber(0, DAY)]))
  .transform((pairs) => Object.fromEntries(pairs) as Partial<Record<ReadOperation, number>>);

/** Every setting, under the name of its environment variable. `--help` and the README's table are made from this. */
export const SETTINGS = {
  PORT: setting(
    "The TCP port to listen on; 0 takes any free port.",
    "0 to 65535",
    "4000",
    wholeNumber(0, 65535),
  ),
  HOST: setting(
    "The address to listen on. Set it to 0.0.0.0 or :: in a container.",
    "a host name or address",
    "127.0.0.1",
    z.string().min(1),
  ),
  BASE_PATH: setting(
    "The path that everything is served under, for a reverse proxy that shares its host name: `/directconnect` makes it `/directconnect/graphql`. The proxy must pass the path on as it is. `/healthz` and `/readyz` are also served without it.",
    "a path such as /directconnect, without a slash at its end",
    undefined,
    z
      .string()
      .max(256)
      .regex(/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/),
  ),
  DIRECT_CONNECT: setting(
    "Where requests go: the embedded emulator, or AWS. `AWS_ENDPOINT_URL_DIRECT_CONNECT` overrides both.",
    "emulator, aws",
    "emulator",
    oneOf(["emulator", "aws"]),
  ),
  AWS_ENDPOINT_URL_DIRECT_CONNECT: setting(
    "The URL of another Direct Connect endpoint, such as an emulator that runs alone.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  AWS_ENDPOINT_URL_STS: setting(
    "The URL of another STS endpoint; STS issues the credentials of roles. If unset, an http URL in `AWS_ENDPOINT_URL_DIRECT_CONNECT` applies: an emulator serves both.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  AWS_REGION: setting(
    "The default region: one that the AWS SDK has, in any partition, or one of an account in the config file. If unset, the region of the AWS profile applies.",
    "a region's code, such as us-east-1",
    "us-east-1",
    z.string().refine(hasRegionForm),
  ),
  CONFIG_FILE: setting(
    "A JSON file with the AWS accounts and the callers. It is read again when it changes, and at SIGHUP.",
    "a path",
    undefined,
    optional,
  ),
  ALLOW_UNAUTHENTICATED_ACCESS: setting(
    "Allows every operation without authentication, also against AWS and on addresses that other machines reach. Has no effect if callers are configured.",
    "true, false",
    "false",
    flag,
  ),
  READ_ATTEMPTS: setting(
    "How many times a read is attempted before it fails, the first attempt included.",
    "1 to 10",
    "3",
    wholeNumber(1, 10),
  ),
  READ_CONCURRENCY: setting(
    "How many read calls run at the same time in each account and region, for all requests together.",
    "1 to 1000",
    "20",
    wholeNumber(1, 1000),
  ),
  READ_DEADLINE_MS: milliseconds(
    "How long all reads of one request may take together. What is not read by then is reported as unavailable. Raise it for estates with long lists.",
    15_000,
  ),
  READ_MAX_MS: milliseconds(
    "How long reading all pages of one collection may take, in the background too. Then the read ends with an error.",
    300_000,
  ),
  READ_MAX_PAGES: setting(
    "How many pages one collection may have. Reading more ends with an error.",
    "1 to 1000000",
    "5000",
    wholeNumber(1, 1_000_000),
  ),
  READ_MAX_MB: setting(
    "How many megabytes of JSON one collection, or one answer of AWS, may have. Reading more ends with an error. Rows take about four times as much memory.",
    "1 to 100000",
    "100",
    wholeNumber(1, 100_000),
  ),
  SNAPSHOT_FRESH_MS: setting(
    "How long a snapshot is fresh: it is used without a call to AWS. 0 reads for each request. Raise it if AWS throttles.",
    "milliseconds, 0 to 86400000",
    "5000",
    wholeNumber(0, DAY),
  ),
  SNAPSHOT_FRESH_MS_BY_OPERATION: setting(
    "`SNAPSHOT_FRESH_MS` for single AWS read operations, separated by commas.",
    "read operations with milliseconds, such as DescribeLocations=14400000,DescribeTags=1000",
    "DescribeLocations=14400000",
    z
      .string()
      .transform((text) => text.split(",").map((pair) => pair.trim().split("=")))
      .pipe(freshForByOperation),
  ),
  SNAPSHOT_STALE_MS: setting(
    "How long after that a snapshot is still used while it is refreshed in the background.",
    "milliseconds, 0 to 86400000",
    "10000",
    wholeNumber(0, DAY),
  ),
  SNAPSHOT_MEMORY_MB: setting(
    "About how many megabytes all snapshots may take. The least recently used are dropped first. Long lists in use may take more.",
    "1 to 100000",
    "128",
    wholeNumber(1, 100_000),
  ),
  REFRESH_INTERVAL_MS: setting(
    "The shortest time between two reads of one collection that callers force with `Cache-Control: no-cache`.",
    "milliseconds, 1 to 3600000",
    "1000",
    wholeNumber(1, 3_600_000),
  ),
  WRITE_ATTEMPTS: setting(
    "How many times a change is sent if AWS throttles it. For any other reason it is sent once.",
    "1 to 10",
    "4",
    wholeNumber(1, 10),
  ),
  AWS_CALLS_PER_SECOND: setting(
    "How many calls a second go to one account and region. Reads get at most four fifths of them. 0 means no limit. If unset: 20 to AWS, no limit to another endpoint.",
    "0 to 10000",
    undefined,
    z.union([z.literal("").transform(() => undefined), wholeNumber(0, 10_000)]),
  ),
  CHANGE_DEADLINE_MS: milliseconds(
    "The longest time until the caller of a mutation gets an answer. An outcome that is not known by then is reconciled in the background.",
    15_000,
  ),
  SETTLE_MS: milliseconds(
    "How long AWS may take to execute a change after its connection was lost. No change counts as not applied before that.",
    3_000,
  ),
  CONSISTENCY_WINDOW_MS: setting(
    "How long AWS's lists may lag behind an executed change. Raise it if lists lag longer in your accounts.",
    "milliseconds, 0 to 3600000",
    "30000",
    wholeNumber(0, 3_600_000),
  ),
  DATABASE_URL: setting(
    "The PostgreSQL server that stores the journal of changes and what callers spend. Any number of gateways share it. If unset, the embedded PostgreSQL is used.",
    "a postgres:// or postgresql:// URL",
    undefined,
    optional.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  ),
  DATABASE_SCHEMA: setting(
    "The PostgreSQL schema of the gateway's tables; it is created if missing. If unset, the first schema of the user's search path is used.",
    "a name of 1 to 63 letters, digits and underscores, which begins with no digit",
    undefined,
    optional.pipe(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)
        .optional(),
    ),
  ),
  DATABASE_CONNECTIONS: setting(
    "The largest number of pooled connections to `DATABASE_URL`.",
    "1 to 1000",
    "10",
    wholeNumber(1, 1000),
  ),
  DATA_FOLDER: setting(
    "The folder of the embedded PostgreSQL, for one gateway only. It is empty, holds the gateway's database, or does not exist yet. With the embedded emulator, whose state is in memory, the default is a temporary folder.",
    "a path",
    "data",
    z.string().min(1),
  ),
  STORE_TIMEOUT_MS: milliseconds(
    "How long one statement of the store may take. A mutation that cannot be journaled by then is refused, and nothing is sent.",
    3_000,
  ),
  JOURNAL_RETENTION_HOURS: setting(
    "How many hours the journal stores changes with their idempotency keys and outcomes.",
    "24 to 87600",
    "2160",
    wholeNumber(24, 87_600),
  ),
  WATCH_CHANGES: setting(
    "Whether what a change through the gateway made or altered is watched until it is settled, so that its effects become events. It costs some reads after each change.",
    "true, false",
    "true",
    flag,
  ),
  WATCH_INTERVAL_MS: milliseconds(
    "How often the lists of a watched account and region are read while nothing changes there.",
    60_000,
  ),
  WATCH_SETTLING_MS: milliseconds(
    "How often a watched resource is read by its id while it is on its way to another state, or was just changed.",
    3_000,
  ),
  WATCH_CONCURRENCY: setting(
    "How many reads watching has running at the same time in each account and region.",
    "1 to 100",
    "4",
    wholeNumber(1, 100),
  ),
  WATCH_CALL_SHARE: setting(
    "How many percent of `AWS_CALLS_PER_SECOND` watching may use in each account and region. Without that limit watching has none either.",
    "1 to 80",
    "20",
    wholeNumber(1, 80),
  ),
  EVENT_RETENTION_HOURS: setting(
    "How many hours the log stores events of changes that were seen.",
    "1 to 8760",
    "168",
    wholeNumber(1, 8760),
  ),
  WEBHOOK_SECRET_KEYS: setting(
    "The keys that encrypt the secrets of webhooks in the store, separated by commas. The first one encrypts; the others only decrypt, so that keys can be rotated. If unset, no webhook can be made.",
    "keys of 32 bytes, each in base64",
    undefined,
    z
      .string()
      .transform((text) => (text === "" ? [] : text.split(",").map((key) => key.trim())))
      .pipe(z.array(z.string().regex(BASE64_OF_32_BYTES).transform(decodedKey))),
    true,
  ),
  WEBHOOK_ALLOWED_NETWORKS: setting(
    "The networks that webhooks may be sent to though their addresses are not public, separated by commas. Addresses where clouds hand out credentials are never allowed.",
    "networks such as 10.20.0.0/16,fd12:3456::/32",
    undefined,
    z
      .string()
      .transform((text) => (text === "" ? [] : text.split(",").map((network) => network.trim())))
      .pipe(z.array(z.string().refine(isNetwork))),
  ),
  WEBHOOK_CA_FILE: setting(
    "A file with certificates in PEM of authorities that sign the certificates of webhook receivers, beside the public ones.",
    "a path",
    undefined,
    optional,
  ),
  WEBHOOK_TIMEOUT_MS: milliseconds(
    "How long one attempt to deliver an event to a webhook may take, until the head of the answer is there.",
    15_000,
  ),
  AWS_TIMEOUT_MS: milliseconds(
    "How long one attempt of a call to AWS may take, the body of its answer included.",
    10_000,
  ),
  MAX_CONNECTIONS: setting(
    "How many client connections are open at the same time. Further connections are closed immediately.",
    "1 to 1000000",
    "5000",
    wholeNumber(1, 1_000_000),
  ),
  MAX_REQUESTS: setting(
    "How many requests may run at the same time. Further requests are refused with 503; one caller is refused earlier, so that some places stay free for others.",
    "1 to 1000000",
    "1000",
    wholeNumber(1, 1_000_000),
  ),
  MAX_WAIT_MS: setting(
    "How long a request may wait in the queue. One that would wait longer is refused with 503. 0 means no limit.",
    "milliseconds, 0 to 60000",
    "500",
    wholeNumber(0, 60_000),
  ),
  REQUEST_TIMEOUT_MS: milliseconds("How long a client may take to send a whole request.", 30_000),
  SEND_TIMEOUT_MS: milliseconds(
    "How long a client may take none of the next 256 KiB of an answer. Then its connection is ended, since unread answers hold memory. So is one that reads less than 32 KiB a second on average.",
    30_000,
  ),
  TRUSTED_DOCUMENTS: setting(
    "A manifest of registered operations, in the format of Apollo's or Relay's tools.",
    "a path",
    undefined,
    optional,
  ),
  SHUTDOWN_NOTICE_MS: setting(
    "How long after SIGTERM `/readyz` answers 503 while everything is still served, so that load balancers send new requests elsewhere. Set it longer than they take to react. No notice after SIGINT, and with the embedded emulator.",
    "milliseconds, 0 to 3600000",
    "4000",
    wholeNumber(0, 3_600_000),
  ),
  DRAIN_TIMEOUT_MS: milliseconds(
    "How long running requests may take to finish after `SHUTDOWN_NOTICE_MS`.",
    5_000,
  ),
  CORS_ORIGINS: setting(
    "The origins whose pages may send requests, separated by commas.",
    "origins such as https://portal.example.com",
    SANDBOX_ORIGINS.join(","),
    z
      .string()
      .transform((text) =>
        text
          .split(",")
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ""),
      )
      .pipe(z.array(z.string().refine(isOrigin))),
  ),
  INTROSPECTION: setting(
    "Whether introspection is allowed. The explorers need it.",
    "true, false",
    "true",
    flag,
  ),
  ANONYMOUS_INTROSPECTION: setting(
    "Whether introspection is allowed without authentication, if callers are configured.",
    "true, false",
    "false",
    flag,
  ),
  LOG_LEVEL: setting(
    "The lowest level of log lines that are written.",
    "fatal, error, warn, info, debug, trace, silent",
    "info",
    oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
  ),
  LOG_FORMAT: setting(
    "The format of log lines. `auto` is `pretty` on a terminal and `json` elsewhere.",
    "auto, json, pretty",
    "auto",
    oneOf(["auto", "json", "pretty"]),
  ),
  METRICS_PORT: setting(
    "The separate port where Prometheus reads `/metrics`; 0 takes any free port. If unset, nothing is counted.",
    "0 to 65535",
    undefined,
    optional.pipe(wholeNumber(0, 65535).optional()),
  ),
  METRICS_HOST: setting(
    "The address of the metrics port. Metrics need no authentication: choose an address that only Prometheus reaches.",
    "a host name or address",
    "127.0.0.1",
    z.string().min(1),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    "The base URL of the OTLP/HTTP collector for traces; `/v1/traces` is appended.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    "The full URL for traces. It overrides `OTEL_EXPORTER_OTLP_ENDPOINT`.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  OTEL_TRACES_EXPORTER: setting(
    "Whether traces are exported. If unset, they are when one of the two endpoints is set.",
    "otlp, none",
    undefined,
    oneOf(["", "otlp", "none"]),
  ),
  OTEL_SERVICE_NAME: setting(
    "The service name in traces.",
    "a name",
    "directconnect-graphql",
    z.string().min(1),
  ),
  OTEL_TRACES_SAMPLER: setting(
    "The OpenTelemetry sampler, which selects the requests that are traced.",
    "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio",
    "parentbased_always_on",
    oneOf([
      "always_on",
      "always_off",
      "traceidratio",
      "parentbased_always_on",
      "parentbased_always_off",
      "parentbased_traceidratio",
    ]),
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(
    "The share of requests that the `traceidratio` samplers trace.",
    "0 to 1",
    "1",
    z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .transform(Number),
  ),
  EMULATOR_NETWORK: setting(
    "An estate of this size in the embedded emulator, in each account and region, in the place of its example topology: how many connections, and how many virtual interfaces each has.",
    "two numbers such as 200x4, up to 10000x50",
    undefined,
    optional.pipe(
      z
        .string()
        .regex(/^\d{1,5}x\d{1,2}$/)
        .transform((text) => text.split("x").map(Number))
        .pipe(z.tuple([z.number().max(10_000), z.number().max(50)]))
        .transform(([connections, virtualInterfacesEach]) => ({ connections, virtualInterfacesEach }))
        .optional(),
    ),
  ),
  EMULATOR_TIME_SCALE: setting(
    "How many seconds of emulated time pass in the embedded emulator in one real second.",
    "1 to 100000",
    "60",
    wholeNumber(1, 100_000),
  ),
} as const;

type Values = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]["schema"]> };

export interface Config extends Values {
  /** From the config file; empty where it names none. */
  readonly accounts: readonly AccountConfig[];
  /** From the config file: who may call, and what for. */
  readonly access: AccessConfig;
  /** From the config file: what is watched always. */
  readonly watch?: WatchConfig | undefined;
  readonly webhooks: readonly WebhookConfig[];
}

/** Every problem of a configuration at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? "a problem" : "problems"}:\n  ${problems.join("\n  ")}`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Reads the settings from the environment, and the accounts and callers from the config file that they name.
 * @throws ConfigError that lists each setting's name, what was given and what is allowed.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, { schema, allowed, isSecret }]) => {
      const sent = environment[name];
      const parsed = schema.safeParse(sent === "" ? undefined : sent);
      if (!parsed.success)
        problems.push(notAllowed(name, isSecret ? REDACTED : quotableUrl(sent ?? ""), allowed));
      return [name, parsed.data];
    }),
  ) as Values; // one entry for each setting, of the type that its own schema gives; a failed one ends in the error below
  if (problems.length === 0) problems.push(...problemsOfTimes(changeTimesOf(values)));
  const file: FileConfig =
    values.CONFIG_FILE === undefined
      ? { accounts: [], access: NO_ACCESS_CONFIG, webhooks: [] }
      : readConfigFile(values.CONFIG_FILE, problems);
  const { AWS_REGION: region } = values;
  const isNamed = file.accounts.some(({ regions }) => regions.includes(region));
  if (problems.length === 0 && !isNamed && !isKnownRegion(region))
    problems.push(notAllowed("AWS_REGION", region, SETTINGS.AWS_REGION.allowed));
  if (file.webhooks.length > 0 && values.WEBHOOK_SECRET_KEYS.length === 0)
    problems.push(
      "WEBHOOK_SECRET_KEYS: nothing was given, but the config file has webhooks, whose secrets it encrypts",
    );
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...values, ...file });
}

function notAllowed(name: string, sent: string, allowed: string): string {
  return `${name}: "${sent}" was given, allowed is ${allowed}`;
}

function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** The settings as lines of text, for `--help`. */
export function settingsHelp(): string {
  return Object.entries(SETTINGS)
    .map(
      ([name, { description, allowed, fallback }]) =>
        `  ${name}\n      ${description}\n      Allowed: ${allowed}. Default: ${fallback ?? "none"}.`,
    )
    .join("\n");
}

/** The settings as a Markdown table, for the README. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, { description, allowed, fallback }]) =>
      `| \`${name}\` | ${description} | ${allowed} | ${fallback === undefined ? "none" : `\`${fallback}\``} |`,
  );
  return ["| Setting | Meaning | Allowed | Default |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
