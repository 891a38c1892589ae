import { GatewayError } from "../../errors";
import { checkSizes } from "../limits/argument-bounds";
import { CALL_COST } from "../../types/graph/call-cost";
import { refuseWith } from "../edge/failures";
import type { Admission } from "../limits/admission";
import { type Authenticate, infoOf, type MakeContext } from "../edge/request";
import type { WebServer } from "../edge/web-server";
import { whenSent } from "../edge/when-sent";

/** `account` may be an alias. */
const LOA_PATH = "/loa/:account/:region/:resourceId";

interface LoaRequest {
  account: string;
  region: string;
  resourceId: string;
  providerName?: string;
}

interface File {
  /** Safe in a header. */
  name: string;
  /** The media type. */
  type: string;
  content: Uint8Array;
}

export interface LoaOptions<C extends object> {
  /** Reads one LOA; may reject with a GraphQLError. */
  loa: (context: C, loaRequest: LoaRequest) => Promise<File>;
  /** The same as for GraphQL, like the context: a caller without access there has none here. */
  authenticate: Authenticate;
  context: MakeContext<C>;
  /** Checks the limits of callers, as for GraphQL. */
  admission: Admission;
}

/** The HTTP status of each error code of a read. */
const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  REJECTED: 409,
  QUOTA_EXCEEDED: 409,
  THROTTLED: 503,
  UPSTREAM_CREDENTIALS: 502,
  UPSTREAM_UNAVAILABLE: 502,
  UPSTREAM_TIMEOUT: 504,
};

/**
 * Serves letters of authorization (LOAs) as files. Failures have GraphQL's error form with a fitting status: 404 where
 * there is no such port, 409 where it has no LOA (yet).
 */
export function serveLoas<C extends object>(
  server: WebServer,
  { loa, authenticate, context, admission }: LoaOptions<C>,
): void {
  server.get(LOA_PATH, async (request, reply) => {
    const { account = "", region = "", resourceId = "" } = request.params;
    const params = { account, region, resourceId };
    const providerName = [request.query["providerName"] ?? []].flat().at(0);
    let leave: (() => void) | undefined;
    try {
      const caller = await authenticate(request.headers);
      request.caller = caller;
      const entry = admission.enter(caller, { bytes: 0, members: [] });
      ({ leave } = entry);
      await admission.spend(caller, CALL_COST);
      checkSizes({ ...params, providerName });
      const file = await loa(await context(infoOf(request, reply.raw, caller)), {
        ...params,
        ...(providerName === undefined ? {} : { providerName }),
      });
      entry.unsent.hold(file.content.length);
      request.log.info({ ...params }, "letter of authorization sent");
      await reply
        .type(file.type)
        .header("content-disposition", `attachment; filename="${file.name}"`)
        .send(file.content);
    } catch (error) {
      const status = error instanceof GatewayError ? statusOf(error) : undefined;
      if (!(error instanceof GatewayError) || status === undefined) throw error; // unexpected: logged and masked
      await refuseWith(request, reply, error, status);
    } finally {
      if (leave !== undefined) whenSent(reply.raw, leave);
    }
  });
}

/** An error may state its own status, by Apollo's convention. */
function statusOf({ extensions }: GatewayError): number | undefined {
  const { code, http }: { code?: unknown; http?: { status?: unknown } } = extensions;
  if (typeof http?.status === "number") return http.status;
  return typeof code === "string" ? STATUS[code] : undefined;
}
