import type { ResponseHeaders } from "./response-headers";
import type { WebServer } from "./web-server";

/**
 * Answers OPTIONS at every path: what is allowed there, and to a page of an allowed origin, that it may ask (a CORS
 * preflight). Neither needs a proof of who asks: browsers send none with it.
 */
export function answerOptions(server: WebServer, headers: ResponseHeaders): void {
  server.route({
    path: "*",
    methods: ["OPTIONS"],
    handler: (request, reply) => reply.headers(headers.ofOptions(request.raw)).code(204).send(),
  });
}
