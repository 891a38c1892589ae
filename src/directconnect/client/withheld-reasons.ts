import { LRUCache } from "lru-cache";
import { redactText } from "../../observability/secrets";
import { stateTextForCallers } from "./error-messages";

/** AWS's reason for the state of one resource, which callers do not receive. */
export interface WithheldReason {
  /** The ids of the row, such as `directConnectGatewayId`. */
  readonly ids: Readonly<Record<string, string>>;
  /** AWS's text, redacted. */
  readonly reason: string;
}

/** How many reasons are remembered as logged. */
const MOST_LOGGED = 1_000;

/** Finds reasons that callers do not receive, each once: lists are read again and again. */
export class WithheldReasons {
  readonly #logged = new LRUCache<string, true>({ max: MOST_LOGGED });

  /**
   * @param output AWS's answer, before rows are made of it.
   * @param account the account that the call is for.
   */
  in(output: object, account: string): WithheldReason[] {
    const found: WithheldReason[] = [];
    for (const row of rowsIn(output)) {
      const { stateChangeError: text, ...others } = row;
      if (typeof text !== "string" || text === "") continue;
      const reason = redactText(text);
      if (stateTextForCallers(text, account, others) === reason) continue;
      const ids = idsOf(others);
      const key = JSON.stringify([account, ids, reason]);
      if (this.#logged.has(key)) continue;
      this.#logged.set(key, true);
      found.push({ ids, reason });
    }
    return found;
  }
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of an answer: the items of its lists, and its structures. */
function* rowsIn(output: object): Generator<Row> {
  for (const member of Object.values(output))
    for (const row of [member].flat() as unknown[])
      if (typeof row === "object" && row !== null && "stateChangeError" in row) yield row;
}

function idsOf(row: Row): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).filter(
      (member): member is [string, string] => member[0].endsWith("Id") && typeof member[1] === "string",
    ),
  );
}
