/** How many Host lines a request has; Node's `headers` have the first alone. @param rawHeaders names and values, alternating. */
export function countHostLines(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length;
}

const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether a request may be answered: while the emulator listens on loopback, only those for this machine's own names. A page
 * of any site can have its own name resolved to a loopback address (DNS rebinding); the name in `Host` gives it away.
 * @param listensOn an address.
 */
export function allowsHost(host: string | undefined, listensOn: string): boolean {
  return !/^(127\.|::1$|::ffff:127\.)/.test(listensOn) || THIS_MACHINE.test(host ?? "");
}
