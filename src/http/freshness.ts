import type { IncomingHttpHeaders } from "node:http";

/**
 * The oldest data that a caller takes, in milliseconds, as the request's `Cache-Control` says.
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
 * @returns undefined where it says nothing of that.
 */
export function maxAgeOf({ "cache-control": header }: IncomingHttpHeaders): number | undefined {
  if (header === undefined) return undefined;
  const directives = header.split(",").map((directive) => directive.trim().toLowerCase());
  if (directives.includes("no-cache") || directives.includes("no-store")) return 0;
  const seconds = directives.flatMap((directive) => /^max-age="?(\d+)"?$/.exec(directive)?.[1] ?? []);
  return seconds.length === 0 ? undefined : Math.min(...seconds.map(Number)) * 1000;
}
