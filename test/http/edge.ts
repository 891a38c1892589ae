import { buildSchema, type GraphQLSchema } from "graphql";
import { OPEN_CALLER } from "../../src/auth/caller";
import { errorFormatter } from "../../src/errors";
import { createLogger } from "../../src/observability/logging";
import { type HttpOptions, type HttpServer, startHttp } from "../../src/http/server";

/** A request that is answered when the test says so. */
export const HELD = { query: "{ held }" };
const heldRequests: (() => void)[] = [];

/** Waits until so many such requests are executed. */
export async function heldBegan(count = 1): Promise<void> {
  while (heldRequests.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Answers all of them. */
export function releaseHeld(): void {
  for (const answer of heldRequests.splice(0)) answer();
}

/** A schema with one of each thing that the edge must handle; its resolvers are in place of the root value. */
function smallSchema(): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      "Says hello."
      hello(name: String = "world", oldName: String @deprecated(reason: "Use \`name\`.")): String!
      slow(milliseconds: Int!): String!
      held: String!
      fails: String
      who: String
    }
    type Mutation { rename(to: String!): String! }
  `);
  const query = schema.getQueryType()?.getFields() ?? {};
  const resolvers: Record<
    string,
    (source: unknown, args: Record<string, unknown>, context: EdgeContext) => unknown
  > = {
    hello: (_source, { name }) => `Hello, ${String(name)}`,
    slow: (_source, { milliseconds }) =>
      new Promise((resolve) => setTimeout(() => resolve("at last"), Number(milliseconds)).unref()),
    held: () => new Promise((resolve) => heldRequests.push(() => resolve("at last"))),
    fails: () => {
      throw new Error("kaboom");
    },
    who: (_source, _args, { clientName }) => clientName,
  };
  for (const [name, resolve] of Object.entries(resolvers)) Object.assign(query[name] ?? {}, { resolve });
  return schema;
}

export interface EdgeContext {
  clientName?: string | string[] | undefined;
}

export interface Edge extends HttpServer {
  /** Finished log lines, oldest first. */
  logged: Record<string, unknown>[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** The real edge on a free port over a small schema; `stop` in an afterEach, or let `stopEdges` do it. */
export async function startEdge(options: Partial<HttpOptions<EdgeContext>> = {}): Promise<Edge> {
  const logged: Record<string, unknown>[] = [];
  const logger = createLogger({
    level: "info",
    pretty: false,
    destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const server = await startHttp<EdgeContext>({
    host: "127.0.0.1",
    port: 0,
    schema: smallSchema(),
    authenticate: () => OPEN_CALLER,
    context: ({ headers }) => ({ clientName: headers["apollographql-client-name"] }),
    logger,
    corsOrigins: ["https://studio.apollographql.com"],
    examples: [{ name: "Hello", document: "query Hello { hello }" }],
    ready: () => Promise.resolve({ ok: true }),
    drainMilliseconds: 2_000,
    introspection: true,
    formatError: errorFormatter(logger),
    ...options,
  });
  running.add(server);
  return {
    ...server,
    logged,
    post: (body, headers) =>
      fetch(`${server.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}

const running = new Set<HttpServer>();

/** For afterEach: closes every edge that a test started. */
export async function stopEdges(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
  running.clear();
}
