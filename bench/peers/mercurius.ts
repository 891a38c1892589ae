// Mercurius with its just-in-time compiler.
import Fastify from "fastify";
import mercurius from "mercurius";
import { createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

async function main(): Promise<void> {
  const source = sourceFromEnvironment();
  const app = Fastify();
  app.post("/reload", async () => (await source.reload(), "reloaded"));
  await app.register(mercurius, { schema: createSchema(), jit: 1, context: () => ({ source }) });
  await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
}

void main();
