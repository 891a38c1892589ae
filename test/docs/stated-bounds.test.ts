import { CEILINGS, DEFAULT_LIMITS } from "../../src/auth/caller-limits";
import { SETTINGS } from "../../src/config/config";
import * as calls from "../../src/directconnect/client/call-limits";
import { mostClients } from "../../src/directconnect/client/clients";
import { MOST_FIELDS } from "../../src/errors";
import { BYTES_OF_A_STEP, STEPS_OF_AN_ERROR } from "../../src/execution/run";
import { STEPS_IN_A_SLICE, WORK_OF_A_STEP } from "../../src/execution/slices";
import { MOST_COUNTED, MOST_WORDED } from "../../src/execution/variables";
import { LONGEST_REMEMBERED, MOST_REMEMBERED } from "../../src/http/answers/remembered-answers";
import { MOST_DISCARDED } from "../../src/http/edge/discard-rest";
import { LINGER_MS, LONGEST_HEAD } from "../../src/http/edge/early-refusals";
import { HEADER_LENGTHS } from "../../src/http/edge/header-lengths";
import { MOST_AT_ONCE } from "../../src/http/edge/paced-answers";
import { MOST_PIPELINED } from "../../src/http/edge/pipelined";
import { HEADERS_SHARE } from "../../src/http/edge/sender-limits";
import { LEAST_RATE } from "../../src/http/edge/stalled-readers";
import { LONGEST_TEXT as LONGEST_ARGUMENT, MOST_VALUES } from "../../src/http/limits/argument-bounds";
import { MOST_JSON_LEVELS } from "../../src/http/limits/check";
import { OF_CHANGES } from "../../src/http/limits/concurrency";
import { ARGUMENT_VALUES, BARE_ITEMS, MOST_SELECTIONS, NAME_CHARACTERS } from "../../src/http/limits/cost";
import { REFUSED_FOR_MS } from "../../src/http/limits/cost-meter";
import { largestPageSize, statedListSize } from "../../src/http/limits/list-sizes";
import { OF_CHANGES as SLOTS_OF_CHANGES, OF_READS } from "../../src/http/limits/request-slots";
import { ALONE_FOR_MS, CONNECTIONS_SHARE, STATEMENT_DEADLINE_MS } from "../../src/http/limits/shared-budgets";
import { GROUPS_OF_A_NETWORK } from "../../src/http/limits/unknown-senders";
import { LEAST_COUNTED, OF_THE_HEAP, SHARE, SHARE_OF_ALL } from "../../src/http/limits/unsent-bytes";
import {
  BATCH_MS,
  ALWAYS_ADMITTED,
  MOST_CHANGES,
  LONG_QUEUE_SHARE,
} from "../../src/http/limits/waiting-line";
import { MORE_OBJECTS, MOST_ERRORS, WRITING_MS } from "../../src/http/pipeline/execution-bounds";
import { MOST_CHARACTERS } from "../../src/http/pipeline/known-documents";
import { ERRORS_IN_A_SLICE } from "../../src/http/pipeline/later-errors";
import {
  LONGEST_TEXT as LONGEST_OF_REFUSAL,
  MOST_BYTES as ERROR_BYTES,
  MOST_LOCATIONS,
} from "../../src/http/pipeline/reported-errors";
import { SLICE } from "../../src/http/pipeline/send";
import { MOST_BYTES } from "../../src/journal/bounded-rows";
import { MOST_GATHERED, PAUSE_MS } from "../../src/journal/deprecated-uses";
import { MOST_KEPT, ROWS_AT_ONCE } from "../../src/journal/usage-rows";
import { LONGEST_QUOTATION, LONGEST_TEXT } from "../../src/observability/secrets";
import { TURN_MILLISECONDS } from "../../src/store/store";
import { READ_SHARE } from "../../src/store/store-permits";
import { CALL_COST, COUNT_COST, USAGE_COST } from "../../src/types/graph/call-cost";
import { MOST_ACCOUNTS, MOST_REGIONS, MOST_RESOURCES } from "../../src/types/graph/fan-out";
import { DEFAULT_PAGE_SIZE } from "../../src/types/graph/page";
import { MOST_ITEMS } from "../../src/types/rules/item-count";
import { MAX_TAGS } from "../../src/types/tag";
import {
  figure,
  figuresBeside,
  kib,
  mib,
  second,
  seconds,
  source,
  text,
  withoutSnippets,
  word,
} from "./figures";

