import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** A list that does not end, or exceeds the memory, ends with an error. */
let gateway: GatewayUnderTest;
let clock = 0;
const start = async (settings: Record<string, string>) => {
  gateway = await startGatewayUnderTest({ now: () => clock, settings });
};
afterEach(() => gateway.stop());

const KEPT = { SNAPSHOT_FRESH_MS: "5000", SNAPSHOT_STALE_MS: "10000" };
const LIST = `{ connections(accounts: ["acme"], regions: ["us-east-1"]) {
  nodes { connectionId } totalCount unavailable { code }
} }`;
const calls = () => gateway.emulator.requests.list("DescribeConnections").length;
/** Why the list could not be read; empty where it could. */
const failures = ({ errors }: Awaited<ReturnType<typeof gateway.ask>>) =>
  errors.map(({ message, extensions: { code, retryable } }) => ({ code, message, retryable }));

test("the same nextToken twice", async () => {
  await start({});
  gateway.emulator.faults.add({ kind: "sameNextToken", operation: "DescribeConnections" });
  expect(failures(await gateway.ask(LIST))).toEqual([
    {
      code: "UPSTREAM_UNAVAILABLE",
      message:
        "DescribeConnections in us-east-1 was not read to its end: Direct Connect answered a nextToken that it had answered before.",
      retryable: true,
    },
  ]);
  expect(calls()).toBe(2);
});

test("more pages than READ_MAX_PAGES", async () => {
  await start({ READ_MAX_PAGES: "7" });
  gateway.emulator.faults.add({ kind: "endlessPages", operation: "DescribeConnections" });
  expect(failures(await gateway.ask(LIST))).toMatchObject([
    {
      code: "UPSTREAM_UNAVAILABLE",
      message:
        "DescribeConnections in us-east-1 was not read to its end: it has more than 7 pages (READ_MAX_PAGES).",
    },
  ]);
  expect(calls()).toBe(7);
});

test.each([
  ["in one answer", [{ kind: "largeBody", bytes: 1.5 * 2 ** 20 }], 1],
  [
    "in all its answers",
    [
      { kind: "endlessPages", count: 1 },
      { kind: "largeBody", bytes: 2 ** 20 },
    ],
    2,
  ],
] as const)("more bytes than READ_MAX_MB, %s", async (_where, faults, expected) => {
  await start({ READ_MAX_MB: "1", READ_ATTEMPTS: "3" });
  for (const fault of faults) gateway.emulator.faults.add({ ...fault, operation: "DescribeConnections" });
  expect(failures(await gateway.ask(LIST))).toMatchObject([
    {
      code: "UPSTREAM_UNAVAILABLE",
      message:
        "DescribeConnections in us-east-1 was not read to its end: it has more than 1 MB (READ_MAX_MB).",
    },
  ]);
  expect(calls()).toBe(expected);
});

test("more bytes than READ_MAX_MB, in pages that are each smaller", async () => {
  const large = { accountId: "777777777777", alias: "large", regions: ["us-east-1"] };
  const credentials = { accessKeyId: "777777777777", secretAccessKey: "emulated" };
  gateway = await startGatewayUnderTest({
    ...{ now: () => clock, settings: { READ_MAX_MB: "1" } },
    ...{ emulator: { network: { connections: 300 } }, accounts: [{ ...large, credentials }] },
  });
  const list = '{ connections(regions: ["us-east-1"]) { totalCount } }';
  gateway.emulator.faults.add({ kind: "largeBody", bytes: 450_000 });
  expect(failures(await gateway.ask(list))).toMatchObject([
    { message: expect.stringContaining("more than 1 MB (READ_MAX_MB)") },
  ]);
  expect(calls()).toBe(3);
  gateway.emulator.faults.clear();
  gateway.emulator.faults.add({ kind: "largeBody", bytes: 200_000 });
  expect(failures(await gateway.ask(list))).toEqual([]);
});

test("an answer of just less than the bound is read", async () => {
  await start({ READ_MAX_MB: "1" });
  gateway.emulator.faults.add({ kind: "largeBody", bytes: 2 ** 20 - 70_000 });
  expect(failures(await gateway.ask(LIST))).toEqual([]);
});

test("what came to a bound is not read again by every request, but after a while", async () => {
  await start({ ...KEPT, READ_MAX_PAGES: "7", REFRESH_INTERVAL_MS: "1000" });
  gateway.emulator.faults.add({ kind: "endlessPages", operation: "DescribeConnections" });
  const first = failures(await gateway.ask(LIST));
  expect(failures(await gateway.ask(LIST))).toEqual(first);
  expect(calls()).toBe(0);
  gateway.emulator.faults.clear();
  clock += 1000;
  expect(failures(await gateway.ask(LIST))).toEqual([]);
  expect(calls()).toBe(1);
});

test("a row on two pages counts once", async () => {
  await start({});
  const { data: once } = await gateway.ask(LIST);
  gateway.emulator.faults.add({ kind: "endlessPages", operation: "DescribeConnections", count: 1 });
  const { data: twice } = await gateway.ask(LIST);
  expect(calls()).toBe(2);
  expect(once.connections.totalCount).toBeGreaterThan(0);
  expect(twice).toEqual(once);
});

test("a background refresh ends at READ_MAX_MS, and the next request reads anew", async () => {
  await start({ ...KEPT, READ_MAX_MS: "4000" });
  const before = await gateway.ask(LIST);
  clock += 5_000;
  gateway.emulator.faults.add({ kind: "neverAnswers", operation: "DescribeConnections", count: 1 });
  expect((await gateway.ask(LIST)).data).toEqual(before.data); // and the refresh is on its way
  clock += 10_000;
  // a request that arrives now joins it, and is answered when it ends
  const joined = await gateway.ask(LIST);
  expect(failures(joined)).toMatchObject([{ code: "UPSTREAM_TIMEOUT" }]);
  clock += 60_000;
  expect((await gateway.ask(LIST)).data).toEqual(before.data);
  expect(calls()).toBe(1);
});

test("an answer whose body stops in its middle takes no longer than AWS_TIMEOUT_MS, and is requested again", async () => {
  await start({ AWS_TIMEOUT_MS: "300", READ_ATTEMPTS: "2" });
  gateway.emulator.faults.add({ kind: "trickle", milliseconds: 600_000, count: 1 });
  expect(failures(await gateway.ask(LIST))).toEqual([]);
  expect(calls()).toBe(2);
});
