import type { Readable } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { HttpHandler, HttpRequest, HttpResponse } from "../../libraries/aws-sdk";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AnswerBounds } from "../client/answer-bytes";
import { collectBody } from "../client/collected-body";
import type { Attempt } from "./attempt";
import { FencedConnection } from "./fenced-connection";

/** How long TCP and TLS may take to connect, in milliseconds; less where a whole attempt may take less. */
const CONNECT_MILLISECONDS = 3_000;

/** What the client was given with the command. */
type AttemptOptions = Parameters<HttpHandler["handle"]>[1] & { readonly attempt?: Attempt };

/** Sends changes as the SDK's own handler does, each attempt on a connection of its own that has a fence. */
export class FencedHandler implements HttpHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };

  /**
   * @param bounds how long an attempt may take until its answer is there as a whole, and how long that may be.
   * @param tls what else servers have to show.
   */
  constructor(
    private readonly bounds: AnswerBounds,
    private readonly tls?: ConnectionOptions,
  ) {}

  /** @throws GatewayError of the fence; an error named TimeoutError, whose connection was reset; what sockets throw. */
  async handle(request: HttpRequest, { attempt }: AttemptOptions = {}): Promise<{ response: HttpResponse }> {
    if (attempt === undefined) throw new Error("A change is only sent behind a fence.");
    const connection = new FencedConnection(attempt, this.tls);
    const { milliseconds } = this.bounds;
    const handler = new NodeHttpHandler({
      ...connection.agents,
      connectionTimeout: Math.min(CONNECT_MILLISECONDS, milliseconds),
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new AttemptTimeoutError(`There was no answer within ${milliseconds} ms.`));
        connection.reset();
      }, milliseconds);
    });
    const answering = answered(handler, request, this.bounds);
    answering.catch(() => undefined); // where it was late, that its connection was reset is no news
    try {
      return await Promise.race([answering, late]);
    } catch (error) {
      connection.reset();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  updateHttpClientConfig(): void {
    // It has none that others could change.
  }

  httpHandlerConfigs(): object {
    return {};
  }
}

async function answered(
  handler: NodeHttpHandler,
  request: HttpRequest,
  { bytes, milliseconds }: AnswerBounds,
): Promise<{ response: HttpResponse }> {
  const { response } = await handler.handle(request);
  response.body = await collectBody(response.body as Readable, bytes, milliseconds); // as the SDK's handler for Node has it
  return { response };
}

/** Named as the SDK names its own. */
class AttemptTimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly code = "ETIMEDOUT";
}
