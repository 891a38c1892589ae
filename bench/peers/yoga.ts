// GraphQL Yoga on node:http; with `CACHE_SECONDS`, and its response cache.
import { createServer } from "node:http";
import { useResponseCache } from "@graphql-yoga/plugin-response-cache";
import type { ExecutionArgs } from "graphql";
import { createYoga, type Plugin } from "graphql-yoga";
import { admit, hasFeatures, limitCost } from "./features";
import { createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

const seconds = Number(process.env["CACHE_SECONDS"] ?? 0);
const source = sourceFromEnvironment();

const costLimit: Plugin = {
  onExecute({ args: { schema, document, variableValues } }: { args: ExecutionArgs }) {
    limitCost(schema, document, variableValues ?? {});
  },
};

const yoga = createYoga({
  schema: createSchema(),
  context: () => ({ source }),
  logging: false,
  plugins: [
    ...(hasFeatures ? [costLimit] : []),
    ...(seconds > 0 ? [useResponseCache({ session: () => null, ttl: seconds * 1000 })] : []),
  ],
});

createServer((request, response) => {
  if (request.url === "/reload") {
    void Promise.resolve(source.reload()).then(() => response.end());
  } else if (admit(request, response)) void yoga(request, response);
}).listen(Number(process.env["PORT"]), "127.0.0.1");
