import type { IncomingHttpHeaders } from "node:http";
import type { ExecutionResult, GraphQLFormattedError } from "graphql";
import { CloseCode, type SubscribePayload } from "graphql-ws";
import type { WebSocket } from "ws";
import { senderOf } from "../../auth/caller";
import { limitsOf } from "../../auth/caller-limits";
import { type ErrorCode, GatewayError } from "../../errors";
import type { Sender } from "../../scheduling/fair-queue";
import type { HttpRequest } from "../edge/http-request";
import { type MessageBudgets, MessageRate } from "../limits/message-rate";
import type { Overload } from "../limits/overload";
import { POLICY_VIOLATION, REFUSALS, SERVICE_RESTART, TRY_AGAIN_LATER } from "./close-codes";
import { withRegisteredMembers, type TrustedDocuments } from "./trusted-documents";
import { newExchange } from "./exchange";
import { observeOperation, type Observers } from "./observe";
import type { StreamConnection } from "./running-streams";
import type { StreamServices } from "./stream-reply";
import { StreamSubscriber } from "./stream-subscriber";

export interface SocketServices<C extends object> extends StreamServices<C> {
  readonly trusted: TrustedDocuments;
  readonly observers: Observers;
  readonly overload: Overload;
  /** The sender of these headers, as far as it is known at once. */
  readonly senderOf: (headers: IncomingHttpHeaders) => Sender | undefined;
  /** The messages that each sender may send. */
  readonly messages: MessageBudgets;
  /** How long a client may take to its first message. */
  readonly firstMessageMilliseconds: number;
}

/** The bytes that the reason in a close frame may have. */
const LONGEST_REASON = 123;
/** How long a client may take to answer a close frame, in milliseconds. */
const LINGER = 2_000;

/** The members of `connectionParams` that are read: they stand for the headers of these names. */
const CREDENTIALS = ["authorization", "x-api-key"] as const;
const CLIENT = ["apollographql-client-name", "apollographql-client-version"] as const;

/** Why a stream refuses or ends, as its client is told. */
export class EndedStream extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super("The stream has ended.");
  }
}

/** One WebSocket: who has it, and the streams that run over it. */
export class SocketConnection<C extends object> implements StreamConnection {
  #headers: IncomingHttpHeaders;
  readonly #rate: MessageRate;
  #sender: Sender;
  #operations = 0;
  #subscriber: StreamSubscriber | undefined;
  #leave: () => void = () => undefined;

  /**
   * @param request that opened it.
   * @param sender while its caller is not known.
   * @param releaseConnection gives back the place that it has until then.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly request: HttpRequest,
    sender: Sender,
    private releaseConnection: () => void,
    private readonly services: SocketServices<C>,
  ) {
    this.#headers = request.headers;
    this.#sender = sender;
    this.#rate = new MessageRate(services.messages, sender);
    const end = services.running.add(this);
    socket.once("close", () => {
      end();
      this.#leave();
      this.releaseConnection();
    });
  }

  /** Whether messages of its client are still handled. */
  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Whose messages its client's are. */
  get sender(): Sender {
    return this.#sender;
  }

