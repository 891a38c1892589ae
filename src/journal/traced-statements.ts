import type { Tracing } from "../observability/tracing";
import type { StatementObserver } from "./journal";

/** Traces the statements of requests in the journal; periodic statements of the background are left out. */
export function traceStatements(tracing: Tracing): StatementObserver {
  return ({ name, milliseconds, error }) =>
    tracing.step({
      name: `Journal.${name}`,
      milliseconds,
      attributes: { "db.system.name": "postgresql", "db.collection.name": "journal" },
      ...(error !== undefined && { error }),
      ofRequest: true,
    });
}
