import { getNamedType, isObjectType } from "graphql";
import { CLOCK_TOLERANCE_SECONDS, LONGEST_LIFETIME_SECONDS } from "../../src/auth/access-config";
import { makeApiKey } from "../../src/auth/api-keys";
import { CEILINGS, DEFAULT_LIMITS } from "../../src/auth/caller-limits";
import { LONGEST_KEY_AGE_MS, REFETCH_INTERVAL_MS } from "../../src/auth/issuer-keys";
import { CACHED_FOR } from "../../src/auth/tokens";
import { MOST_OF_A_PERSON, MOST_TOKENS } from "../../src/auth/verified-tokens";
import { ConfigError, readConfig, SETTINGS } from "../../src/config/config";
import { MOST_LISTED } from "../../src/directconnect/accounts/fan-out";
import { READ_SHARE } from "../../src/directconnect/client/call-limits";
import { callsPerSecond } from "../../src/directconnect/client/open-clients";
import { MOST_FIELDS } from "../../src/errors";
import { INTERVAL as LOG_INTERVAL, MOST_HELD } from "../../src/events/event-tail";
import { LONGEST_FOLLOWED } from "../../src/events/followed-change";
import { UNTIL_LAST_DAY } from "../../src/events/list-watch";
import { PACE_PART } from "../../src/events/place-watch";
import { LEASE_MILLISECONDS, RENEWAL_MILLISECONDS } from "../../src/events/watch-leases";
import { LONGEST_AWAITED, RUN_INTERVAL } from "../../src/events/watcher";
import { JITTER, LONGEST_REQUESTED, PAUSES, RETRIED_FOR } from "../../src/events/webhooks/retry-pauses";
import { MOST_WEBHOOKS } from "../../src/events/webhooks/webhooks";
import { LONGEST_OVERLAP, USUAL_OVERLAP } from "../../src/types/webhook";
import { MOST_WORDED } from "../../src/execution/variables";
import { MOST_PIPELINED } from "../../src/http/edge/pipelined";
import { requestIdOf } from "../../src/http/edge/request";
import { LEAST_RATE } from "../../src/http/edge/stalled-readers";
import { OF_READS } from "../../src/http/limits/request-slots";
import { OF_CONNECTIONS } from "../../src/http/limits/stream-places";
import { REFUSALS, SERVICE_RESTART } from "../../src/http/pipeline/close-codes";
import { RECHECK_MS } from "../../src/http/pipeline/running-streams";
import { HEARTBEAT_MS } from "../../src/http/pipeline/stream-reply";
import {
  FIRST_MESSAGE_MS,
  LONGEST_ID as LONGEST_MESSAGE_ID,
  MOST_WAITING,
} from "../../src/http/pipeline/web-sockets";
import {
  BYTES_OF_A_MESSAGE,
  LONGEST_CONTROL,
  LONGEST_INIT,
  MESSAGES_AT_ONCE,
  MESSAGES_OF_THE_UNKNOWN,
  MESSAGES_PER_SECOND,
} from "../../src/http/limits/message-rate";
import { GROUPS_OF_A_NETWORK } from "../../src/http/limits/unknown-senders";
import { LONGEST_TEXT, MOST_BYTES } from "../../src/http/pipeline/reported-errors";
import { SLICE } from "../../src/http/pipeline/send";
import { excerpt, LONGEST_QUOTATION } from "../../src/observability/secrets";
import { createSchema } from "../../src/schema";
import { CALL_COST } from "../../src/types/graph/call-cost";
import {
  figure,
  figuresBeside,
  hour,
  kib,
  mib,
  second,
  seconds,
  source,
  text,
  withoutSnippets,
  word,
} from "./figures";

const fallback = (name: keyof typeof SETTINGS) => Number(SETTINGS[name].fallback);

/** The random bits of an API key. */
const KEY_BITS = Buffer.from(makeApiKey(new Date()).key.slice(-43), "base64url").length * 8;

/** The least number of hexadecimal digits that are taken for a secret. */
const LEAST_DIGITS = Array.from({ length: 100 }, (_, digits) => digits).findIndex(
  (digits) => excerpt("a".repeat(digits)) !== "a".repeat(digits),
);

/** The most characters of a request's id that are taken over. */
const LONGEST_ID = Array.from({ length: 300 }, (_, length) => "a".repeat(length)).findLastIndex(
  (id) => requestIdOf({ headers: { "x-request-id": id } } as never) === id,
);

/** The cost of the resource of an event, as the schema has it. */
function costOfResource(): unknown {
  const event = createSchema().getType("ChangeEvent");
  const field = isObjectType(event) ? event.getFields()["resource"] : undefined;
  expect(field && getNamedType(field.type).name).toBe("ChangedResource");
  return field?.extensions["complexity"];
}

/** The share that a person who is alone has, where one may have so many for each that is free. */
const alone = (times: number) => times ** 2 / (1 + times + times ** 2);

/** What several persons of one caller have together. */
const ofOneCaller = (times: number) => times / (1 + times);

