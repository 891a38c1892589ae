const { join } = require("node:path");

// One line per test process that Node 20 will one day not be enough would bury what tests have to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import("jest").Config} */
module.exports = {
  // docs/testing.md says why: Node loads tests and what they import, once for each worker.
  runtime: join(__dirname, "test/runner/runtime.cjs"),
  testEnvironment: join(__dirname, "test/runner/environment.cjs"),
  transform: {},
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  globalSetup: "<rootDir>/test/store/start-postgres.mjs",
  globalTeardown: "<rootDir>/test/store/stop-postgres.mjs",
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.stryker-tmp"],
  // Half of the files wait for something most of the time: two processors have work for four.
  maxWorkers: 4,
  // It ends what hangs. What a busy machine takes many times as long for is not wrong.
  testTimeout: 180_000,
};
