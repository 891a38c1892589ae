import { z } from "zod";

/** What one request may be, and what the requests of a caller may cost together: of each person where there are such. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly body: number;
  /** Requests in one batch. 1, unless the config file says otherwise: there are none. */
  readonly batch: number;
  /** Tokens of a document. */
  readonly tokens: number;
  /** Lines of a document: to find the place of one error, graphql-js goes through all that are before it. */
  readonly lines: number;
  /** Characters of the longest name in a document. */
  readonly nameLength: number;
  /** How deep fields are nested, with fragments expanded. */
  readonly depth: number;
  /** Fields under another name, or under one that was selected already; `__typename` too, with fragments expanded. */
  readonly aliases: number;
  /** Fields of Query or Mutation. */
  readonly rootFields: number;
  /** Directives, with fragments expanded. */
  readonly directives: number;
  /** Directives at one place: an operation, variable, field or fragment. */
  readonly directivesAtOnePlace: number;
  /** Fields `__schema` and `__type`, with fragments expanded. */
  readonly schemaFields: number;
  /** Pairs of fields under one name, and of fragments in one place, that validation compares. */
  readonly comparisons: number;
  /** Values in the variables of one request, lists and objects and what they hold. */
  readonly variableValues: number;
  /** How deep lists and objects are nested in the variables of one request. */
  readonly variableDepth: number;
  /** The highest value of `first` and `last`. */
  readonly pageSize: number;
  /** Bytes of one answer in UTF-8, before compression: its data, and the texts and paths of its errors. */
  readonly answer: number;
  /** What one operation may cost by the model of docs/limits.md. */
  readonly cost: number;
  /** What all operations of a caller, or of each person behind it, may cost in a minute; null for no limit. */
  readonly costPerMinute: number | null;
  /** What the operations of all persons behind a caller may cost together in a minute; null for no limit. */
  readonly callerCostPerMinute: number | null;
  /** Requests of a caller, or of each person behind it, at the same time; null for no limit. */
  readonly concurrent: number | null;
  /** Requests of all persons behind a caller together at the same time; null for no limit. */
  readonly callerConcurrent: number | null;
  /** Streams of a caller, or of each person behind it, that are open at the same time. They do not count as requests. */
  readonly streams: number;
  /** Milliseconds that the reads of one request may take together; null is the gateway's own READ_DEADLINE_MS. */
  readonly deadline: number | null;
  /** Whether only registered documents are answered. */
  readonly trustedDocumentsOnly: boolean;
}

/** The highest value of a limit: what exceeds it is refused before the caller is known. */
export const CEILINGS = {
  body: 1024 * 1024,
  batch: 100,
  tokens: 20_000,
  lines: 20_000,
  nameLength: 1000,
  answer: 256 * 1024 * 1024,
  pageSize: 1000,
  cost: 2_147_483_647,
  variableValues: 100_000,
  variableDepth: 100,
  deadline: 3_600_000,
} as const;

export const DEFAULT_LIMITS: Limits = {
  body: 256 * 1024,
  batch: 1,
  tokens: 4000,
  lines: 5000,
  nameLength: 128,
  depth: 20,
  aliases: 100,
  rootFields: 30,
  directives: 100,
  directivesAtOnePlace: 5,
  schemaFields: 3,
  comparisons: 20_000,
  variableValues: 20_000,
  variableDepth: 20,
  pageSize: 1000,
  answer: 32 * 1024 * 1024,
  cost: 2_000_000,
  costPerMinute: 50_000_000,
  callerCostPerMinute: null,
  concurrent: 100,
  callerConcurrent: null,
  streams: 100,
  deadline: null,
  trustedDocumentsOnly: false,
};

/** For those who say nothing of themselves, where that is allowed: each request is limited, their number is not. */
export const OPEN_LIMITS: CallerLimits = { costPerMinute: null, concurrent: null };

const count = z.int().min(1);

/** The limits in the config file, for all callers or for one. */
export const callerLimitsSchema = z
  .strictObject({
    body: count.max(CEILINGS.body),
    batch: count.max(CEILINGS.batch),
    tokens: count.max(CEILINGS.tokens),
    lines: count.max(CEILINGS.lines),
    nameLength: count.max(CEILINGS.nameLength),
    depth: count,
    aliases: z.int().min(0),
    rootFields: count,
    directives: z.int().min(0),
    directivesAtOnePlace: z.int().min(0),
    schemaFields: z.int().min(0),
    comparisons: count,
    variableValues: count.max(CEILINGS.variableValues),
    variableDepth: count.max(CEILINGS.variableDepth),
    pageSize: count.max(CEILINGS.pageSize),
    answer: count.max(CEILINGS.answer),
    cost: count.max(CEILINGS.cost),
    costPerMinute: count.max(CEILINGS.cost).nullable(),
    callerCostPerMinute: count.max(CEILINGS.cost).nullable(),
    concurrent: count.nullable(),
    callerConcurrent: count.nullable(),
    streams: count,
    deadline: count.max(CEILINGS.deadline).nullable(),
    trustedDocumentsOnly: z.boolean(),
  })
  .partial();

export type CallerLimits = Readonly<z.output<typeof callerLimitsSchema>>;

const whole = new WeakMap<CallerLimits, Limits>();

/** A caller's limits, with defaults for those that are not set. */
export function limitsOf({ limits }: { readonly limits: CallerLimits }): Limits {
  let merged = whole.get(limits);
  if (merged === undefined) whole.set(limits, (merged = Object.assign({}, DEFAULT_LIMITS, limits)));
  return merged;
}