/** The pauses before the attempts after the first one. */
function retryPauses(): string {
  const [first = 0, ...rest] = PAUSES;
  const last = rest.pop() ?? 0;
  const minutes = rest.filter((pause) => pause < 3_600_000).map((pause) => pause / 60_000);
  const hours = rest.filter((pause) => pause >= 3_600_000).map((pause) => pause / 3_600_000);
  const list = (values: readonly number[]) => `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
  return `${first / 1_000} seconds, ${list(minutes)} minutes, ${list(hours)} hours, then every ${last / 3_600_000} hours`;
}

/** Where a page states a bound, with the figure that the code has. */
const STATED: Readonly<Record<string, readonly string[]>> = {
  security: [
    `fetched again as they rotate, at most every ${word(REFETCH_INTERVAL_MS / 1_000)} seconds`,
    `withdrawn is accepted for ${word(LONGEST_KEY_AGE_MS / 60_000)} minutes at most`,
    `by more than \`clockToleranceSeconds\` (${CLOCK_TOLERANCE_SECONDS})`,
    `than \`longestLifetimeSeconds\` (${figure(LONGEST_LIFETIME_SECONDS)}, a day`,
    `cached until it expires, for ${word(CACHED_FOR / 60_000)} minutes at most`,
    `${figure(MOST_TOKENS)} tokens are cached, ${MOST_OF_A_PERSON} of one person`,
    `issuer has revoked for up to ${word(CACHED_FOR / 60_000)} minutes after the gateway has checked it`,
    `${KEY_BITS} random bits`,
    `An error lists at most ${word(MOST_LISTED)} of the accounts and regions`,
    `${LEAST_DIGITS} or more hexadecimal digits (a CAK has ${LEAST_DIGITS} or 64, a CKN 64)`,
  ],
  errors: [
    `or a connection has ${MOST_PIPELINED} unanswered requests`,
    `if it has at most ${LONGEST_ID} of \`A-Z a-z 0-9`,
    `its document or its variables gets at most ${MOST_WORDED} errors`,
    `A refusal has at most ${Math.ceil(MOST_BYTES / 1_000)} KB`,
    `texts are shortened to ${LONGEST_TEXT} characters`,
    `sent values are quoted with at most ${LONGEST_QUOTATION}`,
    `lists each invalid one, at most ${MOST_FIELDS}:`,
  ],
  events: [
    `every \`WATCH_INTERVAL_MS\` (${seconds(fallback("WATCH_INTERVAL_MS"))} seconds)`,
    `\`WATCH_SETTLING_MS\` (${seconds(fallback("WATCH_SETTLING_MS"))} seconds)`,
    `at a ${word(1 / PACE_PART)} of the time for which it has not changed`,
    `for ${hour(LONGEST_FOLLOWED)} at most (\`WATCH_CHANGES\`)`,
    `takes over within ${seconds(LEASE_MILLISECONDS + RENEWAL_MILLISECONDS + RUN_INTERVAL)} seconds`,
    `${word(UNTIL_LAST_DAY / 86_400_000)} days have passed since a proposal was first seen`,
    `has no outcome in the journal, for ${seconds(LONGEST_AWAITED)} seconds at most`,
    `the log is read every ${second(LOG_INTERVAL).replace("a ", "")}`,
    `stored for \`EVENT_RETENTION_HOURS\` (${fallback("EVENT_RETENTION_HOURS")})`,
    `\`resource\` costs ${CALL_COST} for each event`,
    `The limit \`streams\` (${DEFAULT_LIMITS.streams}) is for each caller`,
    `all streams together are at most ${word(OF_CONNECTIONS)} of \`MAX_CONNECTIONS\``,
    `a caller alone gets ${word(alone(OF_READS))}, several persons of one caller ${word(ofOneCaller(OF_READS))}`,
    `Every ${word(RECHECK_MS / 1_000)} seconds the gateway checks the caller again`,
    `A client that falls ${figure(MOST_HELD)} events behind`,
    `Something is sent every ${seconds(HEARTBEAT_MS)} seconds while nothing happens`,
    `A \`subscribe\` message is at most ${mib(CEILINGS.body)} long, \`connection_init\` ${kib(LONGEST_INIT)}, and any other ${kib(LONGEST_CONTROL)}`,
    `A message that is longer than ${kib(LONGEST_CONTROL)} has its`,
    `While more than ${kib(MOST_WAITING)} wait to be read`,
    `WebSockets with the close code ${SERVICE_RESTART}`,
    `may send ${figure(MESSAGES_AT_ONCE)} messages at once, or twice its \`streams\` if these are more, and ${MESSAGES_PER_SECOND} more in each second`,
    `each connection may send ${MESSAGES_OF_THE_UNKNOWN} before its caller is known`,
    `a message longer than ${kib(BYTES_OF_A_MESSAGE)} counts once for each ${kib(BYTES_OF_A_MESSAGE)}`,
    `| 1009 | A message is longer than ${mib(CEILINGS.body)}`,
    `No first message came within ${seconds(FIRST_MESSAGE_MS)} seconds`,
    `each IP address (IPv6: each /${16 * GROUPS_OF_A_NETWORK})`,
    `make theirs, at most ${MOST_WEBHOOKS} each`,
    `after ${retryPauses()}, each up to ${JITTER * 100} % later at random`,
    `\`Retry-After\` of at most a ${LONGEST_REQUESTED === 86_400_000 ? "day" : LONGEST_REQUESTED}`,
    `failed for ${word(RETRIED_FOR / 86_400_000)} days the webhook`,
    `(${USUAL_OVERLAP}, at most ${LONGEST_OVERLAP})`,
    `has an id of more than ${LONGEST_MESSAGE_ID} characters`,
  ],
};

