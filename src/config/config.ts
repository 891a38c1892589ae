import { z } from "zod";
import { type AccessConfig, NO_ACCESS_CONFIG } from "../auth/access-config";
import { type AccountConfig, type FileConfig, readConfigFile } from "./config-file";
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
}

function setting<Value>(
  description: string,
  allowed: string,
  fallback: string | undefined,
  schema: z.ZodType<Value, string>,
): Setting<Value> {
  return {
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

const readOperation = z.enum(READ_OPERATIONS);

const freshForByOperation = z
  .array(z.tuple([readOperation, wholeNumber(0, DAY)]))
  .transform((pairs) => Object.fromEntries(pairs) as Partial<Record<ReadOperation, number>>);

/** Every setting, under the name of its environment variable. `--help` and the README's table are made from this. */
export const SETTINGS = {
  PORT: setting("The port to listen on; 0 takes any free one.", "0 to 65535", "4000", wholeNumber(0, 65535)),
  HOST: setting("The address to listen on.", "a host name or address", "127.0.0.1", z.string().min(1)),
  DIRECT_CONNECT: setting(
    "What to ask: the embedded emulator, or real AWS. An endpoint in `AWS_ENDPOINT_URL_DIRECT_CONNECT` wins over both.",
    "emulator, aws",
    "emulator",
    oneOf(["emulator", "aws"]),
  ),
  AWS_ENDPOINT_URL_DIRECT_CONNECT: setting(
    "Another Direct Connect endpoint, such as an emulator started alone.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  AWS_ENDPOINT_URL_STS: setting(
    "Another endpoint for STS, which gives the credentials of roles.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  AWS_REGION: setting(
    "The default region: one that the AWS SDK knows, of any partition, or that an account of the config file names. Where left out, that of the AWS profile.",
    "a region's code, such as us-east-1",
    "us-east-1",
    z.string().refine(hasRegionForm),
  ),
  CONFIG_FILE: setting(
    "A JSON file that names accounts, and who may call; read again when it changes, and at SIGHUP.",
    "a path",
    undefined,
    optional,
  ),
  ALLOW_UNAUTHENTICATED_ACCESS: setting(
    "Lets everybody who reaches the address do everything, without saying who they are, also against AWS and on addresses that others reach. Has no effect where callers are configured.",
    "true, false",
    "false",
    flag,
  ),
  READ_ATTEMPTS: setting("How often a read is tried before it fails.", "1 to 10", "3", wholeNumber(1, 10)),
  READ_CONCURRENCY: setting(
    "How many calls to read collections are under way at once in each account and region, for all requests together.",
    "1 to 1000",
    "20",
    wholeNumber(1, 1000),
  ),
  READ_DEADLINE_MS: milliseconds(
    "How long all reads of one request may take together; what is not read by then is answered as unavailable.",
    15_000,
  ),
  READ_MAX_MS: milliseconds(
    "How long reading one collection may take in all, with all its pages: it goes on in the background when nobody waits any more. Then it ends with an error.",
    300_000,
  ),
  READ_MAX_PAGES: setting(
    "How many pages one collection may have; reading one with more ends with an error.",
    "1 to 1000000",
    "5000",
    wholeNumber(1, 1_000_000),
  ),
  READ_MAX_MB: setting(
    "How many megabytes of JSON one collection may have, and one answer of AWS; reading more ends with an error. Rows take about four times as much memory.",
    "1 to 100000",
    "100",
    wholeNumber(1, 100_000),
  ),
  SNAPSHOT_FRESH_MS: setting(
    "How long what was read is answered from without asking AWS; 0 asks for each request.",
    "milliseconds, 0 to 86400000",
    "5000",
    wholeNumber(0, DAY),
  ),
  SNAPSHOT_FRESH_MS_BY_OPERATION: setting(
    "The same for single AWS read operations, with commas between.",
    "read operations with milliseconds, such as DescribeLocations=14400000,DescribeTags=1000",
    "DescribeLocations=14400000",
    z
      .string()
      .transform((text) => text.split(",").map((pair) => pair.trim().split("=")))
      .pipe(freshForByOperation),
  ),
  SNAPSHOT_STALE_MS: setting(
    "How much longer it is answered from while AWS is asked again in the background.",
    "milliseconds, 0 to 86400000",
    "10000",
    wholeNumber(0, DAY),
  ),
  SNAPSHOT_MEMORY_MB: setting(
    "About how much memory all that was read may take; the least recently used goes first. Long lists that are being answered from may take more.",
    "1 to 100000",
    "128",
    wholeNumber(1, 100_000),
  ),
  REFRESH_INTERVAL_MS: setting(
    "How often a caller can have one collection read anew by `Cache-Control: no-cache`, at most.",
    "milliseconds, 1 to 3600000",
    "1000",
    wholeNumber(1, 3_600_000),
  ),
  WRITE_ATTEMPTS: setting(
    "How often a change is sent that AWS throttled; whatever else happens, it is sent once.",
    "1 to 10",
    "4",
    wholeNumber(1, 10),
  ),
  AWS_CALLS_PER_SECOND: setting(
    "How many calls a second go to one account and region; reads get at most four fifths of them. 0 for no bound. Where left out, 20 to AWS itself, and no bound to another endpoint.",
    "0 to 10000",
    undefined,
    z.union([z.literal("").transform(() => undefined), wholeNumber(0, 10_000)]),
  ),
  CHANGE_DEADLINE_MS: milliseconds(
    "When the caller of a mutation is answered at the latest, whatever hangs. What is not known by then is looked for in the background.",
    15_000,
  ),
  SETTLE_MS: milliseconds(
    "How long AWS may take to execute a change whose connection is gone; none counts as not made before.",
    3_000,
  ),
  CONSISTENCY_WINDOW_MS: setting(
    "How long AWS's lists may lag behind a change that was executed.",
    "milliseconds, 0 to 3600000",
    "30000",
    wholeNumber(0, 3_600_000),
  ),
  DATABASE_URL: setting(
    "The PostgreSQL server that keeps the journal of changes and counts what callers spend; any number of gateways share it. The embedded one where left out.",
    "a postgres:// or postgresql:// URL",
    undefined,
    optional.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  ),
  DATABASE_SCHEMA: setting(
    "The schema of that database that the tables are in; made where it is missing. The first of the user's search path where left out.",
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
    "How many connections to it are kept at most.",
    "1 to 1000",
    "10",
    wholeNumber(1, 1000),
  ),
  DATA_FOLDER: setting(
    "Where the embedded PostgreSQL keeps its files, for one gateway alone: a folder that is empty, holds its database, or does not exist yet. With the embedded emulator, which forgets too, a temporary folder.",
    "a path",
    "data",
    z.string().min(1),
  ),
  STORE_TIMEOUT_MS: milliseconds(
    "How long one use of the store may take; a mutation that cannot be noted by then is refused, and nothing is sent.",
    3_000,
  ),
  JOURNAL_RETENTION_HOURS: setting(
    "How long changes, their keys and outcomes are kept.",
    "24 to 87600",
    "2160",
    wholeNumber(24, 87_600),
  ),
  AWS_TIMEOUT_MS: milliseconds("How long one attempt to call AWS may take.", 10_000),
  MAX_CONNECTIONS: setting(
    "How many connections are held at once; more are closed at once.",
    "1 to 1000000",
    "5000",
    wholeNumber(1, 1_000_000),
  ),
  MAX_REQUESTS: setting(
    "How many requests may be under way at once; more are refused with 503, and of one caller before that, so that others find places.",
    "1 to 1000000",
    "1000",
    wholeNumber(1, 1_000_000),
  ),
  MAX_WAIT_MS: setting(
    "How long a request may have to wait for those before it; one that would wait longer is refused with 503. 0 for no bound.",
    "milliseconds, 0 to 60000",
    "500",
    wholeNumber(0, 60_000),
  ),
  REQUEST_TIMEOUT_MS: milliseconds("How long a client may take to send its request.", 30_000),
  TRUSTED_DOCUMENTS: setting(
    "A manifest of registered operations, as Apollo's or Relay's tools write it.",
    "a path",
    undefined,
    optional,
  ),
  SHUTDOWN_NOTICE_MS: setting(
    "How long `/readyz` answers 503 after SIGTERM while everything is still served, so that balancers send new requests elsewhere; longer than they take to notice. None after SIGINT, and with the embedded emulator.",
    "milliseconds, 0 to 3600000",
    "4000",
    wholeNumber(0, 3_600_000),
  ),
  DRAIN_TIMEOUT_MS: milliseconds("How long running requests may take to finish after that.", 5_000),
  CORS_ORIGINS: setting(
    "The origins whose pages may send requests, with commas between.",
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
    "Whether the schema can be asked for; the explorers need it.",
    "true, false",
    "true",
    flag,
  ),
  ANONYMOUS_INTROSPECTION: setting(
    "Whether those may ask for the schema, too, who do not say who they are, where callers are configured.",
    "true, false",
    "false",
    flag,
  ),
  LOG_LEVEL: setting(
    "The least important log lines that are written.",
    "fatal, error, warn, info, debug, trace, silent",
    "info",
    oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
  ),
  LOG_FORMAT: setting(
    "How log lines look; auto is pretty on a terminal and JSON elsewhere.",
    "auto, json, pretty",
    "auto",
    oneOf(["auto", "json", "pretty"]),
  ),
  METRICS_PORT: setting(
    "The port of its own where Prometheus reads `/metrics`; 0 takes any free one. Without it nothing is counted.",
    "0 to 65535",
    undefined,
    optional.pipe(wholeNumber(0, 65535).optional()),
  ),
  METRICS_HOST: setting(
    "The address where metrics are read. They need no token: keep it where only Prometheus comes.",
    "a host name or address",
    "127.0.0.1",
    z.string().min(1),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    "Where traces go by OTLP over HTTP: a collector's address, to which `/v1/traces` is added.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    "The same as a whole address; wins over the other.",
    "an http or https URL",
    undefined,
    optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ),
  OTEL_TRACES_EXPORTER: setting(
    "Whether traces are sent; where left out, if one of the two addresses is set.",
    "otlp, none",
    undefined,
    oneOf(["", "otlp", "none"]),
  ),
  OTEL_SERVICE_NAME: setting(
    "What the gateway is called in traces.",
    "a name",
    "directconnect-graphql",
    z.string().min(1),
  ),
  OTEL_TRACES_SAMPLER: setting(
    "Which requests are traced.",
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
    "The share of requests that the two `traceidratio` samplers trace.",
    "0 to 1",
    "1",
    z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .transform(Number),
  ),
  EMULATOR_TIME_SCALE: setting(
    "How many emulated seconds the embedded emulator lives in one.",
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
    Object.entries(SETTINGS).map(([name, { schema, allowed }]) => {
      const given = environment[name];
      const parsed = schema.safeParse(given === "" ? undefined : given);
      if (!parsed.success) problems.push(notAllowed(name, quotableUrl(given ?? ""), allowed));
      return [name, parsed.data];
    }),
  ) as Values; // one entry for each setting, of the type that its own schema gives; a failed one ends in the error below
  if (problems.length === 0) problems.push(...problemsOfTimes(changeTimesOf(values)));
  const file: FileConfig =
    values.CONFIG_FILE === undefined
      ? { accounts: [], access: NO_ACCESS_CONFIG }
      : readConfigFile(values.CONFIG_FILE, problems);
  const { AWS_REGION: region } = values;
  const isNamed = file.accounts.some(({ regions }) => regions.includes(region));
  if (problems.length === 0 && !isNamed && !isKnownRegion(region))
    problems.push(notAllowed("AWS_REGION", region, SETTINGS.AWS_REGION.allowed));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...values, ...file });
}

function notAllowed(name: string, given: string, allowed: string): string {
  return `${name}: "${given}" was given, allowed is ${allowed}`;
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
  return ["| Setting | What it says | Allowed | Default |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
