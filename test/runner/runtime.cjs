const { createRequire } = require("node:module");
const { dirname, sep } = require("node:path");
const Runtime = require("jest-runtime").default;

const TESTS = dirname(__dirname) + sep;
const OWN = __dirname + sep;

/**
 * Jest's module runtime, but Node itself loads the tests and what they import, into its own realm, as it loads
 * `dist/server.js`. Jest would load the gateway, the AWS SDK and all other libraries anew, into a realm of its own, for
 * each test file: seconds of each. Here a worker process loads them once, and only the files under `test/` anew for each
 * test file. `jest.mock` and `jest.resetModules` have no effect here.
 */
module.exports = class NativeModules extends Runtime {
  requireModule(from, moduleName = from) {
    globalThis.jest ??= this.requireModuleOrMock(from, "@jest/globals").jest;
    return createRequire(from)(moduleName);
  }

  /** Forgets what belongs to one test file: those under `test/`, and the part of Jest that holds a file's tests. */
  teardown() {
    for (const path of Object.keys(require.cache))
      if ((path.startsWith(TESTS) && !path.startsWith(OWN)) || path.endsWith(`${sep}jestAdapterInit.js`))
        delete require.cache[path];
    super.teardown();
  }
};
