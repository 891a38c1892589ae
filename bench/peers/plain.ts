// Apollo Server on Fastify with type-graphql, as everyone writes it.
import { ApolloServer, HeaderMap } from "@apollo/server";
import Fastify from "fastify";
import { type Context, createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

async function main(): Promise<void> {
  const source = sourceFromEnvironment();
  const apollo = new ApolloServer<Context>({ schema: createSchema() });
  await apollo.start();
  const app = Fastify();
  app.post("/reload", async () => (await source.reload(), "reloaded"));
  app.post("/graphql", async (request, reply) => {
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
