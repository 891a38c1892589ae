import { CEILINGS, type Limits } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import type { Cost } from "./cost";
import type { DocumentShape } from "./document-shape";
import { jsonSizeOf } from "./json-size";

export interface SizedShape extends DocumentShape {
  readonly tokens: number;
  readonly lines: number;
  /** Characters of the longest name in it. */
  readonly nameLength: number;
  /** Pairs of fields and fragments that validation compares. */
  readonly comparisons: number;
}

/** The titles of the limits in refusals. */
const TITLES = {
  body: "bytes in the body",
  batch: "requests in the batch",
  tokens: "tokens",
  lines: "lines of the document",
  nameLength: "characters in one name",
  depth: "levels of fields",
  aliases: "aliased or repeated fields",
  rootFields: "fields of the root type",
  directives: "directives",
  directivesAtOnePlace: "directives at one place",
  schemaFields: "fields `__schema` and `__type`",
  comparisons: "pairs of fields under one name, and of fragments in one place,",
  variableValues: "values in the variables",
  variableDepth: "levels of lists and objects in the variables",
  pageSize: "items on a page",
  cost: "as the cost of one operation",
} as const;

const SHAPE_LIMITS = [
  "tokens",
  "lines",
  "nameLength",
  "depth",
  "rootFields",
  "aliases",
  "directivesAtOnePlace",
  "directives",
  "schemaFields",
  "comparisons",
] as const;

/**
 * Refuses a document that is too large.
 * @throws GatewayError LIMIT_EXCEEDED that names the limit, what was sent and what is allowed.
 */
export function checkShape(shape: SizedShape, limits: Limits): void {
  for (const limit of SHAPE_LIMITS) checkLimit(limit, shape[limit], limits);
}

/**
 * Refuses variables that are too large, before any code reads them.
 * @throws GatewayError LIMIT_EXCEEDED
 */
export function checkVariables(variables: unknown, limits: Limits): void {
  if (variables === undefined || variables === null) return;
  const { values, depth } = jsonSizeOf(variables);
  checkLimit("variableDepth", depth, limits);
  checkLimit("variableValues", values, limits);
}

/** The refusal of a document or variables that are nested too deeply to be read, and so to be measured. */
export function tooDeep({ depth: allowed }: Limits): GatewayError {
  return new GatewayError(
    "LIMIT_EXCEEDED",
    `Too large: it is nested too deeply to be read; allowed are ${allowed} ${TITLES.depth}. Nothing was executed.`,
    { limit: { name: "depth", allowed }, http: { status: 400 } },
  );
}

/**
 * The refusal of a body that is larger than any caller's may be, before its caller is known.
 * @param sent bytes; undefined where the length was not announced, as no more is read.
 */
export function bodyTooLarge(sent: number | undefined): GatewayError {
  const allowed = CEILINGS.body;
  return new GatewayError(
    "LIMIT_EXCEEDED",
    `Too large: ${sent ?? `more than ${allowed}`} ${TITLES.body}; allowed are ${allowed}. Nothing was executed.`,
    { limit: { name: "body", ...(sent !== undefined && { sent }), allowed }, http: { status: 413 } },
  );
}

/** Levels of lists and objects that JSON of a request may have: a batch, its request, and the variables of that. */
export const MOST_JSON_LEVELS = CEILINGS.variableDepth + 2;

/** What is nested more deeply than any caller's variables may be, and refused before it is parsed. @param what it is. */
export function jsonTooDeep(what: string): GatewayError {
  const allowed = MOST_JSON_LEVELS;
  return new GatewayError(
    "LIMIT_EXCEEDED",
    `Too large: ${what} has more than ${allowed} levels of lists and objects; allowed are ${allowed}. Nothing was executed.`,
    { limit: { name: "jsonDepth", allowed }, http: { status: 400 } },
  );
}

/**
 * Refuses an operation that requests too much.
 * @throws GatewayError LIMIT_EXCEEDED
 */
export function checkCost(cost: Cost, limits: Limits): void {
  checkLimit("pageSize", cost.pageSize, limits);
  checkLimit("cost", cost.total, limits);
}

/** @throws GatewayError LIMIT_EXCEEDED, with status 413 for a body and 400 for anything else. */
export function checkLimit(limit: keyof typeof TITLES, sent: number, limits: Limits): void {
  const allowed = limits[limit];
  if (sent <= allowed) return;
  throw new GatewayError(
    "LIMIT_EXCEEDED",
    limit === "batch" && allowed === 1
      ? `Batching is off for this caller: ${sent} requests were sent in one; allowed is 1. Send each by itself, or have the operator set \`limits.batch\` in the config file. Nothing was executed.`
      : `Too large: ${sent} ${TITLES[limit]}; allowed are ${allowed}. Nothing was executed.`,
    { limit: { name: limit, sent, allowed }, http: { status: limit === "body" ? 413 : 400 } },
  );
}
