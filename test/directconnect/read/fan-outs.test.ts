import { accounts } from "../../../src/emulator/fixtures/accounts";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/*
 * One list of one page in each of many places takes longer than a request may wait: what was read is kept, and what was not
 * is still read, though no request waits.
 */

const ACCOUNTS = [accounts.enterprise, accounts.acme, accounts.partner];
const REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];
const PLACES = ACCOUNTS.length * REGIONS.length;

let gateway: GatewayUnderTest;
/** @param deadline how long a request may wait, in milliseconds. */
async function start(deadline: string): Promise<void> {
  gateway = await startGatewayUnderTest({
    now: () => 0,
    settings: {
      ...{ SNAPSHOT_FRESH_MS: "60000", READ_DEADLINE_MS: deadline },
      ...{ AWS_TIMEOUT_MS: "15000", METRICS_PORT: "0" },
    },
  });
  await execute('{ locations(regions: ["us-east-1"]) { totalCount } }'); // what a first request takes is no part of this
}
afterEach(async () => {
  gateway.emulator.faults.clear();
  await gateway.stop();
});

const EVERYWHERE = `{ connections(accounts: ${JSON.stringify(ACCOUNTS)}, regions: ${JSON.stringify(REGIONS)}) {
  totalCount unavailable { code region }
} }`;

/** Sends a document, and keeps the emulator's list of requests. */
async function execute(query = EVERYWHERE, signal?: AbortSignal) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in `startGatewayUnderTest`
  return (await response.json()) as { data: any; errors?: { extensions: object }[] };
}

const lists = () => gateway.emulator.requests.list("DescribeConnections").length;
const hold = (region?: string) =>
  gateway.emulator.faults.add({
    ...{ kind: "held" as const, operation: "DescribeConnections" },
    ...(region !== undefined && { region }),
  });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("each place is read once, in the background, and the next request is whole", async () => {
  await start("2000");
  hold();
  const first = await execute();
  expect(first.data).toEqual({ connections: null });
  expect(first.errors).toMatchObject([{ extensions: { code: "UPSTREAM_TIMEOUT", retryable: true } }]);
  await until(() => lists() === PLACES);
  gateway.emulator.faults.clear();
  const { data } = await execute();
  expect(data.connections.unavailable).toEqual([]);
  expect(data.connections.totalCount).toBeGreaterThan(0);
  expect(lists()).toBe(PLACES);
});

test("what was read is kept, and only the rest is read on", async () => {
  await start("2000");
  hold("eu-central-1");
  const { data: first } = await execute();
  const dark = ACCOUNTS.map(() => ({ code: "UPSTREAM_TIMEOUT", region: "eu-central-1" }));
  expect(first.connections.unavailable).toEqual(dark);
  expect(lists()).toBe(PLACES);
  const { data: second } = await execute();
  expect(second.connections.unavailable).toEqual(dark); // it joins what is being read
  expect(lists()).toBe(PLACES);
  gateway.emulator.faults.clear();
  const { data: third } = await execute();
  expect(third.connections.unavailable).toEqual([]);
  expect(lists()).toBe(PLACES);
});

test("a client that disconnects ends reads that no other request waits for", async () => {
  await start("60000");
  hold();
  const hangUp = new AbortController();
  const calls = execute(EVERYWHERE, hangUp.signal);
  await until(() => lists() === PLACES);
  hangUp.abort();
  await expect(calls).rejects.toThrow();
  await until(() => gateway.logged.filter(({ error }) => error === "AbortError").length === PLACES);
  gateway.emulator.faults.clear();
  await execute();
  expect(lists()).toBe(2 * PLACES);
});
