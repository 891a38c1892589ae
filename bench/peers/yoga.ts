// GraphQL Yoga on node:http.
import { createServer } from "node:http";
import { createYoga } from "graphql-yoga";
import { createSchema } from "./schema";
import { sourceFromEnvironment } from "./source";

const source = sourceFromEnvironment();
const yoga = createYoga({ schema: createSchema(), context: () => ({ source }), logging: false });

createServer((request, response) => {
  if (request.url === "/reload") {
    void Promise.resolve(source.reload()).then(() => response.end());
  } else void yoga(request, response);
}).listen(Number(process.env["PORT"]), "127.0.0.1");
