// A REST passthrough written by hand: node:http, the SDK's rows, JSON.stringify.
import { createServer, type ServerResponse } from "node:http";
import { admit } from "./features";
import { type Filter, sourceFromEnvironment } from "./source";

const source = sourceFromEnvironment();

async function answer(query: URLSearchParams, response: ServerResponse): Promise<void> {
  const account = query.get("account") ?? "";
  const filter: Filter = {};
  for (const name of ["connectionId", "lagId", "location", "bandwidth"] as const) {
    const values = query.get(name);
    if (values !== null) filter[name] = values.split(",");
  }
  const isNested = query.get("nested") === "true";
  const [rows, carried] = await Promise.all([
    source.connections(account),
    isNested ? source.virtualInterfaces(account) : undefined,
  ]);
  const page = source.select(account, rows, filter).slice(0, Number(query.get("first")));
  const body = JSON.stringify(
    carried === undefined
      ? page
      : page.map((row) => ({ ...row, virtualInterfaces: carried.get(row.connectionId ?? "") ?? [] })),
  );
  response
    .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
    .end(body);
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/reload") void Promise.resolve(source.reload()).then(() => response.end());
  else if (admit(request, response)) void answer(searchParams, response);
}).listen(Number(process.env["PORT"]), "127.0.0.1");
