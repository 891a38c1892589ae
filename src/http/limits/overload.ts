import underPressure from "@fastify/under-pressure";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../failures";
import { HEALTH_PATHS } from "../health";

export interface OverloadOptions {
  /** How late the event loop may be, in milliseconds, averaged over a short while. */
  maxEventLoopDelay: number;
  /** Requests that may be under way at once, those that wait for AWS included. */
  maxRequests: number;
  /** Told of each refusal: the setting that it is by. */
  onRefused: (setting: "MAX_REQUESTS" | "MAX_EVENT_LOOP_DELAY_MS") => void;
}

/** How often the event loop is looked at, in milliseconds: overload must end a refusal soon after it began. */
const SAMPLE = 250;
const RETRY_AFTER = "1";

/**
 * Refuses requests beyond what the machine can do, before anything is made of them, so that those which were
 * accepted stay fast: 503 with `Retry-After`. Health checks are always answered; they say whether to restart.
 *
 * Register it before everything else that looks at requests.
 */
export async function refuseOverload(
  fastify: FastifyInstance,
  { maxEventLoopDelay, maxRequests, onRefused }: OverloadOptions,
): Promise<void> {
  const refuseNow = (
    request: FastifyRequest,
    reply: FastifyReply,
    setting: Parameters<typeof onRefused>[0],
  ): void => {
    if (HEALTH_PATHS.has(request.routeOptions.url ?? "")) return;
    onRefused(setting);
    reply.header("retry-after", RETRY_AFTER);
    refuse(
      request,
      reply,
      503,
      "The gateway has more to do than it can. Nothing was executed.",
      "OVERLOADED",
    );
  };
  let running = 0;
  fastify.addHook("onRequest", (request, reply, done) => {
    running += 1;
    reply.raw.once("close", () => (running -= 1));
    if (running > maxRequests) refuseNow(request, reply, "MAX_REQUESTS");
    if (!reply.sent) done();
  });
  // what was looked at while the gateway started is no overload
  let startedAt = Infinity;
  fastify.addHook("onListen", (done) => {
    startedAt = performance.now();
    done();
  });
  await fastify.register(underPressure, {
    maxEventLoopDelay,
    sampleInterval: SAMPLE,
    pressureHandler: (request, reply) => {
      if (performance.now() >= startedAt + 2 * SAMPLE) refuseNow(request, reply, "MAX_EVENT_LOOP_DELAY_MS");
    },
  });
}
