import type { Step } from "./stories";

/** What a gateway answered to one attempt; `undefined` where the connection broke, or the client gave up. */
export type Reply =
  { readonly data: Record<string, unknown> } | { readonly code: string; readonly message: string };

/** One request of a client. */
export interface Attempt {
  /** By `performance.now()`. */
  readonly began: number;
  readonly ended: number;
  readonly reply: Reply | undefined;
}

/** The last answer to a client. */
export type Outcome =
  | { readonly outcome: "applied"; readonly data: Record<string, unknown> }
  | { readonly outcome: "refused"; readonly code: string; readonly message: string }
  | { readonly outcome: "unknown"; readonly code: string };

/** One change from its first request to its last: all requests of its client, and all answers. */
export interface Operation {
  readonly step: Step;
  readonly key: string;
  readonly attempts: Attempt[];
  outcome: Outcome | undefined;
}

/** All operations of a run, in the order of their beginning. */
export class History {
  readonly operations: Operation[] = [];

  begin(step: Step, key: string): Operation {
    const operation: Operation = { step, key, attempts: [], outcome: undefined };
    this.operations.push(operation);
    return operation;
  }

  get ended(): number {
    return this.operations.filter(({ outcome }) => outcome !== undefined).length;
  }

  get repeats(): number {
    return this.operations.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0);
  }
}
