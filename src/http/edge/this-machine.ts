import type { IncomingHttpHeaders } from "node:http";

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * How many Host lines a request has; Node's `headers` contain the first alone.
 * @param rawHeaders names and values alternately.
 */
export function countHostLines(rawHeaders: readonly string[]): number {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === "host") lines += 1;
  return lines;
}

/** Whether a request is for a name of this machine's own. */
export function isThisMachine({ host = "" }: IncomingHttpHeaders): boolean {
  return THIS_MACHINE.test(host);
}

/** Whether an address that a server listens on is reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return /^(127\.|::1$|::ffff:127\.)/.test(address);
}
