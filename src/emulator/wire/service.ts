import type { IncomingHttpHeaders } from "node:http";
import type { Call, World } from "../call";
import { ServiceError } from "../errors";
import { handlers } from "./handlers";
import type { OperationName } from "./operations";
import type { Store } from "../state/store";
import { errorAnswer, jsonContentType, type Answer, type Envelope, type View } from "./answer";
import type { AccessKeyRing } from "./access-keys";
import { authenticate } from "./authentication";
import { hasPages, isOperationName, parseInput, writeOutput } from "./shapes";
import { otherSpellings } from "./spellings";

const targetPrefix = "OvertureService.";

/** A request whose operation and caller are known; its body is not yet read. */
export interface KnownRequest {
  readonly operation: OperationName;
  readonly account: string;
  readonly region: string;
}

/**
 * Finds operation and caller in the head of a request.
 * @throws UnknownOperationException for another method, content type, target or operation; the errors of
 *   `authenticate`
 */
export function recognise(
  head: { method?: string | undefined; headers: IncomingHttpHeaders },
  keys: AccessKeyRing,
): KnownRequest {
  const target = head.headers["x-amz-target"];
  const contentType = head.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (head.method !== "POST" || contentType !== jsonContentType || typeof target !== "string") {
    // AWS routes by these three; without them the protocol of the request is unknown.
    throw new ServiceError(
      "UnknownOperationException",
      "The request names no operation of this service.",
      404,
    );
  }
  const { identity, region } = authenticate(head.headers, "directconnect", keys);
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : "";
  if (!isOperationName(name)) {
    throw new ServiceError("UnknownOperationException", "The requested operation is unknown.");
  }
  return { operation: name, account: identity.account, region };
}

/** What becomes of input members that the service's model does not have: AWS passes over them without a word. */
export interface UnknownMembers {
  /** Whether they are refused. */
  readonly isRefused: boolean;
  readonly report: (message: string) => void;
}

/** Executes operations on a world; whatever happens becomes an answer. */
export class Service {
  constructor(
    private readonly world: World,
    private readonly reportBug: (error: unknown) => void,
    private readonly unknownMembers: UnknownMembers,
    private readonly pageSize: number | undefined,
  ) {}

  /** Brings the world up to date, then runs the operation and writes its answer. Never throws. */
  execute(request: KnownRequest, body: unknown, view: View = {}): Answer {
    return this.answer(() => {
      const now = this.settle();
      const { operation, account, region } = request;
      const handle = handlerOf(operation);
      const store = this.storeAs(view, now);
      const output = handle(this.parse(operation, body), { ...this.world, store, account, region, now });
      const written = writeOutput(operation, output);
      return { status: 200, body: this.world.rules.otherSpellings ? otherSpellings(written) : written };
    });
  }

  private parse(operation: OperationName, body: unknown): Record<string, unknown> {
    const { input: sent, unknownMembers } = parseInput(operation, body);
    const input = this.withPageSize(operation, sent);
    if (unknownMembers.length === 0) return input;
    const message = `${operation} was sent members that the service does not have: ${unknownMembers.join(", ")}`;
    this.unknownMembers.report(message);
    if (this.unknownMembers.isRefused) throw new ServiceError("SerializationException", message);
    return input;
  }

  /** Requests pages of at most `pageSize` rows, where the operation has pages. */
  private withPageSize(operation: OperationName, input: Record<string, unknown>): Record<string, unknown> {
    const { pageSize } = this;
    if (pageSize === undefined || !hasPages(operation)) return input;
    const { maxResults } = input;
    return typeof maxResults === "number" && maxResults <= pageSize
      ? input
      : { ...input, maxResults: pageSize };
  }

  private storeAs({ secondsAgo, shiftedBy }: View, now: number): Store {
    if (secondsAgo !== undefined) return this.world.store.asOf(now - secondsAgo * 1000);
    return shiftedBy === undefined ? this.world.store : this.world.store.shifted(shiftedBy);
  }

  /** Lets everything that has fallen due happen; gives the emulated moment. */
  settle(): number {
    const now = this.world.clock.now();
    this.world.agenda.settle(now);
    return now;
  }

  /** Turns what is thrown into the error envelope; a bug is reported and answered as AWS answers its own. */
  answer(produce: () => Answer, envelope: Envelope = errorAnswer): Answer {
    try {
      return produce();
    } catch (error) {
      if (error instanceof ServiceError) return envelope(error);
      this.reportBug(error);
      return envelope(new ServiceError("InternalFailure", "An internal error occurred.", 500));
    }
  }
}

type AnyHandler = (input: Record<string, unknown>, call: Call) => unknown;

function handlerOf(operation: OperationName): AnyHandler {
  // parseInput holds the input against this operation's schema, from which the handler's type comes too;
  // TypeScript cannot follow that a name taken from a table fits the entry found under it.
  const handler = handlers[operation] as AnyHandler | undefined;
  if (handler) return handler;
  throw new ServiceError("UnknownOperationException", `${operation} is not implemented by this emulator.`);
}
