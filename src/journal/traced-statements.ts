import type { Tracing } from "../observability/tracing";
import type { StatementObserver } from "./journal";

/** Traces what requests ask of the journal; what is done in the background again and again is left out. */
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
