require("@swc-node/register");
require("reflect-metadata"); // type-graphql expects it, whichever module a test imports first
const { TestEnvironment } = require("jest-environment-node");

/** Says in stack traces where in the TypeScript sources something is; Jest's own knows only what Jest itself compiled. */
const { prepareStackTrace } = Error;

/** Where Jest's runner keeps what listens to a file's tests. */
const EVENT_HANDLERS = Symbol.for("EVENT_HANDLERS");

/**
 * The environment that belongs to `runtime.cjs`: tests run in Node's own realm. What a test file does to the process is
 * undone after it: variables of the environment, the console, `process.exit`, Jest's own globals.
 */
module.exports = class NativeEnvironment extends TestEnvironment {
  #restore;

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({
      config: config.projectConfig,
      global: globalThis,
    });
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
  }
};
