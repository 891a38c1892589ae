/** Answered whatever else is refused, so that a load balancer learns why. */
export const HEALTH_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/** The path of a target, without its query. */
export function pathOf(target: string): string {
  return target.slice(0, pathLength(target));
}

/** How many characters of a target its path has. */
export function pathLength(target: string): number {
  const query = target.indexOf("?");
  return query === -1 ? target.length : query;
}
