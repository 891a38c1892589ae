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
/** The same after a test failed; in milliseconds. */
const LONGEST_AFTER_FAILURE = 1_000;

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
 * something open fails; where a test of it failed, that is what is reported.
 */
module.exports = class NativeEnvironment extends TestEnvironment {
  #restore;
  #openBefore = openHandles();
  #failed = false;

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
    const { TEST_DATABASES, JEST_WORKER_ID = "1" } = env;
    if (TEST_DATABASES !== undefined) env.TEST_DATABASE_URL = TEST_DATABASES + JEST_WORKER_ID;
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

  /** Jest calls it with all that happens to the file's tests. */
  handleTestEvent({ name, test }) {
    if (name === "hook_failure") this.#failed = true;
    if (name === "test_done" && test.errors.length > 0) this.#failed = true;
  }

  /** What the file left open would be reported in place of its failures: a test that fails often stops nothing. */
  async teardown() {
    await super.teardown();
    this.#restore();
    const left = await this.#leftOpen(this.#failed ? LONGEST_AFTER_FAILURE : LONGEST_CLOSING);
    if (left !== "" && !this.#failed) throw new Error(`The test file left open: ${left}.`);
    if (left !== "") console.error(`A test failed, and its file left open: ${left}.`);
    else await dropDatabases();
  }

  /** @returns what the file has left open after so many milliseconds, as `2 TCPSocketWrap, 1 Timeout`, or nothing. */
  async #leftOpen(milliseconds) {
    const since = Date.now();
    for (;;) {
      const left = Object.entries(openHandles())
        .map(([kind, count]) => [kind, count - (this.#openBefore[kind] ?? 0)])
        .filter(([, count]) => count > 0);
      if (left.length === 0 || Date.now() - since > milliseconds)
        return left.map(([kind, count]) => `${count} ${kind}`).join(", ");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
