// Mercurius with its just-in-time compiler.
import Fastify from "fastify";
import mercurius from "mercurius";
import { admit, hasFeatures, limitCost } from "./features";
import { createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

async function main(): Promise<void> {
  const source = sourceFromEnvironment();
  const app = Fastify();
  app.post("/reload", async () => (await source.reload(), "reloaded"));
  if (hasFeatures) {
    app.addHook("onRequest", (request, reply, done) => {
      if (request.url !== "/graphql" || admit(request.raw, reply.raw)) done();
      else reply.hijack();
    });
  }
  await app.register(mercurius, { schema: createSchema(), jit: 1, context: () => ({ source }) });
  if (hasFeatures) {
    app.graphql.addHook("preExecution", async (schema, document, _context, variables) => {
      limitCost(schema, document, variables);
      return Promise.resolve();
    });
  }
  await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
}

void main();
