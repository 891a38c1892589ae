import type { IncomingHttpHeaders } from "node:http";

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a request is for a name of this machine's own. */
export function isThisMachine({ host = "" }: IncomingHttpHeaders): boolean {
  return THIS_MACHINE.test(host);
}

/** Whether an address that a server listens on is reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return /^(127\.|::1$|::ffff:127\.)/.test(address);
}
