import type { IncomingMessage, ServerResponse } from "node:http";
import { ServiceError } from "../errors";
import type { FixtureGateway } from "../gateways/vpc-gateways";
import { errorAnswer, send, type Answer } from "./answer";
import { readBody } from "./body";
import { readFault, readNumber, readText } from "./fault-json";
import type { Faults } from "./faults";
import type { Clock } from "../state/clock";
import type { RequestLog } from "./request-log";

/** What tests and the control endpoint steer an emulator by. */
export interface Controls {
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Back to the start: fixtures as loaded, no faults, nothing logged. The clock keeps its time. */
  reset(): void;
  /** Cuts or mends the fibre of a port. @throws RangeError for a port that is not in service */
  setLink(connectionId: string, link: "up" | "down"): void;
  /**
   * Has a customer's router announce so many prefixes of each family; beyond what is allocated, BGP goes down.
   * @throws RangeError for a virtual interface that is not there
   */
  announcePrefixes(virtualInterfaceId: string, count: number): void;
  /** Adds a virtual private gateway, transit gateway or core network. @throws RangeError */
  addGateway(gateway: FixtureGateway): void;
  /** Ends every key that AssumeRole has handed out, ahead of its time. */
  expireSessions(): void;
}

export const controlPrefix = "/_emulator/";

/**
 * The control endpoint of an emulator that runs on its own: requests, faults, clock and reset over HTTP.
 * Answers loopback only, and no browser page: a web site must not drive it through its visitor.
 */
export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  controls: Controls,
): Promise<void> {
  send(response, { ...(await answerControl(request, controls)), contentType: "application/json" });
}

async function answerControl(request: IncomingMessage, controls: Controls): Promise<Answer> {
  try {
    const local = /^(::1$|127\.|::ffff:127\.)/.test(request.socket.remoteAddress ?? "");
    if (!local || request.headers.origin !== undefined) {
      throw new ServiceError("Forbidden", "The control endpoint answers local tools only.", 403);
    }
    const url = new URL(request.url ?? "/", "http://localhost");
    const text = await readBody(request, 1_000_000);
    const body: unknown = text === "" ? {} : JSON.parse(text);
    const action = `${request.method ?? ""} ${url.pathname.slice(controlPrefix.length)}`;
    const result = act(action, url.searchParams, body, controls);
    return { status: 200, body: JSON.stringify(result) };
  } catch (error) {
    if (error instanceof ServiceError) return errorAnswer(error);
    const message = error instanceof Error ? error.message : "The request could not be read.";
    return errorAnswer(new ServiceError("BadRequest", message));
  }
}

function act(action: string, query: URLSearchParams, body: unknown, controls: Controls): unknown {
  switch (action) {
    case "GET requests":
      return { requests: controls.requests.list(query.get("operation") ?? undefined) };
    case "DELETE requests":
      controls.requests.clear();
      return {};
    case "GET faults":
      return { faults: controls.faults.list() };
    case "POST faults":
      controls.faults.add(readFault(body));
      return { faults: controls.faults.list() };
    case "DELETE faults":
      controls.faults.clear();
      return {};
    case "GET clock":
      return { now: controls.clock.now() };
    case "POST clock":
      controls.clock.advance(readNumber(body, "advance") ?? NaN);
      return { now: controls.clock.now() };
    case "POST links":
      controls.setLink(readText(body, "connectionId") ?? "", readLink(body));
      return {};
    case "POST announcements":
      controls.announcePrefixes(readText(body, "virtualInterfaceId") ?? "", readNumber(body, "count") ?? NaN);
      return {};
    case "POST gateways":
      controls.addGateway(readGateway(body));
      return {};
    case "DELETE sessions":
      controls.expireSessions();
      return {};
    case "POST reset":
      controls.reset();
      return {};
    default:
      throw new ServiceError(
        "NotFound",
        "Known: requests, faults, clock (GET, POST, DELETE), POST links, announcements, gateways, reset and DELETE sessions.",
        404,
      );
  }
}

function readGateway(body: unknown): FixtureGateway {
  const [state, vpcId, vpcCidr] = ["state", "vpcId", "vpcCidr"].map((name) => readText(body, name));
  const amazonSideAsn = readNumber(body, "amazonSideAsn");
  return {
    id: readText(body, "id") ?? "",
    ownerAccount: readText(body, "ownerAccount") ?? "",
    region: readText(body, "region") ?? "",
    ...(state === undefined ? {} : { state }),
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(vpcCidr === undefined ? {} : { vpcCidr }),
    ...(amazonSideAsn === undefined ? {} : { amazonSideAsn }),
  };
}

function readLink(body: unknown): "up" | "down" {
  const link = readText(body, "link");
  if (link !== "up" && link !== "down") throw new RangeError("link is up or down.");
  return link;
}
