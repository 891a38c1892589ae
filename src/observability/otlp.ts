import type { Sampler } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import type { Config } from "../config/config";
import { OpenTelemetryTracing } from "./opentelemetry";
import type { Tracing } from "./tracing";

type TraceSettings = Pick<
  Config,
  | "BASE_PATH"
  | "OTEL_EXPORTER_OTLP_ENDPOINT"
  | "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
  | "OTEL_SERVICE_NAME"
  | "OTEL_TRACES_EXPORTER"
  | "OTEL_TRACES_SAMPLER"
  | "OTEL_TRACES_SAMPLER_ARG"
>;

/** The default of the OpenTelemetry specification, for an exporter that is configured by name alone. */
const DEFAULT_ENDPOINT = "http://localhost:4318";
/** How long the last spans may take to leave at a stop, in milliseconds. */
const LONGEST_FLUSH = 2_000;

/** The destination of spans; undefined where tracing is off. */
export function tracesUrl(settings: Omit<TraceSettings, "BASE_PATH">): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = settings;
  if (settings.OTEL_TRACES_EXPORTER === "none") return undefined;
  if (own !== undefined) return own;
  if (base === undefined && settings.OTEL_TRACES_EXPORTER === "") return undefined;
  return `${(base ?? DEFAULT_ENDPOINT).replace(/\/$/, "")}/v1/traces`;
}

/**
 * Sends traces to a collector by OTLP over HTTP. Loads OpenTelemetry, which takes time and memory at the start.
 * @param url where to, as `tracesUrl` says it
 */
export async function startTracing(
  settings: TraceSettings,
  { url, version }: { url: string; version: string },
  logger: Logger,
): Promise<{ tracing: Tracing; close: () => Promise<void> }> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const logWarning = (message: string) => logger.warn({ library: "OpenTelemetry" }, message);
  const silent = () => undefined;
  // the only way to hear that spans do not arrive
  api.diag.setLogger(
    { error: logWarning, warn: logWarning, info: silent, debug: silent, verbose: silent },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": settings.OTEL_SERVICE_NAME,
      "service.version": version,
    }),
    sampler: samplerOf(sdk, settings),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  return {
    tracing: new OpenTelemetryTracing(api, provider.getTracer("directconnect-graphql"), settings.BASE_PATH),
    close: () =>
      Promise.race([
        provider
          .shutdown()
          .catch((error: unknown) => logWarning(`The last spans did not arrive: ${String(error)}`)),
        new Promise<void>((resolve) => setTimeout(resolve, LONGEST_FLUSH).unref()),
      ]),
  };
}

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
function samplerOf(
  sdk: typeof import("@opentelemetry/sdk-trace-base"),
  { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: TraceSettings,
): Sampler {
  const own = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(ratio),
  };
  switch (name) {
    case "parentbased_always_on":
      return new sdk.ParentBasedSampler({ root: own.always_on() });
    case "parentbased_always_off":
      return new sdk.ParentBasedSampler({ root: own.always_off() });
    case "parentbased_traceidratio":
      return new sdk.ParentBasedSampler({ root: own.traceidratio() });
    default:
      return own[name]();
  }
}
