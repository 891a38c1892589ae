// One line per test process that Node 20 will one day not be enough would bury what tests have to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const compile = (syntax) => [
  "@swc/jest",
  {
    jsc: {
      parser: { syntax, decorators: true },
      transform: { legacyDecorator: true, useDefineForClassFields: false },
      target: "es2022",
    },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  },
];

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: {
    "^.+\\.ts$": compile("typescript"),
    "/node_modules/jose/.+\\.js$": compile("ecmascript"),
    "/@opentelemetry/otlp-exporter-base/.+\\.js$": compile("ecmascript"),
  },
  // jest's own `require` loads neither ES modules, as which alone jose is written, nor what OpenTelemetry's exporter
  // loads by a true import().
  transformIgnorePatterns: ["/node_modules/(?!jose/|@opentelemetry/otlp-exporter-base/)"],
  globalSetup: "<rootDir>/test/store/start-postgres.mjs",
  globalTeardown: "<rootDir>/test/store/stop-postgres.mjs",
  setupFiles: ["reflect-metadata", "<rootDir>/test/realm.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist"],
  // Half of the files wait for something most of the time; and a worker that leaves something open is ended.
  maxWorkers: 2,
  // It ends what hangs. What a busy machine takes three times as long for is not wrong.
  testTimeout: 60_000,
};
