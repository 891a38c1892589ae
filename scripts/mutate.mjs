// Plants faults in one area of the code, one at a time, and reports those that its tests do not see:
// `npm run mutate -- lists`. It takes from minutes to hours; docs/testing.md says more.
import { spawn } from "node:child_process";
import { startPostgres } from "../test/store/start-postgres.mjs";

/** Each area: where faults are planted, and the tests that must see them. */
const AREAS = {
  auth: { mutate: ["src/auth/*.ts", "!src/auth/make-api-key.ts"], tests: ["auth/**/*"] },
  journal: {
    mutate: ["src/journal/*.ts"],
    tests: ["journal/**/*", "resolvers/{journal-entry,deprecated-usage}"],
  },
  write: {
    mutate: ["src/directconnect/write/**/*.ts"],
    tests: ["directconnect/write/**/*", "journal/changes"],
  },
  grants: {
    mutate: ["src/directconnect/read/{narrow-grants,narrowed}.ts", "src/auth/{grants,narrow-operations}.ts"],
    tests: ["auth/{grants,granted-rows,region-grants,reach,visible}"],
  },
  lists: {
    mutate: ["src/directconnect/lists/*.ts"],
    tests: ["directconnect/lists/*", "resolvers/connection-lists", "http/pages", "resolvers/port"],
  },
  cost: {
    mutate: ["src/http/limits/{cost,cost-meter,fan-out,list-sizes,argument-bounds,comparisons}.ts"],
    tests: ["http/limits", "http/limits/*", "http/shared-budgets"],
  },
};

const [name, ...rest] = process.argv.slice(2);
const area = AREAS[name];
if (area === undefined) throw new Error(`Name an area: ${Object.keys(AREAS).join(", ")}.`);

const postgres = await startPostgres();
const stryker = spawn(
  "npx",
  ["stryker", "run", "stryker.config.json", "--mutate", area.mutate.join(","), ...rest],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      MUTATED_TESTS: area.tests.map((path) => `<rootDir>/test/${path}.test.ts`).join(" "),
    },
  },
);
process.exitCode = await new Promise((resolve) => stryker.on("close", resolve));
await postgres.stop();
