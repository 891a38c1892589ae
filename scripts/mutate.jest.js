const { join } = require("node:path");

/** Jest's configuration for `npm run mutate`: with the tests of one area, whose glob patterns are in MUTATED_TESTS. */
module.exports = {
  ...require("../jest.config.js"),
  rootDir: join(__dirname, ".."),
  testMatch: (process.env.MUTATED_TESTS ?? "").split(" "),
  testPathIgnorePatterns: ["\\.system\\.test\\.ts$"],
};
