import type { IncomingMessage } from "node:http";
import type { EarlyRefusal } from "./early-refusals";
import { lengthRefusal } from "./header-lengths";
import { hostRefusal } from "./host-lines";
import { allowedMethods } from "./response-headers";
import { normalizeTarget } from "./request-target";
import { transferRefusal } from "./transfer-codings";
import { versionRefusal } from "./http-version";

/**
 * Why a request is refused by its head alone, before it is parsed: for its version of HTTP, its target, the framing of its
 * message, its host, the length of its headers, or its method.
 * @param basePath the path that all is served under.
 * @returns undefined for a valid head; `request.url` is normalized then.
 */
export function headRefusal(request: IncomingMessage, basePath: string): EarlyRefusal | undefined {
  return (
    versionRefusal(request) ??
    normalizeTarget(request, basePath) ??
    transferRefusal(request) ??
    hostRefusal(request) ??
    lengthRefusal(request.headers) ??
    methodRefusal(request)
  );
}

/** Refuses methods that no route at this path serves, whatever their body. */
function methodRefusal({ method = "", url = "" }: IncomingMessage): EarlyRefusal | undefined {
  const allowed = allowedMethods(url);
  if (allowed.split(", ").includes(method)) return undefined;
  return {
    status: 405,
    message: `${method} is not served here; allowed are ${allowed}.`,
    code: "BAD_REQUEST",
    headers: [["allow", allowed]],
  };
}
