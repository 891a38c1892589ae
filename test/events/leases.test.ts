import { LEASE_MILLISECONDS, WatchLeases } from "../../src/events/watch-leases";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { borrowSharedDatabase } from "../runner/databases";

const logger = createLogger({ level: "silent", pretty: false });
const PLACE = { account: "222222222222", region: "us-east-1" };
const SECOND = 1_000;

let store: Store;
beforeEach(async () => {
  store = new Store({ timeoutMilliseconds: 50_000, postgres: await borrowSharedDatabase() }, logger);
});
afterEach(() => store.close());

const process = () => {
  const clocks = new HandClocks();
  const leases = new WatchLeases(store, clocks);
  /** One run, a second after the last one. */
  const run = async () => {
    clocks.pass(SECOND);
    await leases.run([PLACE], () => true);
    return leases.nameOf(PLACE) !== undefined;
  };
  return { leases, run };
};

test("one process at a time watches a place, as long as it renews its lease", async () => {
  const [one, other] = [process(), process()];
  expect(await one.run()).toBe(true);
  for (let seconds = 0; seconds < 30; seconds += 1) {
    expect(await one.run()).toBe(true);
    expect(await other.run()).toBe(false);
  }
});

test("what a process leaves silently is taken over within 10 seconds, and it finds that out", async () => {
  const [one, other] = [process(), process()];
  await one.run();
  let seconds = 0;
  while (!(await other.run())) seconds += 1;
  expect(seconds).toBeGreaterThanOrEqual(LEASE_MILLISECONDS / SECOND);
  expect(seconds).toBeLessThan(10);
  expect(await one.run()).toBe(false);
});

test("what is given back is taken over at once", async () => {
  const [one, other] = [process(), process()];
  await one.run();
  expect(await other.run()).toBe(false);
  await one.leases.release(PLACE);
  expect(await other.run()).toBe(true);
});
