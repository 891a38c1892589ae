// Apollo Server on Fastify with type-graphql, as everyone writes it; with `CACHE_SECONDS`, and its response cache.
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from "@apollo/server";
import { ApolloServerPluginCacheControl } from "@apollo/server/plugin/cacheControl";
import responseCache from "@apollo/server-plugin-response-cache";
import Fastify from "fastify";
import { admit, limitCost } from "./features";
import { type Context, createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

const seconds = Number(process.env["CACHE_SECONDS"] ?? 0);

const costLimit: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ schema, document, request }) => {
        limitCost(schema, document, request.variables ?? {});
        return Promise.resolve();
      },
    }),
};

async function main(): Promise<void> {
  const source = sourceFromEnvironment();
  const caching =
    seconds > 0 ? [ApolloServerPluginCacheControl({ defaultMaxAge: seconds }), responseCache<Context>()] : [];
  const apollo = new ApolloServer<Context>({ schema: createSchema(), plugins: [costLimit, ...caching] });
  await apollo.start();
  const app = Fastify();
  app.post("/reload", async () => (await source.reload(), "reloaded"));
  app.post("/graphql", async (request, reply) => {
    if (!admit(request.raw, reply.raw)) return reply.hijack();
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: "POST", headers, search: "", body: request.body },
      context: () => Promise.resolve({ source }),
    });
    for (const [name, value] of answer.headers) reply.header(name, value);
    return reply.code(answer.status ?? 200).send(answer.body.kind === "complete" ? answer.body.string : "");
  });
  await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
}

void main();
