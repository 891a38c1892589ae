import type { Config } from "../config";
import { type Metrics, NO_METRICS } from "./metrics";
import { startMetricsServer } from "./metrics-server";
import { PrometheusMetrics } from "./prometheus";

/** What an operator sees the gateway with. */
export interface Instruments {
  readonly metrics: Metrics;
  /** Where metrics are read; absent where they are off. */
  readonly metricsUrl?: string;
  close(): Promise<void>;
}

/**
 * Starts what the settings ask for. What is off is not even loaded, as start-up time and memory are everybody's.
 * @throws Error where the metrics' port cannot be taken.
 */
export async function startInstruments(
  config: Pick<Config, "METRICS_HOST" | "METRICS_PORT">,
): Promise<Instruments> {
  if (config.METRICS_PORT === undefined) return { metrics: NO_METRICS, close: () => Promise.resolve() };
  const metrics = await PrometheusMetrics.load();
  const { registry } = metrics;
  const server = await startMetricsServer({
    host: config.METRICS_HOST,
    port: config.METRICS_PORT,
    contentType: registry.contentType,
    render: () => registry.metrics(),
  });
  return { metrics, metricsUrl: server.url, close: () => server.close() };
}
