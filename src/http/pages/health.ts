import { LIVENESS_PATH, READINESS_PATH } from "../edge/target-path";
import type { WebServer } from "../edge/web-server";
import { quoted } from "../../observability/secrets";

/** Whether a component can be used, with the reason where it cannot. */
export type Readiness = { ok: true } | { ok: false; reason: string };

/** How long the result of a check is reused, in milliseconds. */
const CACHED_FOR = 3_000;

export interface HealthOptions {
  /** The version of this program; not shown by default. */
  version?: string | undefined;
  /** A cheap request to the upstream. May reject: that counts as not ready. */
  ready: () => Promise<Readiness>;
  /** Whether changes can be journaled; not shown by default. May reject, too. */
  journal?: (() => Promise<Readiness>) | undefined;
  /** Whether queries may still lack changes that are known already; by default not. */
  starting?: (() => boolean) | undefined;
  /** Whether the process is about to end. */
  leaving: () => boolean;
}

/**
 * `/healthz`: 200 as long as the process serves, whatever the state of the upstream (a restart would not repair it),
 * with the version.
 *
 * `/readyz`: 200 when queries can be answered, otherwise 503 with the reason; 503 from the moment that the process
 * receives a signal to stop, and while it starts. Its body shows the state of each component. With `?require=journal` it is 503, too,
 * while changes cannot be journaled, for a balancer that sends mutations here.
 */
export function serveHealth(
  server: WebServer,
  { version, ready, journal, starting, leaving }: HealthOptions,
): void {
  const checks = new Map([["upstream", rememberBriefly("upstream", ready)]]);
  if (journal !== undefined) checks.set("journal", rememberBriefly("journal", journal));
  server.get(LIVENESS_PATH, (_request, reply) =>
    reply.header("cache-control", "no-store").json({ status: "alive", version }),
  );
  server.get(READINESS_PATH, async (request, reply) => {
    reply.header("cache-control", "no-store");
    if (leaving()) return reply.code(503).json({ status: "not ready", reason: "shutting down" });
    const required = [request.query["require"] ?? []].flat().flatMap((names) => names.split(","));
    const unknown = required.filter((name) => !checks.has(name));
    if (unknown.length > 0)
      return reply.code(400).json({
        status: "bad request",
        reason: `require: ${quoted(unknown.join(","))} was sent, allowed is ${[...checks.keys()].join(", ")}`,
      });
    const components = await Promise.all(
      [...checks].map(async ([name, check]) => ({ name, readiness: await check() })),
    );
    const lacking = components.find(
      ({ name, readiness }) => !readiness.ok && (name === "upstream" || required.includes(name)),
    );
    const body = Object.fromEntries(components.map(({ name, readiness }) => [name, statusOf(readiness)]));
    if (starting?.() === true)
      return reply.code(503).json({ status: "not ready", reason: "starting", components: body });
    return lacking === undefined
      ? reply.json({ status: "ready", components: body })
      : reply.code(503).json({ ...statusOf(lacking.readiness), components: body });
  });
}

function statusOf(readiness: Readiness) {
  return readiness.ok ? { status: "ready" } : { status: "not ready", reason: readiness.reason };
}

/** Shares one check among concurrent requests (single flight), and reuses its result for a few seconds. */
function rememberBriefly(name: string, ready: () => Promise<Readiness>): () => Promise<Readiness> {
  let running: Promise<Readiness> | undefined;
  let answeredAt = -Infinity;
  let pending = false;
  return () => {
    if (running && (pending || performance.now() - answeredAt < CACHED_FOR)) return running;
    pending = true;
    running = ready()
      // the reason is not shown to callers: it may name hosts and files
      .catch((): Readiness => ({ ok: false, reason: `the ${name} check failed` }))
      .finally(() => {
        pending = false;
        answeredAt = performance.now();
      });
    return running;
  };
}
