import type { FastifyInstance } from "fastify";
import { isThisMachine } from "./this-machine";
import { refuse } from "./failures";

/**
 * Refuses requests for another host than this machine, while nobody needs to say who they are: a page of any site can
 * have its own name resolved to a loopback address (DNS rebinding), and its scripts would be same-origin with the
 * gateway. The name in `Host` gives them away.
 */
export function checkHost(fastify: FastifyInstance, isNeeded: () => boolean): void {
  fastify.addHook("onRequest", (request, reply, done) => {
    if (!isNeeded() || isThisMachine(request.headers)) {
      done();
      return;
    }
    void refuse(
      request,
      reply,
      421,
      "This gateway is for this machine alone: ask it as localhost or 127.0.0.1.",
    );
  });
}
