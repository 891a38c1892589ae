require("@swc-node/register");
require("reflect-metadata"); // type-graphql expects it, whichever module a test imports first
const { TestEnvironment } = require("jest-environment-node");
const { dropDatabases } = require("./databases.ts");

/** Says in stack traces where in the TypeScript sources something is; Jest's own knows only what Jest itself compiled. */
const { prepareStackTrace } = Error;

/** Where Jest's runner keeps what listens to a file's tests. */
const EVENT_HANDLERS = Symbol.for("EVENT_HANDLERS");

/** What keeps a process alive: servers, connections, child processes, threads, timers. */
const KEEPS_ALIVE = /^(TCP|TLS|Pipe|Process|MessagePort|Worker|FSEvent|Timeout)/;
/** What is open for so long after its file was forgotten, however busy the machine is; in milliseconds. */
const LONGEST_CLOSING = 30_000;

/** How many there are of each kind. */
function openHandles() {
  const counts = {};
  for (const kind of process.getActiveResourcesInfo())
    if (KEEPS_ALIVE.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/**
 * The environment that belongs to `runtime.cjs`: tests run in Node's own realm. What a test file does to the process is
 * undone after it: variables of the environment, the console, `process.exit`, Jest's own globals. A file that leaves
 * something open fails.
 */
module.exports = class NativeEnvironment extends TestEnvironment {
  #restore;
  #openBefore = openHandles();

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({
      config: config.projectConfig,
      global: globalThis,
    });
    // StrykerJS's code reads the mutant to activate once in each realm, and all files share this one.
    if (globalThis.__stryker__ !== undefined)
      globalThis.__stryker__.activeMutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    const { console } = globalThis;
    const { env, exit } = process;
    const variables = { ...env };
    this.#restore = () => {
      globalThis.console = console;
      Object.assign(process, { env, exit });
      for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
      Object.assign(env, variables);
      delete globalThis.jest;
      delete globalThis[EVENT_HANDLERS];
    };
  }

  async setup() {
    await super.setup();
    Error.prepareStackTrace = prepareStackTrace;
  }

  async teardown() {
    await super.teardown();
    this.#restore();
    await this.#closed();
    await dropDatabases();
  }

  /** @throws Error naming what the file left open. */
  async #closed() {
    const since = Date.now();
    for (;;) {
      const left = Object.entries(openHandles()).filter(
        ([kind, count]) => count > (this.#openBefore[kind] ?? 0),
      );
      if (left.length === 0) return;
      if (Date.now() - since > LONGEST_CLOSING)
        throw new Error(
          `The test file left open: ${left.map(([kind, count]) => `${count} ${kind}`).join(", ")}.`,
        );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
