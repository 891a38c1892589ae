import { clientError } from "../errors";
import type { Table } from "./table";

/** More than 100 is treated as 100 (DOMAIN A.1). */
const largestPage = 100;

/** One page request as it came in. */
export interface PageRequest {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

interface Page<Row> {
  rows: Readonly<Row>[];
  nextToken?: string;
}

/**
 * One page of an index, oldest first. The token names the last row by its place, not by a count, so that
 * rows coming and going between two pages neither repeat nor hide others; it holds for the same question
 * (`table`, `index`, `key`) alone.
 * @throws DirectConnectClientException for a token that was not issued for this question
 */
export function page<Row extends object, Index extends string>(
  table: Table<Row, Index>,
  index: Index,
  key: string,
  request: PageRequest,
  matches: (row: Readonly<Row>) => boolean = () => true,
): Page<Row> {
  const { nextToken } = request;
  const size = pageSize(request);
  const queryKey = `${index}\n${key}`;
  const found: { row: Readonly<Row>; order: number }[] = [];
  // One row more than the page holds shows that another page follows.
  for (const entry of table.after(
    nextToken === undefined ? -1 : readToken(nextToken, queryKey),
    index,
    key,
  )) {
    if (matches(entry.row)) found.push(entry);
    if (found.length > size) break;
  }
  const last = found[size - 1];
  return {
    rows: found.slice(0, size).map((entry) => entry.row),
    ...(found.length > size && last ? { nextToken: writeToken(last.order, queryKey) } : {}),
  };
}

/**
 * One page of what is no table, such as routes. The token names a place by its number, so that what comes and goes
 * between two pages can repeat or hide others.
 * @param queryKey what the token holds for.
 * @throws DirectConnectClientException for a token that was not issued for this queryKey
 */
export function pageOfList<Row>(rows: readonly Row[], queryKey: string, request: PageRequest): Page<Row> {
  const { nextToken } = request;
  const start = nextToken === undefined ? 0 : readToken(nextToken, queryKey);
  const end = start + pageSize(request);
  return {
    rows: rows.slice(start, end),
    ...(end < rows.length && { nextToken: writeToken(end, queryKey) }),
  };
}

/** @throws DirectConnectClientException for a size that is none */
function pageSize({ maxResults = largestPage }: PageRequest): number {
  if (!Number.isInteger(maxResults) || maxResults < 1)
    throw clientError("Max results must be a number between 1 and 100.");
  return Math.min(maxResults, largestPage);
}

function writeToken(order: number, queryKey: string): string {
  return Buffer.from(JSON.stringify([order, queryKey])).toString("base64");
}

function readToken(token: string, queryKey: string): number {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    if (Array.isArray(read) && read[1] === queryKey && Number.isInteger(read[0])) return Number(read[0]);
  } catch {
    // Falls through: a token that cannot be read is as wrong as one issued for something else.
  }
  throw clientError("The provided next token is invalid.");
}
