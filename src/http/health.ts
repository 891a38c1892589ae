import type { FastifyInstance } from "fastify";

/** Whether the upstream can be reached, with the reason where it cannot. */
export type Readiness = { ok: true } | { ok: false; reason: string };

/** How long an answer of the upstream check is believed, in milliseconds. */
const BELIEVED_FOR = 3_000;

/** Answered even while draining, so that a load balancer learns why. */
export const HEALTH_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

export interface HealthOptions {
  /** A cheap question to the upstream. May reject: that counts as not ready. */
  ready: () => Promise<Readiness>;
  draining: () => boolean;
}

/**
 * `/healthz`: 200 as long as the process serves, whatever the upstream does (a restart would not mend that).
 * `/readyz`: 200 when requests can be answered, otherwise 503 with the reason; 503 from the moment of draining.
 */
export function serveHealth(fastify: FastifyInstance, { ready, draining }: HealthOptions): void {
  const upstream = rememberBriefly(ready);
  fastify.get("/healthz", (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "alive" }),
  );
  fastify.get("/readyz", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    const readiness: Readiness = draining() ? { ok: false, reason: "shutting down" } : await upstream();
    return readiness.ok
      ? reply.send({ status: "ready" })
      : reply.code(503).send({ status: "not ready", reason: readiness.reason });
  });
}

/** Asks once however many want to know (single flight), and believes the answer for a few seconds. */
function rememberBriefly(ready: () => Promise<Readiness>): () => Promise<Readiness> {
  let asked: Promise<Readiness> | undefined;
  let answeredAt = -Infinity;
  let pending = false;
  return () => {
    if (asked && (pending || performance.now() - answeredAt < BELIEVED_FOR)) return asked;
    pending = true;
    asked = ready()
      // why is no caller's business: it may name hosts and files
      .catch((): Readiness => ({ ok: false, reason: "the upstream check failed" }))
      .finally(() => {
        pending = false;
        answeredAt = performance.now();
      });
    return asked;
  };
}