const pageSize = (field: string, type = "DirectConnectGateway") =>
  largestPageSize(type, field, CEILINGS.pageSize);
const listSize = (field: string, type = "") => figure(Number(statedListSize(type, field)));
const fallback = (name: keyof typeof SETTINGS) => Number(SETTINGS[name].fallback);
/** The clients that are held for each of very many places. */
const CLIENTS_OF_PLACE = mostClients([{ regions: Array(1_000).fill("us-east-1") }] as never[]) / 1_000;

/** The share that a person who is alone has, where one may have so many for each that is free. */
const alone = (times: number) => times ** 2 / (1 + times + times ** 2);

/** Where limits.md states a bound, with the figure that the code has. */
const STATED: readonly string[] = [
  `so is one with more than ${figure(MOST_SELECTIONS)} selections`,
  `A list in an argument of a change has at most ${figure(MOST_ITEMS)} items`,
  `unless its own rule allows fewer (${MAX_TAGS} tags, for instance)`,
  `reads every matching entry and costs ${figure(COUNT_COST)}`,
  `A page of \`deprecatedUsage\` costs ${figure(USAGE_COST)} in addition`,
  `An object costs 1, or ${CALL_COST} if each one needs a call to AWS`,
  `A download of a letter of authorization costs ${CALL_COST} as well`,
  `and not the ${CALL_COST} of the change`,
  `A caller may have ${word(SHARE)} bytes for each free one, and a person ${word(SHARE)} for each`,
  `${Math.floor(512 * OF_THE_HEAP * SHARE_OF_ALL)} MiB where the heap has 512 MiB`,
  `a caller may use ${word(OF_READS)} for each free one, and a person ${word(OF_READS)} for each`,
  `A caller alone gets ${word(alone(OF_READS))}; several`,
  `Changes may use about ${word(Math.round(8 * alone(SLOTS_OF_CHANGES)) / 8)}`,
  `all errors together have at most ${Math.ceil(ERROR_BYTES / 1_000)} KB`,
  `by the /${16 * GROUPS_OF_A_NETWORK} network of an IPv6 address`,
  `Each change costs ${CALL_COST} in addition to its answer`,
  `costs ${CALL_COST} more for each account and region that it reads`,
  `(\`first\` or \`last\`, ${DEFAULT_PAGE_SIZE} by default)`,
  `${pageSize("virtualInterfaces", "Connection")} virtual interfaces of a connection or LAG`,
  `${pageSize("virtualInterfaces")} virtual interfaces, attachments or associations of a Direct`,
  `${pageSize("attachments", "VirtualInterface")} attachments of a virtual interface`,
  `${listSize("tags")} tags, ${listSize("used", "VlanPlan")} VLANs`,
  `${listSize("routeFilterPrefixes")} prefixes of a virtual interface`,
  `(a tag's \`key\` and \`value\`), ${word(BARE_ITEMS)} items cost as much as one object`,
  `${figure(NAME_CHARACTERS)} characters of the names in one object cost 1`,
  `so do ${word(ARGUMENT_VALUES)} values in the arguments of one field`,
  `A page whose size cannot be read counts as one of ${figure(CEILINGS.pageSize)}`,
  `a list of accounts as ${MOST_ACCOUNTS}, of regions as ${MOST_REGIONS}, of resources as`,
  `"allowed": ${DEFAULT_LIMITS.cost}, "perMinute": { "allowed": ${DEFAULT_LIMITS.costPerMinute}`,
  `on at most ${word(CONNECTIONS_SHARE)} of \`DATABASE_CONNECTIONS\``,
  `refused for up to ${second(REFUSED_FOR_MS)} more without a statement`,
  `does not answer within ${STATEMENT_DEADLINE_MS} milliseconds`,
  `(after at most ${STATEMENT_DEADLINE_MS} milliseconds until its turn)`,
  `the process counts alone for ${word(ALONE_FOR_MS / 1_000)} seconds`,
  `A ${word(OF_CHANGES)} of \`concurrent\` and of \`callerConcurrent\``,
  `may take a ${word(OF_THE_HEAP)} of its heap limit`,
  `known documents by ${mib(MOST_CHARACTERS)} of text`,
  `A caller alone gets ${word(SHARE_OF_ALL)} of that quarter`,
  `Answers of less than ${kib(LEAST_COUNTED)} are not counted`,
  `counts as the slice of at most ${kib(SLICE)} that is being sent`,
  `(${mib(MOST_REMEMBERED)} of answers, ${mib(LONGEST_REMEMBERED)} each)`,
  `may name ${MOST_ACCOUNTS} different accounts, ${MOST_REGIONS} different regions and`,
  `regions and ${figure(MOST_RESOURCES)} different resources by their ARNs`,
  `${CLIENTS_OF_PLACE} for each configured account and region, and at least ${mostClients([])}`,
  `its headers within ${seconds(fallback("REQUEST_TIMEOUT_MS") * HEADERS_SHARE)} and its body`,
  `its body within ${seconds(fallback("REQUEST_TIMEOUT_MS"))} seconds, however steadily`,
  `Headers may have ${kib(LONGEST_HEAD)} (431)`,
  `A connection may have ${MOST_PIPELINED} unanswered requests`,
  `At each turn of the event loop, at most ${MOST_AT_ONCE} of them are answered`,
  `none of the next ${kib(SLICE)} of its answers for \`SEND_TIMEOUT_MS\``,
  `\`SEND_TIMEOUT_MS\` (${seconds(fallback("SEND_TIMEOUT_MS"))} seconds)`,
  `has taken less than ${kib(LEAST_RATE)} for each second`,
  `is closed ${word(LINGER_MS / 1_000)} seconds later at the latest`,
  `JSON of more than ${MOST_JSON_LEVELS} levels of lists and objects`,
  `may have ${figure(MOST_VALUES)} values in all`,
  `such as a cursor or a part of a name, ${figure(LONGEST_ARGUMENT)} characters`,
  `at most ${kib(MOST_BYTES)} with each statement, plus one entry`,
  `waits for its turn for at most ${seconds(TURN_MILLISECONDS)} seconds`,
  `${figure(MOST_KEPT)} are stored in all, and ${figure(MOST_GATHERED)} in each process`,
  `until they are written, ${seconds(PAUSE_MS)} seconds later`,
  `${figure(ROWS_AT_ONCE)} with each statement`,
  `at ${figure(MORE_OBJECTS)} objects more than its cost`,
  `when more than ${figure(MOST_ERRORS)} of its fields end in errors`,
  `${seconds(WRITING_MS)} seconds after the deadline for its reads`,
  `Execution yields after ${STEPS_IN_A_SLICE} steps`,
  `a field with a resolver, or ${BYTES_OF_A_STEP} bytes; an error is ${STEPS_OF_AN_ERROR} steps`,
  `and so are ${STEPS_OF_AN_ERROR * WORK_OF_A_STEP} rows that a filter or a sum processes`,
  `at most ${ERRORS_IN_A_SLICE} errors are formatted in one stretch`,
  `more than ${kib(SLICE)} are written in slices`,
  `use at most ${word(READ_SHARE)} of \`DATABASE_CONNECTIONS\``,
  `then begins as many as take about ${BATCH_MS} ms`,
  `not been empty for that long, a ${word(LONG_QUEUE_SHARE)} of \`MAX_WAIT_MS\` applies`,
  `${word(ALWAYS_ADMITTED)} requests may always wait, and ${MOST_CHANGES} changes beside them`,
  `Reads use at most ${word(calls.READ_SHARE)} of it`,
  `reads of that account and region pause for ${second(calls.FIRST_PAUSE)}`,
  `each time that it happens again, up to ${seconds(calls.LONGEST_PAUSE)} seconds`,
  `\`READ_MAX_PAGES\` pages (${fallback("READ_MAX_PAGES")})`,
  `\`READ_MAX_MB\` megabytes of JSON in all (${fallback("READ_MAX_MB")})`,
  `after \`READ_MAX_MS\` (${fallback("READ_MAX_MS") / 60_000} minutes)`,
  `gets at most ${MOST_WORDED} errors of syntax, validation or variables`,
  `Counting errors of variables ends at ${MOST_COUNTED}`,
  `\`At least ${MOST_COUNTED - MOST_WORDED} more errors were found.\``,
  `A text has at most ${LONGEST_OF_REFUSAL} characters, an error names at most ${MOST_LOCATIONS} places`,
  `${LONGEST_QUOTATION} characters of a value, a cursor or an id, and ${MOST_FIELDS} refused`,
  `each with a text of at most ${figure(LONGEST_TEXT)} characters`,
  `A body of more than ${mib(CEILINGS.body)} is refused with 413`,
  `Up to ${mib(MOST_DISCARDED)} of it are read first`,
];

