import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it arrives by OTLP over HTTP, attributes as an object. */
export interface ArrivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** By its number in OTLP. */
  kind: number;
  attributes: Record<string, unknown>;
  /** Whether it says that it failed. */
  failed: boolean;
}

interface OtlpValue {
  stringValue?: string;
  intValue?: number;
  arrayValue?: { values: OtlpValue[] };
}

interface OtlpSpan extends Omit<ArrivedSpan, "attributes" | "failed"> {
  attributes: { key: string; value: OtlpValue }[];
  status: { code: number };
}

interface OtlpRequest {
  resourceSpans: { resource: { attributes: OtlpSpan["attributes"] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/**
 * An OpenTelemetry collector on a free port, which keeps what it is sent.
 * @param status what it answers
 */
export async function startCollector(status = 200) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(status, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sent = () => bodies.flatMap((body) => (JSON.parse(body) as OtlpRequest).resourceSpans);
  return {
    url: `http://127.0.0.1:${port}`,
    /** All that it was sent, as text. */
    text: () => bodies.join("\n"),
    /** The details of the processes that sent spans. */
    resources: () => sent().map(({ resource }) => valuesOf(resource.attributes)),
    spans: (): ArrivedSpan[] =>
      sent().flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => ({
            ...span,
            attributes: valuesOf(span.attributes),
            failed: span.status.code === 2,
          })),
        ),
      ),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function valuesOf(attributes: OtlpSpan["attributes"]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, intValue, arrayValue }: OtlpValue): unknown {
  return stringValue ?? intValue ?? arrayValue?.values.map(valueOf);
}

/** The spans below one, as names in lines, indented; siblings in the order of the alphabet. */
export function treeOf(spans: readonly ArrivedSpan[], parent?: string, indent = ""): string[] {
  return spans
    .filter(({ parentSpanId }) => (parentSpanId ?? "") === (parent ?? ""))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, spanId }) => [indent + name, ...treeOf(spans, spanId, `${indent}  `)]);
}
