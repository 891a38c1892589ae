import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../failures";
import { HEALTH_PATHS } from "../health";
import { WaitingLine } from "./waiting-line";

export interface OverloadOptions {
  /** How long a request may have to wait before it is begun, in milliseconds; 0 for no bound. */
  maxWait: number;
  /** Requests that may be under way at once, those that wait for AWS included. */
  maxRequests: number;
  /** Told of each refusal: the setting that it is by. */
  onRefused: (setting: "MAX_REQUESTS" | "MAX_WAIT_MS") => void;
}

const RETRY_AFTER = "1";

/**
 * Refuses requests beyond what the machine can do, before anything is made of them, so that those which were
 * accepted stay fast: 503 with `Retry-After`. Health checks are always answered; they say whether to restart.
 *
 * Register it before everything else that looks at requests.
 */
export function refuseOverload(
  fastify: FastifyInstance,
  { maxWait, maxRequests, onRefused }: OverloadOptions,
): void {
  const line = maxWait > 0 ? new WaitingLine({ maxWait }) : undefined;
  // Node accepts one connection at each turn of the event loop: their requests are not read before.
  if (line !== undefined) fastify.server.on("connection", () => line.lookOut());
  let running = 0;
  fastify.addHook("onRequest", (request, reply, done) => {
    if (HEALTH_PATHS.has(request.routeOptions.url ?? "")) {
      done();
      return;
    }
    const begin = () => {
      if (!reply.raw.destroyed) done(); // otherwise its caller has hung up
    };
    const isFull = running >= maxRequests;
    if (isFull || line?.join(begin) === false) {
      onRefused(isFull ? "MAX_REQUESTS" : "MAX_WAIT_MS");
      refuseNow(request, reply);
      return;
    }
    running += 1;
    reply.raw.once("close", () => (running -= 1));
    if (line === undefined) done();
  });
}

function refuseNow(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("retry-after", RETRY_AFTER);
  refuse(request, reply, 503, "The gateway has more to do than it can. Nothing was executed.", "OVERLOADED");
}