test.each(STATED)("limits.md: %s", (sentence) => {
  expect(text("limits").toLowerCase()).toContain(sentence.toLowerCase());
});

/** What limits.md says with figures that are no bounds of the code: examples, what was measured, names, what a library does. */
const NO_BOUNDS = [
  "The usual introspection query costs about 5,000",
  "A page costs 1 and, for each item",
  "fails validation costs 1 for each of its tokens",
  "with a syntax error costs 1 for each token",
  "the operation costs 1.",
  "A dashboard of 20 accounts with 4 regions each and 100 connections in each of these (8,000 connections",
  "in pages of 1,000 connections, each of which costs 127,806",
  "which costs 1,016,901",
  "if the limit is 100, a read is refused once 90 requests are running, and a mutation once 100 are",
  "A limit of 1 is for either",
  "HTTP/1.1 or HTTP/1.0",
  "UTF-8",
  "Validation ends at 100 errors", // graphql-js's own default
  "max-old-space-size=512",
  "q=100000;w=60",
  "r=99950;t=42",
  "1,000, and a condition that cannot be read",
];

test("every figure of limits.md stands in a case", () => {
  const prose = withoutSnippets(source("limits"))
    .replace(/^\|.*$/gm, "") // the table of limits has a test of its own
    .replace(/`Content-Type`,[^]*? Several lines/, ""); // so do the lengths of headers
  expect(figuresBeside(prose, [...STATED, ...NO_BOUNDS])).toEqual([]);
});

