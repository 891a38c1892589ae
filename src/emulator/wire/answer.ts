import type { ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { ServiceError } from "../errors";
import { withNextPage } from "./fault-pages";
import { throttled } from "./throttle";
import type { Fault, FaultKind } from "./faults";

export const jsonContentType = "application/x-amz-json-1.1";

/** What goes back to the client when nothing disturbs it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/** How a read may see the world other than as it is. */
export interface View {
  /** As it was so many emulated seconds before. */
  readonly secondsAgo?: number;
  /** A page that follows another begins so many rows too late, or too early where negative. */
  readonly shiftedBy?: number;
}

/** Executes a request, and says what comes of it. */
export type Execute = (view?: View) => Answer;

/** How a protocol writes an error. */
export type Envelope = (error: ServiceError) => Answer;

/** The error envelope of DOMAIN D.1. */
export function errorAnswer(error: ServiceError): Answer {
  return { status: error.status, body: JSON.stringify({ __type: error.name, message: error.message }) };
}

const serverException = () =>
  new ServiceError("DirectConnectServerException", "A server-side error occurred.", 500);

type Effect = (response: ServerResponse, execute: Execute, fault: Fault, envelope: Envelope) => unknown;

const htmlPage =
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

/** Sends answers, undisturbed or as a fault will have it. Holds the timers that faults need. */
export class Delivery {
  private readonly timers = new Set<NodeJS.Timeout>();
  private held: (() => void)[] = [];

  private readonly effects: Record<FaultKind, Effect> = {
    throttle: (response, _execute, _fault, envelope) => send(response, envelope(throttled())),
    serverException: (response, _execute, _fault, envelope) => send(response, envelope(serverException())),
    error: (response, _execute, { error }, envelope) => {
      const { name = "DirectConnectClientException", message = "", status } = error ?? {};
      send(response, envelope(new ServiceError(name, message, status)));
    },
    serverExceptionAfterExecution: (response, execute, _fault, envelope) => {
      execute();
      send(response, envelope(serverException()));
    },
    reset,
    resetAfterExecution: (response, execute) => {
      execute();
      reset(response);
    },
    truncatedBody: (response, execute) => sendHalf(response, execute()),
    neverAnswers: () => undefined,
    neverAnswersAfterExecution: (_response, execute) => execute(),
    executedLate: (response, execute, { milliseconds }) => {
      reset(response);
      this.later(milliseconds, execute);
    },
    htmlErrorPage: (response, execute) => {
      execute();
      send(response, { status: 502, body: htmlPage, contentType: "text/html" });
    },
    malformedJson: (response, execute) => {
      execute();
      send(response, { status: 200, body: '{"connections": [{"connectionId": "dxc' });
    },
    wrongContentType: (response, execute) =>
      send(response, { ...execute(), contentType: "text/plain; charset=utf-8" }),
    trickle: (response, execute, { milliseconds }) => this.trickle(response, execute(), milliseconds),
    latency: (response, execute, { milliseconds }) =>
      this.later(milliseconds, () => send(response, execute())),
    held: (response, execute) => void this.held.push(() => send(response, execute())),
    heldThenReset: (response, execute) =>
      void this.held.push(() => {
        execute();
        reset(response);
      }),
    emptyObject: (response, execute) => sendInstead(response, execute(), () => "{}"),
    emptyBody: (response, execute) => sendInstead(response, execute(), () => ""),
    nullBody: (response, execute) => sendInstead(response, execute(), () => "null"),
    emptyStructures: (response, execute) => sendInstead(response, execute(), withoutContent),
    givenBody: (response, _execute, { body = {} }) =>
      send(response, { status: 200, body: JSON.stringify(body) }),
    lag: (response, execute, { seconds = 0 }) => send(response, execute({ secondsAgo: seconds })),
    shift: (response, execute, { rows = 1 }) => send(response, execute({ shiftedBy: rows })),
    memberText: (response, execute, fault) =>
      sendInstead(response, execute(), (body) => withMemberText(body, fault)),
    sameNextToken: (response, execute) =>
      sendInstead(response, execute(), (body) => withNextPage(body, "same")),
    endlessPages: (response, execute) =>
      sendInstead(response, execute(), (body) => withNextPage(body, "other")),
    largeBody: (response, execute, { bytes }) => sendPadded(response, execute(), bytes),
  };

  /** Runs `execute` when the fault lets it, and answers as the fault lets it. */
  deliver(
    response: ServerResponse,
    execute: Execute,
    fault: Fault | undefined,
    envelope: Envelope = errorAnswer,
  ): void {
    if (fault) this.effects[fault.kind](response, execute, fault, envelope);
    else send(response, execute());
  }

  /** Answers what a fault has held. */
  release(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** Forgets what a fault has held. */
  drop(): void {
    this.held = [];
  }

  /** Forgets what was still to come. */
  close(): void {
    this.drop();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private later(milliseconds = 0, run: () => unknown): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, milliseconds);
    this.timers.add(timer);
  }

  private trickle(response: ServerResponse, answer: Answer, milliseconds = 0): void {
    const drips = 10;
    const body = Buffer.from(answer.body);
    writeHead(response, answer);
    for (let drip = 0; drip < drips; drip++) {
      const chunk = body.subarray((body.length * drip) / drips, (body.length * (drip + 1)) / drips);
      this.later((milliseconds * (drip + 1)) / drips, () => response.write(chunk));
    }
    this.later(milliseconds, () => response.end());
  }
}

/** Answers as AWS does. */
export function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer);
  response.end(answer.body);
}

function writeHead(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  response.writeHead(answer.status, {
    "content-type": answer.contentType ?? jsonContentType,
    "content-length": Buffer.byteLength(answer.body),
  });
}

/** Sends another body than a good answer's; refusals are sent as they are. */
function sendInstead(response: ServerResponse, answer: Answer, bodyOf: (body: string) => string): void {
  send(response, answer.status === 200 ? { ...answer, body: bodyOf(answer.body) } : answer);
}

/** The structures of an answer, each without members; what is no structure is left out. */
function withoutContent(body: string): string {
  const members = Object.entries(JSON.parse(body) as Record<string, unknown>);
  const structures = members.filter(
    ([, value]) => typeof value === "object" && value !== null && !Array.isArray(value),
  );
  return JSON.stringify(Object.fromEntries(structures.map(([name]) => [name, {}])));
}

/** An answer in which each text of one member ends with another text; JSON escapes what it must. */
function withMemberText(body: string, { member, text = "" }: Fault): string {
  return JSON.stringify(JSON.parse(body), (name, value: unknown) =>
    name === member && typeof value === "string" ? value + text : value,
  );
}

/** Blanks after a JSON text are part of it. */
function sendPadded(response: ServerResponse, answer: Answer, bytes = 0): void {
  response.writeHead(answer.status, { "content-type": answer.contentType ?? jsonContentType });
  response.write(answer.body);
  const blanks = Buffer.alloc(65_536, " ");
  const padding = function* () {
    for (let left = bytes - Buffer.byteLength(answer.body); left > 0; left -= blanks.length) yield blanks;
  };
  pipeline(Readable.from(padding()), response, () => undefined); // a client that cuts it is its own affair
}

function sendHalf(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer);
  const body = Buffer.from(answer.body);
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

function reset({ socket }: ServerResponse): void {
  // Node keeps the handle of a socket open that is reset after its client has closed it.
  if (socket?.readableEnded === true) socket.destroy();
  else socket?.resetAndDestroy();
}
