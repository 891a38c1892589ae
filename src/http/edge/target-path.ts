/** Whether the process serves, and whether it can answer. */
export const LIVENESS_PATH = "/healthz";
export const READINESS_PATH = "/readyz";
/** Answered even when other requests are refused, so that a load balancer receives the reason. */
export const HEALTH_PATHS: ReadonlySet<string> = new Set([LIVENESS_PATH, READINESS_PATH]);

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  return target.slice(0, pathLength(target));
}

/** How many characters of a target its path has. */
export function pathLength(target: string): number {
  const query = target.indexOf("?");
  return query === -1 ? target.length : query;
}
