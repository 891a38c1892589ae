import { Clients } from "../../../../src/directconnect/client/clients";
import type { Input } from "../../../../src/directconnect/client/operations";
import { readerOf } from "../../../../src/directconnect/write/reconciliation/reader";
import type { ReadBounds } from "../../../../src/directconnect/read/read-bounds";
import { check } from "../../../../src/directconnect/write/reconciliation/check";
import { accounts } from "../../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../../src/emulator/fixtures/names";
import { type Emulator, startEmulator } from "../../../../src/emulator/wire/server";
import { OPEN_FENCE } from "../../../open-fence";
import { emulatedPlace } from "../../reconciliation/scene";

const operation = "AllocateHostedConnection";
const place = emulatedPlace("partner");
const input: Input<typeof operation> = {
  ...{ connectionId: fixtureIds["ic-dc2"], ownerAccount: accounts.acme, vlan: 310 },
  ...{ bandwidth: "50Mbps", connectionName: "branch" },
};

let emulator: Emulator;
let clients: Clients;
beforeEach(async () => {
  emulator = await startEmulator({ clock: { mode: "manual" }, seed: "test" });
  clients = new Clients({ endpoint: emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
afterEach(async () => {
  clients.close();
  await emulator.close();
});

/** The hosted connection to find on an interconnect that has more of them than a page. */
const checked = (sendings = 1) =>
  check(
    operation,
    () => readerOf(clients, place),
    Array.from({ length: sendings }, (_, index) => ({ input, marker: `marker-${index}`, before: null })),
  );
const reads = () => emulator.requests.list("DescribeHostedConnections").length;

test("that nothing is on a list of several pages takes two readings that agree", async () => {
  expect(await checked()).toEqual({ outcome: "notApplied" });
  expect(reads()).toBe(4);
});

test("a row that moved from page to page meanwhile is found in the next reading", async () => {
  await clients.send("write", place, operation, input, { fence: OPEN_FENCE });
  emulator.faults.add({ kind: "shift", rows: 100, count: 1 });
  expect(await checked()).toMatchObject({ outcome: "applied", output: { vlan: 310 } });
  expect(reads()).toBe(6); // the last two readings agree
});

test("rows that come twice again and again make the outcome unknown", async () => {
  emulator.faults.add({ kind: "shift", rows: -1 });
  expect(await checked()).toMatchObject({ outcome: "unknown", why: expect.stringContaining("moved") });
});

test("all sendings of a change are checked with one reading", async () => {
  expect(await checked(3)).toEqual({ outcome: "notApplied" });
  expect(reads()).toBe(4);
});

test("a list of one page is read once", async () => {
  const onAnother = { ...input, connectionId: fixtureIds["ic-va1"] };
  const verdict = await check(operation, () => readerOf(clients, place), [
    { input: onAnother, marker: "marker", before: null },
  ]);
  expect(verdict).toEqual({ outcome: "notApplied" });
  expect(reads()).toBe(1);
});

test("a next page whose name is no text may have the one, and makes the outcome unknown", async () => {
  const body = { connections: [], nextToken: 12_345 };
  emulator.faults.add({ kind: "givenBody", operation: "DescribeHostedConnections", body });
  expect(await checked()).toMatchObject({ outcome: "unknown" });
});

test.each([
  ["is none", null],
  ["has no id", {}],
  ["has an empty id", { connectionId: "" }],
])("a row that %s may be the one, and makes the outcome unknown", async (_how, row) => {
  const body = { connections: [row, { connectionId: "dxcon-ffother1" }] };
  emulator.faults.add({ kind: "givenBody", operation: "DescribeHostedConnections", body });
  expect(await checked()).toMatchObject({ outcome: "unknown", why: expect.stringContaining("do not fit") });
});

const missing = {
  kind: "error",
  error: { name: "DirectConnectClientException", message: "Account does not exist" },
} as const;

test("a parent that is gone before its second page is read says nothing of what was on it", async () => {
  const body = { connections: [{ connectionId: "dxcon-ffother1" }], nextToken: "more" };
  emulator.faults.add({ kind: "givenBody", operation: "DescribeHostedConnections", body, count: 1 });
  emulator.faults.add({ ...missing, operation: "DescribeHostedConnections" });
  expect(await checked()).toMatchObject({ outcome: "unknown" });
});

test("a list of everything of which AWS says that something is missing is none, and makes the outcome unknown", async () => {
  emulator.faults.add({ ...missing, operation: "DescribeConnections" });
  const order = { location: "EqDC2", bandwidth: "1Gbps", connectionName: "new" };
  const verdict = await check("CreateConnection", () => readerOf(clients, place), [
    { input: order, marker: "marker", before: null },
  ]);
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "UPSTREAM_UNAVAILABLE" } });
});

test("a list that names the same next page again ends, and makes the outcome unknown", async () => {
  emulator.faults.add({ kind: "sameNextToken", operation: "DescribeHostedConnections" });
  expect(await checked()).toMatchObject({
    outcome: "unknown",
    error: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
  });
  expect(reads()).toBe(2);
});

describe("a list that goes beyond what reading one may take makes the outcome unknown", () => {
  const checkedWithin = (bounds: Partial<ReadBounds>) => {
    const most = { pages: 2_000, bytes: 2 ** 30, milliseconds: 60_000, ...bounds };
    const held = { bounds: most, lastListing: () => undefined };
    return check(operation, () => readerOf(clients, place, { held }), [
      { input, marker: "marker", before: null },
    ]);
  };

  test("by its pages", async () => {
    emulator.faults.add({ kind: "endlessPages", operation: "DescribeHostedConnections" });
    expect(await checkedWithin({ pages: 3 })).toMatchObject({
      outcome: "unknown",
      why: expect.stringContaining("READ_MAX_PAGES"),
    });
    expect(reads()).toBe(3);
  });

  test("by its bytes", async () => {
    emulator.faults.add({ kind: "largeBody", operation: "DescribeHostedConnections", bytes: 2 ** 21 });
    expect(await checkedWithin({ bytes: 2 ** 20 })).toMatchObject({
      outcome: "unknown",
      why: expect.stringContaining("READ_MAX_MB"),
    });
    expect(reads()).toBe(1);
  });
});
