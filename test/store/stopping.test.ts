import { setTimeout as wait } from "node:timers/promises";
import { databaseInBetween } from "../journal/database-in-between";
import { against, emulatorAlone, start, stopAll, whenOver } from "../program";

// each test starts a process, which compiles its sources first

afterEach(stopAll);

/** Without a bound of its own, closing would take as long. */
const HOUR = 3_600_000;

test("a gateway ends when its drain does, though its database swallows all that it is sent", async () => {
  const between = await databaseInBetween();
  whenOver(() => {
    between.stop();
    return Promise.resolve();
  });
  const { child, ended, output, url } = start({
    ...against(await emulatorAlone()),
    DATABASE_URL: between.postgres.url,
    SHUTDOWN_NOTICE_MS: "0",
    DRAIN_TIMEOUT_MS: "100",
    STORE_TIMEOUT_MS: String(HOUR),
  });
  await url();
  while (!output.stdout.includes("listening to PostgreSQL")) await wait(20);
  between.be("silent");
  await wait(3_500); // the background reconciler has used the store, and three beats of the LISTEN session were due
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0 });
  expect(output.stdout).toContain("the store did not close in time");
  expect(output.stderr).not.toContain("client.query()"); // pg warns of a statement that does not wait for the last one
});
