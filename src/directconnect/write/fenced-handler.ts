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

/** The options that the client received with the command. */
type AttemptOptions = Parameters<HttpHandler["handle"]>[1] & { readonly attempt?: Attempt };

/** Sends changes as the SDK's own handler does, each attempt on a connection of its own that has a fence. */
export class FencedHandler implements HttpHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };

  /**
   * @param bounds the time limit of an attempt until its answer is complete, and the size limit of the answer.
   * @param tls further requirements for servers' certificates.
   */
  constructor(
    private readonly bounds: AnswerBounds,
    private readonly tls?: ConnectionOptions,
  ) {}

  /** @throws GatewayError of the fence; an error named TimeoutError, whose connection was reset; errors of sockets. */
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
    answering.catch(() => undefined); // after the time limit, the reset of its connection is expected
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
  response.body = await collectBody(response.body as Readable, bytes, milliseconds); // of the SDK's handler for Node
  return { response };
}

/** Has the name of the SDK's own error. */
class AttemptTimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly code = "ETIMEDOUT";
}
