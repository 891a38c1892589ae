import type { ResponseHeaders } from "./response-headers";
import type { WebServer } from "./web-server";

/**
 * Answers OPTIONS at every path: which methods it has, and to a page of an allowed origin, that it may send requests (a
 * CORS preflight). Neither needs credentials: browsers send none with it.
 */
export function answerOptions(server: WebServer, headers: ResponseHeaders): void {
  server.route({
    path: "*",
    methods: ["OPTIONS"],
    handler: (request, reply) => reply.headers(headers.ofOptions(request.raw)).code(204).send(),
  });
}