  /** Counts a message of its client. @returns whether it may be handled; the connection is closed where it is one too many. */
  admit(bytes: number): boolean {
    if (!this.isOpen) return false;
    if (this.#rate.take(bytes)) return true;
    this.request.observer.onLimit("webSocketMessages");
    this.close(POLICY_VIOLATION, "Too many messages");
    return false;
  }

  /**
   * Finds out who has it.
   * @param params of the client's first message.
   * @returns what its client is told; false where it may not have it, and it is closed.
   */
  async begin(params: Readonly<Record<string, unknown>> = {}): Promise<{ requestId: string } | false> {
    const { steps, places } = this.services;
    this.#headers = withParams(this.#headers, params);
    try {
      const caller = await steps.authenticate(newExchange(), this.#headers);
      if (!this.isOpen) return false;
      const sender = senderOf(caller);
      const place = places.takeConnection(sender);
      this.releaseConnection();
      this.releaseConnection = place;
      this.#leave = places.takeSocket(caller);
      this.#subscriber = new StreamSubscriber(steps, this.#headers, caller);
      this.#sender = sender;
      this.#rate.admit(sender, limitsOf(caller).streams);
      return { requestId: this.request.id };
    } catch (error) {
      this.#refuse(error);
      return false;
    }
  }

  recheck(): void {
    this.#subscriber?.recheck().catch((error: unknown) => this.#refuse(error));
  }

  cut(): void {
    this.close(SERVICE_RESTART, "Service restart");
  }

  /**
   * Closes it, whether its client answers or not.
   * @param errorCode of the refusal that this is.
   */
  close(code: number, reason: string, errorCode = REFUSALS.get(code)): void {
    if (!this.isOpen) return;
    if (errorCode !== undefined) this.noteRefusal(code, errorCode, reason);
    this.socket.close(code, Buffer.from(reason).subarray(0, LONGEST_REASON));
    setTimeout(() => this.socket.terminate(), LINGER).unref();
  }

  /** Logs and counts that it is closed for what its client did. */
  noteRefusal(closeCode: number, code: ErrorCode, reason: string): void {
    this.request.observer.onRefused({ requestId: this.request.id, status: closeCode, code, reason });
  }

  /**
   * The answers to an operation. Ending them early ends its stream at once, whatever it waits for.
   * @throws (its iterator throws) EndedStream
   */
  answers(payload: SubscribePayload): AsyncGenerator<ExecutionResult, void, undefined> {
    const ending = new AbortController();
    const answers = this.#answers(payload, ending.signal);
    const end = answers.return.bind(answers);
    answers.return = (value) => {
      ending.abort();
      return end(value);
    };
    return answers;
  }

  async *#answers(
    payload: SubscribePayload,
    signal: AbortSignal,
  ): AsyncGenerator<ExecutionResult, void, undefined> {
    const { subscriptions, trusted, observers, overload } = this.services;
    const subscriber = this.#subscriber;
    if (subscriber === undefined) throw new Error("The caller is not authenticated.");
    const headers = this.#headers;
    const exchange = newExchange();
    const id = `${this.request.id}/${(this.#operations += 1)}`;
    const observed = observeOperation(observers, { requestId: id, headers, exchange });
    let isWhole = false;
    try {
      const bytes = Buffer.byteLength(JSON.stringify(payload));
      const members = withRegisteredMembers({ ...payload }, trusted);
      const isTaken = () => Promise.resolve(); // the next answer is requested when the one before was sent
      const admit = async () => {
        const release = await overload.enterOperation(this.services.senderOf(headers), () => signal.aborted);
        if (release === undefined) throw new EndedStream([]);
        return release;
      };
      const opening = { id, headers, bytes, members, subscriber, admit, isTaken };
      const stream = await subscriptions.open(opening, exchange);
      signal.addEventListener("abort", stream.close);
      if (signal.aborted) stream.close();
      try {
        for await (const result of stream.results) {
          if (result.data === undefined) throw new EndedStream(result.errors ?? []);
          yield result;
        }
      } finally {
        stream.close();
      }
      isWhole = !signal.aborted;
    } catch (error) {
      isWhole = !signal.aborted;
      if (signal.aborted && error instanceof EndedStream) return; // its client has completed it, and is sent no more
      if (error instanceof EndedStream) throw error;
      const errors = subscriptions.refusal(error);
      exchange.errorCodes = errors.map(({ extensions }) => String(extensions?.["code"]));
      if (!exchange.errorCodes.includes("STORE_UNAVAILABLE")) throw new EndedStream(errors);
      this.#refuse(error);
    } finally {
      observed(isWhole);
    }
  }

  #refuse(error: unknown): void {
    if (!(error instanceof GatewayError)) {
      this.request.log.error({ err: error }, "unexpected error of a WebSocket");
      this.close(TRY_AGAIN_LATER, "Try again later", "INTERNAL_SERVER_ERROR");
      return;
    }
    const isLost = error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN";
    this.close(isLost ? CloseCode.Forbidden : TRY_AGAIN_LATER, error.message, error.code);
  }
}

/** Headers with what a client sends in its first message instead, as pages cannot set headers of a WebSocket. */
function withParams(
  headers: IncomingHttpHeaders,
  params: Readonly<Record<string, unknown>>,
): IncomingHttpHeaders {
  const sent = Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const lower = name.toLowerCase();
      const isRead = [...CREDENTIALS, ...CLIENT].some((one) => one === lower);
      return isRead && typeof value === "string" ? [[lower, value]] : [];
    }),
  );
  if (!CREDENTIALS.some((name) => name in sent)) return { ...headers, ...sent };
  const { authorization: _authorization, "x-api-key": _key, ...rest } = headers; // two proofs would be ambiguous
  return { ...rest, ...sent };
}
