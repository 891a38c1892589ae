import { createClient, type ExecutionResult } from "graphql-sse";
import { moment } from "./watching";

/** What the client of a stream has had, and how it ended. */
export interface Subscribed {
  // Tests know the shape of their own queries.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly results: ExecutionResult<any, any>[];
  readonly state: { ended?: "completed" | "failed"; error?: unknown };
  readonly unsubscribe: () => void;
}

/** What graphql-sse's own client gets of a stream. */
export function subscribeBySse(
  url: string,
  request: { readonly query: string; readonly variables?: Record<string, unknown> },
  headers: Record<string, string> = {},
): Subscribed {
  const client = createClient({ url: `${url}/graphql`, headers, retryAttempts: 0 });
  const results: Subscribed["results"] = [];
  const state: Subscribed["state"] = {};
  const unsubscribe = client.subscribe(request, {
    next: (result) => void results.push(result),
    error: (error) => Object.assign(state, { ended: "failed", error }),
    complete: () => (state.ended ??= "completed"),
  });
  return { results, state, unsubscribe };
}

/** Waits until something is so; the test's own time limit is the end of that. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await moment();
}
