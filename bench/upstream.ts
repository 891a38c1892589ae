// A Direct Connect that answers ready bytes, `DELAY` milliseconds late, so that a benchmark measures who asks and not
// who is asked. Pages hold 100 rows, as AWS's do. `POST /generation` renames every connection, and with `EVER_NEW` each
// question does; `GET /requests` counts.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connectionIdOf, connectionRow, sizeOf, virtualInterfaceRow } from "./estate";

const PAGE = 100;
const delay = Number(process.env["DELAY"] ?? 0);
const everNew = process.env["EVER_NEW"] !== undefined;
const pages = new Map<string, Buffer>();
let generation = 0;
let requests = 0;

interface BenchQuery {
  nextToken?: string;
  connectionId?: string;
  connectionName?: string;
}

function answer(account: string, operation: string, query: BenchQuery): Buffer {
  const { nextToken = "0", connectionId } = query;
  if (operation === "UpdateConnection") return Buffer.from(JSON.stringify(renamed(account, query)));
  if (everNew) renameAll();
  const key = `${account} ${operation} ${nextToken} ${connectionId ?? ""}`;
  let page = pages.get(key);
  if (page === undefined) {
    page = Buffer.from(JSON.stringify(make(account, operation, Number(nextToken), connectionId)));
    pages.set(key, page);
  }
  return page;
}

function renameAll(): void {
  generation += 1;
  pages.clear();
}

function make(account: string, operation: string, from: number, connectionId?: string): object {
  const { connections, each } = sizeOf(account);
  const numbers = Array.from({ length: connections }, (_, number) => number).filter(
    (number) => connectionId === undefined || connectionIdOf(number) === connectionId,
  );
  if (operation === "DescribeConnections") {
    const rows = numbers.slice(from, from + PAGE).map((number) => connectionRow(account, number, generation));
    return { connections: rows, ...next(from, numbers.length) };
  }
  if (operation === "DescribeVirtualInterfaces") {
    const rows = Array.from({ length: Math.min(PAGE, numbers.length * each - from) }, (_, offset) => {
      const [number = 0, index] = [numbers[Math.floor((from + offset) / each)], (from + offset) % each];
      return virtualInterfaceRow(account, number, index);
    });
    return { virtualInterfaces: rows, ...next(from, numbers.length * each) };
  }
  return {};
}

/** The connection under its new name, which is forgotten again. */
function renamed(account: string, { connectionId = "", connectionName }: BenchQuery): object {
  return { ...connectionRow(account, Number(connectionId.replace(/\D/g, "")), generation), connectionName };
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
  if (request.url === "/requests") return void response.end(String(requests));
  requests += 1;
  const account = /Credential=(\d{12})\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const body = answer(account, operation, JSON.parse(Buffer.concat(chunks).toString() || "{}") as BenchQuery);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  response
    .writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": body.length })
    .end(body);
}

createServer((request, response) => void handle(request, response)).listen(
  Number(process.env["PORT"]),
  "127.0.0.1",
);
