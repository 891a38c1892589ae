// A Direct Connect that answers ready bytes, `DELAY` milliseconds late, or `SLOW_DELAY` in `SLOW_REGION`, so that a benchmark measures the caller and not
// who is asked. Pages hold 100 rows, as AWS's do. `POST /generation` renames every connection; after `POST /renames/all`
// each question does, and after `POST /renames/one` each renames one connection of its page. `GET /requests` counts.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connectionIdOf, connectionRow, sizeOf, virtualInterfaceRow } from "./estate";

const PAGE = 100;
const delay = Number(process.env["DELAY"] ?? 0);
const slowDelay = Number(process.env["SLOW_DELAY"] ?? delay);
const slowRegion = process.env["SLOW_REGION"];
const pages = new Map<string, Buffer>();
let renames: "all" | "one" | undefined;
let generation = 0;
let requests = 0;
/** By the port that carries them. */
const allocated = new Map<string, object[]>();
let allocations = 0;

interface BenchQuery {
  nextToken?: string;
  connectionId?: string;
  connectionName?: string;
}

function answer(account: string, region: string, operation: string, query: BenchQuery): Buffer {
  const { nextToken = "0", connectionId } = query;
  if (operation === "AllocateHostedConnection") return Buffer.from(JSON.stringify(allocate(region, query)));
  if (operation === "DescribeHostedConnections") {
    return Buffer.from(JSON.stringify({ connections: allocated.get(connectionId ?? "") ?? [] }));
  }
  if (operation === "UpdateConnection") return Buffer.from(JSON.stringify(renamed(account, query)));
  if (renames === "all") renameAll();
  if (renames === "one" && operation === "DescribeConnections")
    return withOneRenamed(account, Number(nextToken));
  const key = `${account} ${region} ${operation} ${nextToken} ${connectionId ?? ""}`;
  let page = pages.get(key);
  if (page === undefined) {
    page = Buffer.from(JSON.stringify(make(account, region, operation, Number(nextToken), connectionId)));
    pages.set(key, page);
  }
  return page;
}

function renameAll(): void {
  generation += 1;
  pages.clear();
}

const texts = new Map<string, string[]>();

/** A page in which one connection has a name that it never had, and each other the one that it had before. */
function withOneRenamed(account: string, from: number): Buffer {
  const { connections } = sizeOf(account);
  const key = `${account} ${from}`;
  let rows = texts.get(key);
  if (rows === undefined) {
    const numbers = Array.from({ length: Math.min(PAGE, connections - from) }, (_, offset) => from + offset);
    rows = numbers.map((number) => JSON.stringify(connectionRow(account, number, 0)));
    texts.set(key, rows);
  }
  generation += 1;
  const at = generation % rows.length;
  rows[at] = JSON.stringify(connectionRow(account, from + at, generation));
  const { nextToken } = next(from, connections);
  const end = nextToken === undefined ? "" : `,"nextToken":${JSON.stringify(nextToken)}`;
  return Buffer.from(`{"connections":[${rows.join(",")}]${end}}`);
}

function make(
  account: string,
  region: string,
  operation: string,
  from: number,
  connectionId?: string,
): object {
  const { connections, each } = sizeOf(account);
  const numbers = Array.from({ length: connections }, (_, number) => number).filter(
    (number) => connectionId === undefined || connectionIdOf(number) === connectionId,
  );
  if (operation === "DescribeConnections") {
    const rows = numbers
      .slice(from, from + PAGE)
      .map((number) => connectionRow(account, number, generation, region));
    return { connections: rows, ...next(from, numbers.length) };
  }
  if (operation === "DescribeVirtualInterfaces") {
    const rows = Array.from({ length: Math.min(PAGE, numbers.length * each - from) }, (_, offset) => {
      const [number = 0, index] = [numbers[Math.floor((from + offset) / each)], (from + offset) % each];
      return virtualInterfaceRow(account, number, index, region);
    });
    return { virtualInterfaces: rows, ...next(from, numbers.length * each) };
  }
  return {};
}

/** The connection under its new name, which is forgotten again. */
function renamed(account: string, { connectionId = "", connectionName }: BenchQuery): object {
  return { ...connectionRow(account, Number(connectionId.replace(/\D/g, "")), generation), connectionName };
}

/** What AWS answers to an order: the connection that the customer may confirm. */
function allocate(region: string, query: BenchQuery): object {
  const { connectionId = "", ...ordered } = query;
  allocations += 1;
  const row = {
    ...{ ...ordered, connectionId: `dxcon-h${String(allocations).padStart(7, "0")}`, region },
    ...{ connectionState: "ordering", location: "Site00" },
  };
  allocated.set(connectionId, [...(allocated.get(connectionId) ?? []), row]);
  return row;
}

function next(from: number, count: number): { nextToken?: string } {
  return from + PAGE < count ? { nextToken: String(from + PAGE) } : {};
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.url === "/generation") {
    renameAll();
    return void response.end();
  }
  const [, kind] = /^\/renames\/(all|one)$/.exec(request.url ?? "") ?? [];
  if (kind === "all" || kind === "one") {
    renames = kind;
    return void response.end();
  }
  if (request.url === "/requests") return void response.end(String(requests));
  if (request.url === "/allocations") return void response.end(String(allocations));
  requests += 1;
  const scope = /Credential=(\d{12})\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "");
  const [, account = "", region = ""] = scope ?? [];
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const query = JSON.parse(Buffer.concat(chunks).toString() || "{}") as BenchQuery;
  const body = answer(account, region, operation, query);
  const late = region === slowRegion ? slowDelay : delay;
  if (late > 0) await new Promise((resolve) => setTimeout(resolve, late));
  response
    .writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": body.length })
    .end(body);
}

createServer((request, response) => void handle(request, response)).listen(
  Number(process.env["PORT"]),
  "127.0.0.1",
);
