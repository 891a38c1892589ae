import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { refuse } from "./failures";

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a request is for a name of this machine's own. */
export function isThisMachine({ host = "" }: IncomingHttpHeaders): boolean {
  return THIS_MACHINE.test(host);
}

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
