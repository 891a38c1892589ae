#!/usr/bin/env node
import { parseArgs } from "node:util";
import { makeApiKey } from "./api-keys";

const HELP = `Makes an API key for a caller, shows it once, and what the config file needs to know of it.

  npm run api-key -- --name portal-acme --expires 2027-06-30

  --name     the caller that it is for
  --expires  its last moment: a day (until its end, UTC) or a time, such as 2027-06-30T12:00:00Z
`;

/** @throws Error saying what is wrong with the arguments. */
function run(): void {
  const { values } = parseArgs({
    options: { name: { type: "string" }, expires: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const { name, expires } = values;
  if (name === undefined || expires === undefined)
    throw new Error(`--name and --expires are needed.\n\n${HELP}`);
  const end = new Date(/^\d{4}-\d\d-\d\d$/.test(expires) ? `${expires}T23:59:59Z` : expires);
  if (Number.isNaN(end.getTime())) throw new Error(`--expires: "${expires}" is no day and no time.`);
  if (end.getTime() <= Date.now()) throw new Error(`--expires: ${end.toISOString()} is over already.`);
  const { key, stored } = makeApiKey(end);
  process.stdout.write(`The key of ${name}; it is shown this once:

  ${key}

For CONFIG_FILE, in "apiKeys" of the caller "${name}" ("revoked": true beside it takes it back):

  ${JSON.stringify(stored)}
`);
}

try {
  run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
