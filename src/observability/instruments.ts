import type { Logger } from "pino";
import type { Config } from "../config/config";
import { type Metrics, NO_METRICS } from "./metrics";
import { startMetricsServer } from "./metrics-server";
import { startTracing, tracesUrl } from "./otlp";
import { PrometheusMetrics } from "./prometheus";
import { NO_TRACING, type Tracing } from "./tracing";

/** What an operator sees the gateway with. */
export interface Instruments {
  readonly metrics: Metrics;
  /** Where metrics are read; absent where they are off. */
  readonly metricsUrl?: string;
  /** Absent where tracing is off. */
  readonly tracing: Tracing;
  /** Sends what is not yet sent, and closes the metrics' port. */
  close(): Promise<void>;
}

/**
 * Starts the instruments that the settings enable. Disabled ones are not loaded, which keeps the start short and the memory small.
 * @param version that of this program, for what is shown to operators.
 * @throws Error where the metrics' port cannot be taken.
 */
export async function startInstruments(
  config: Config,
  version: string,
  logger: Logger,
): Promise<Instruments> {
  const url = tracesUrl(config);
  const traces =
    url === undefined
      ? { tracing: NO_TRACING, close: () => Promise.resolve() }
      : await startTracing(config, { url, version }, logger);
  const { tracing } = traces;
  if (config.METRICS_PORT === undefined) return { metrics: NO_METRICS, tracing, close: traces.close };

  const metrics = await PrometheusMetrics.load(version);
  const { registry } = metrics;
  const server = await startMetricsServer({
    host: config.METRICS_HOST,
    port: config.METRICS_PORT,
    contentType: registry.contentType,
    render: () => registry.metrics(),
  });
  return {
    metrics,
    metricsUrl: server.url,
    tracing,
    close: async () => {
      await Promise.all([server.close(), traces.close()]);
    },
  };
}
