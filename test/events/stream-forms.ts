import { RawSocket } from "./raw-sockets";
import { until } from "./subscribe";

export interface StreamRequest {
  readonly query?: string;
  readonly variables?: unknown;
  readonly documentId?: string;
}

export interface StreamAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A stream in one of its forms, with what it has sent. */
export interface OpenedForm {
  readonly answers: readonly StreamAnswer[];
  /** The headers of the response, once there are some. */
  readonly headers: () => Record<string, string>;
  /** The status of the response; 101 for a WebSocket. */
  readonly status: () => number;
  readonly end: () => End | undefined;
  readonly close: () => void;
  /** How often something was sent that is no answer. */
  readonly heartbeats: () => number;
}

export interface End {
  /** Whether the client is told that no more comes. */
  readonly isComplete: boolean;
  /** Of a WebSocket that was closed. */
  readonly closeCode?: number;
}

export type OpenForm = (url: string, request: StreamRequest, headers: Record<string, string>) => OpenedForm;

/** A response that is parsed by a function, as often as more of it arrives. */
function overHttp(
  accept: string,
  answersIn: (text: string) => readonly StreamAnswer[],
  isComplete: (text: string) => boolean,
): OpenForm {
  return (url, request, headers) => {
    const controller = new AbortController();
    const state = {
      status: 0,
      headers: {} as Record<string, string>,
      text: "",
      end: undefined as End | undefined,
    };
    const read = async () => {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", accept, ...headers },
        body: JSON.stringify(request),
        signal: controller.signal,
      });
      state.headers = Object.fromEntries(response.headers);
      state.status = response.status;
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
        state.text += chunk;
    };
    read()
      .catch(() => undefined) // it was cut
      .finally(() => (state.end = { isComplete: isComplete(state.text) }));
    return {
      get answers() {
        if (state.status === 200) return answersIn(state.text);
        return state.text === "" ? [] : [JSON.parse(state.text) as StreamAnswer];
      },
      status: () => state.status,
      headers: () => state.headers,
      end: () => state.end,
      heartbeats: () => state.text.split("{}").length - 1,
      close: () => controller.abort(),
    };
  };
}

function jsonIn(text: string, pattern: RegExp): unknown[] {
  return [...text.matchAll(pattern)].map(([, json]) => JSON.parse(json ?? "") as unknown);
}

const overWebSocket: OpenForm = (url, request, headers) => {
  const raw = new RawSocket(url, { headers });
  const state = {
    status: 0,
    headers: {} as Record<string, string>,
    closeCode: undefined as number | undefined,
  };
  raw.socket.once("upgrade", (response) => {
    state.status = response.statusCode ?? 0;
    state.headers = response.headers as Record<string, string>;
  });
  raw.socket.once("unexpected-response", (_request, response) => (state.status = response.statusCode ?? 0));
  raw.closed.then(
    ([code]) => (state.closeCode = code),
    () => undefined,
  );
  let pings = 0;
  raw.socket.on("ping", () => (pings += 1));
  const begin = async () => {
    await raw.send({ type: "connection_init" });
    await until(() => raw.ofType("connection_ack").length > 0 || state.closeCode !== undefined);
    await raw.send({ id: "1", type: "subscribe", payload: { query: "", ...request } });
  };
  begin().catch(() => undefined);
  return {
    get answers() {
      return raw.received.flatMap(({ type, payload }) => {
        if (type === "next") return [payload as StreamAnswer];
        return type === "error" ? [{ errors: payload as NonNullable<StreamAnswer["errors"]> }] : [];
      });
    },
    status: () => state.status,
    headers: () => state.headers,
    heartbeats: () => pings,
    end: () => {
      const isComplete = raw.ofType("complete").length + raw.ofType("error").length > 0;
      if (state.closeCode !== undefined) return { isComplete, closeCode: state.closeCode };
      return isComplete ? { isComplete } : undefined;
    },
    close: () => raw.socket.terminate(),
  };
};

/** Every form that a stream has. */
export const FORMS = {
  events: overHttp(
    "text/event-stream",
    (text) => jsonIn(text, /^data: (\{.*\})$/gm) as StreamAnswer[],
    (text) => text.includes("event: complete"),
  ),
  multipart: overHttp(
    "multipart/mixed;subscriptionSpec=1.0",
    (text) =>
      (jsonIn(text, /^(\{.*\})\r$/gm) as { payload?: StreamAnswer }[]).flatMap(
        ({ payload }) => payload ?? [],
      ),
    (text) => text.includes("--graphql--"),
  ),
  WebSocket: overWebSocket,
} satisfies Readonly<Record<string, OpenForm>>;

export type FormName = keyof typeof FORMS;
