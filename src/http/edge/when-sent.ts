import type { ServerResponse } from "node:http";

/** Calls `done` when an answer was sent or dropped: at once where that has happened already. */
export function whenSent(response: ServerResponse, done: () => void): void {
  if (response.destroyed) done();
  else response.once("close", done);
}
