import { createRequire } from "node:module";
import { type DestinationStream, type LevelWithSilent, type Logger, pino } from "pino";
import { redactLine } from "./secrets";
import { traceFields, withTraceFields } from "./trace-scope";

const load = createRequire(__filename);

export interface LoggingOptions {
  level: LevelWithSilent;
  /** Human-readable lines instead of JSON; meant for a terminal. */
  pretty: boolean;
  /** The destination of lines; standard output where left out. */
  destination?: DestinationStream;
}

/**
 * The process's one logger: JSON lines with an ISO time, or coloured text on a terminal. Secrets are taken out of
 * the finished line (`secrets.ts`), so no caller can forget to.
 */
export function createLogger({ level, pretty: human, destination }: LoggingOptions): Logger {
  // Synchronous: lines at the very end of the process must not be lost.
  const out = destination ?? pino.destination({ dest: 1, sync: true });
  const sink = human ? prettySink(out, destination === undefined) : out;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: traceFields,
      mixinMergeStrategy: withTraceFields,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactLine },
    },
    sink,
  );
}

/** Its library is loaded only here: logs that no person reads do without. */
function prettySink(out: DestinationStream, colorize: boolean): DestinationStream {
  const { prettyFactory } = load("pino-pretty") as typeof import("pino-pretty");
  const prettify = prettyFactory({ colorize, translateTime: "SYS:HH:MM:ss.l", singleLine: true });
  return { write: (line) => out.write(prettify(line)) };
}