describe("the table of limits", () => {
  const rows = new Map(
    [...source("limits").matchAll(/^\| `(\w+)` +\|([^|]+)\|([^|]+)\|/gm)].map(
      ([, name = "", counted = "", value = ""]) => [name, { counted, value: value.trim() }],
    ),
  );

  test("has each limit with its default, and no other", () => {
    expect(Object.fromEntries([...rows].map(([name, { value }]) => [name, value]))).toEqual(
      Object.fromEntries(Object.entries(DEFAULT_LIMITS).map(([name, value]) => [name, String(value)])),
    );
  });

  test.each(Object.entries(CEILINGS))("says what %s can be set to at most", (name, most) => {
    const { counted = "" } = rows.get(name) ?? {};
    expect(counted).toMatch(new RegExp(`at most ${name === "body" ? mib(most) : most}\\b`));
  });

  test("states no most that the code does not have", () => {
    const stated = [...rows].filter(([, { counted }]) => counted.includes("at most"));
    const ofCost = ["costPerMinute", "callerCostPerMinute"];
    expect(stated.map(([name]) => name).sort()).toEqual([...Object.keys(CEILINGS), ...ofCost].sort());
    for (const name of ofCost) expect(rows.get(name)?.counted).toContain(`at most ${CEILINGS.cost};`);
  });
});

test("limits.md states the longest value of each header that is parsed", () => {
  const [, sentence = ""] = /\(431\): (`Content-Type`.*?)\. Several lines/.exec(text("limits")) ?? [];
  const stated = [...sentence.matchAll(/((?:`[\w-]+`(?:, | and )?)+) (\d[\d,]*\d)/g)].flatMap(
    ([, names = "", value = ""]) =>
      [...names.matchAll(/[\w-]+/g)]
        .map(([name]) => name.toLowerCase())
        .filter((name) => name !== "and")
        .map((name) => [name, Number(value.replace(",", ""))]),
  );
  expect(Object.fromEntries(stated)).toEqual(HEADER_LENGTHS);
});