/** What the pages say with figures that are no bounds of the code: standards, names, examples, what a library does. */
const NO_BOUNDS: Readonly<Record<string, readonly string[]>> = {
  security: [
    ...["(RFC 9068)", "(RFC 6750)", "`x5u`", "SHA-256", "V8 refuses", "UTF-8", "`/%67raphql`", "`md5`"],
    "decisions/0012-one-way",
    "exit code 1", // test/server.test.ts
    "answered within 250 ms", // test/promptly.ts
  ],
  errors: [
    ...["`VLAN 100 is already in use`", "`20 more errors were found.`", "UTF-8", "`100-continue`"],
    "HTTP than 1.1 and 1.0",
    "HTTP 500 or an error line",
    "0-9 _", // of an alphabet
  ],
  events: [
    ...[
      "in an account, from 1.",
      "of HTTP/1.0",
      "such as `…/1`",
      "UTF-8",
      "AES-256-GCM",
      "rand -base64 32",
      "base64",
    ],
    "the rest of an event costs 1.", // as every object does
    ...[...REFUSALS.keys(), SERVICE_RESTART].map((code) => `| ${code} |`),
    "24 to 64 bytes", // of Standard Webhooks
    ...["close code 4403", "CloudEvents 1.0", "such as `10.20.0.0/16`", "answers with 200 to 299"],
    "multipart/mixed;subscriptionSpec=1.0`",
  ],
};

const pages = Object.keys(STATED);

test.each(pages.flatMap((page) => (STATED[page] ?? []).map((sentence) => [page, sentence] as const)))(
  "%s.md: %s",
  (page, sentence) => {
    expect(text(page).toLowerCase()).toContain(sentence.toLowerCase());
  },
);

test.each(pages)("every figure of %s.md stands in a case", (page) => {
  const sentences = [...(STATED[page] ?? []), ...(NO_BOUNDS[page] ?? [])];
  expect(figuresBeside(withoutSnippets(source(page)), sentences)).toEqual([]);
});

test("the resource of an event costs a call", () => expect(costOfResource()).toBe(CALL_COST));

test("events.md has each close code", () => {
  const stated = [...source("events").matchAll(/^\| (\d{4}) +\|/gm)].map(([, code]) => Number(code));
  expect(stated.sort()).toEqual([...REFUSALS.keys(), SERVICE_RESTART].sort());
});

describe("the table of settings", () => {
  const refuses = (environment: Record<string, string>): boolean => {
    try {
      readConfig(environment);
    } catch (error) {
      if (error instanceof ConfigError) return true;
      throw error;
    }
    return false;
  };
  const ranged = Object.entries(SETTINGS).flatMap(([name, { allowed }]) => {
    const [, low, high] = /(\d+) to (\d+)$/.exec(allowed) ?? [];
    return low === undefined || high === undefined ? [] : [[name, Number(low), Number(high)] as const];
  });

  test.each(ranged)("%s takes %d to %d, and nothing beside", (name, low, high) => {
    const problems = (value: number) =>
      SETTINGS[name as keyof typeof SETTINGS].schema.safeParse(String(value));
    expect([problems(low).success, problems(high).success]).toEqual([true, true]);
    const beside = [low - 1, high + 1].map((value) => refuses({ [name]: String(value) }));
    expect(beside).toEqual([true, true]);
  });

  /** Bounds of the code in the meanings of settings. */
  const MEANINGS: Readonly<Record<string, readonly string[]>> = {
    AWS_CALLS_PER_SECOND: [
      `Reads get at most ${word(READ_SHARE)} of them`,
      `${callsPerSecond({}, undefined) ?? "none"} to AWS, no limit to another endpoint`,
      "0 means no limit",
    ],
    SEND_TIMEOUT_MS: [
      `none of the next ${kib(SLICE)} of an answer`,
      `less than ${kib(LEAST_RATE)} a second on average`,
    ],
    PORT: ["0 takes any free port"],
    METRICS_PORT: ["0 takes any free port"],
    HOST: ["0.0.0.0"],
    SNAPSHOT_FRESH_MS: ["0 reads for each request"],
    MAX_WAIT_MS: ["0 means no limit"],
    OTEL_EXPORTER_OTLP_ENDPOINT: ["`/v1/traces`"],
  };

  test.each(Object.entries(SETTINGS))(
    "every figure in the meaning of %s stands here",
    (name, { description }) => {
      const sentences = MEANINGS[name] ?? [];
      for (const sentence of sentences) expect(description).toContain(sentence);
      expect(figuresBeside(description, sentences)).toEqual([]);
    },
  );
});
