import { Accounts } from "../../src/directconnect/accounts/accounts";
import { Clients } from "../../src/directconnect/client/clients";
import { proposals } from "../../src/directconnect/collections/association-proposals";
import { connections } from "../../src/directconnect/collections/connections";
import { lags } from "../../src/directconnect/collections/lags";
import { locations } from "../../src/directconnect/collections/locations";
import { type SnapshotLimits, Snapshots } from "../../src/directconnect/read/snapshots";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { startEmulator } from "../../src/emulator/wire/server";

const LIMITS: SnapshotLimits = {
  freshFor: 5_000,
  staleFor: 0,
  refreshInterval: 1_000,
  bounds: { pages: 1e6, bytes: 1e9, milliseconds: 60_000 },
  bytes: 1e9,
};
const accounts = new Accounts(
  [
    ...emulatedAccounts(),
    {
      accountId: "777777777777",
      alias: "large",
      regions: ["us-east-1"],
      credentials: { accessKeyId: "777777777777", secretAccessKey: "emulated" },
    },
  ],
  "us-east-1",
);

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let clients: Clients;
let clock = 0;
beforeAll(async () => {
  emulator = await startEmulator({
    clock: { mode: "manual" },
    seed: "test",
    network: { connections: 250 },
  });
  clients = new Clients({ endpoint: emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
beforeEach(() => emulator.requests.clear());
afterAll(async () => {
  clients.close();
  await emulator.close();
});
const snapshotsWithin = (limits: Partial<SnapshotLimits> = {}) =>
  new Snapshots(clients, { ...LIMITS, ...limits }, () => clock);

test("a refresh that finds nothing changed keeps the snapshot, its rows and its version", async () => {
  const snapshots = snapshotsWithin();
  const place = accounts.place("acme", "us-east-1");
  const first = await snapshots.read(connections, place, -Infinity).result;
  const { key, version } = first.snapshot;
  expect(snapshots.isCurrent(key, version)).toBe(true);
  clock += LIMITS.freshFor;
  expect(snapshots.isCurrent(key, version)).toBe(false);

  const second = await snapshots.read(connections, place, -Infinity).result;
  expect(second.snapshot).toBe(first.snapshot);
  expect(second.readAt).toBe(first.readAt + LIMITS.freshFor);
  expect(snapshots.isCurrent(key, version, second.readAt)).toBe(true);
  expect(snapshots.isCurrent(key, version, second.readAt + 1)).toBe(false);
  expect(snapshots.isCurrent(key, version + 1)).toBe(false);

  snapshots.forget({ operations: ["DescribeConnections"], account: null, region: "us-east-1" });
  expect(snapshots.isCurrent(key, version)).toBe(false);
});

test("the pages of a collection are read once, and then answered from", async () => {
  const snapshots = snapshotsWithin();
  const place = accounts.place("large", "us-east-1");
  const { snapshot } = await snapshots.read(connections, place, -Infinity).result;
  expect(snapshot.rows).toHaveLength(250);
  const pages = emulator.requests.list().length;
  expect(pages).toBeGreaterThan(1);
  expect(snapshots.at(connections, place, -Infinity)?.snapshot).toBe(snapshot);
  expect(emulator.requests.list()).toHaveLength(pages);
});

test("the bound on memory holds, and the least recently used goes first", async () => {
  const place = accounts.place("large", "us-east-1");
  const unbounded = snapshotsWithin();
  await unbounded.read(connections, place, -Infinity).result;
  await unbounded.read(lags, place, -Infinity).result;
  await unbounded.read(locations, place, -Infinity).result;
  const bytes = unbounded.size.bytes - 1;
  const snapshots = snapshotsWithin({ bytes });
  await snapshots.read(locations, place, -Infinity).result;
  await snapshots.read(lags, place, -Infinity).result;
  expect(snapshots.at(locations, place, -Infinity)).toBeDefined(); // used again, so the LAGs go first
  await snapshots.read(connections, place, -Infinity).result;
  expect(snapshots.size.bytes).toBeLessThanOrEqual(bytes);
  expect(snapshots.at(lags, place, -Infinity)).toBeUndefined();
  expect(snapshots.at(locations, place, -Infinity)).toBeDefined();
  expect(snapshots.at(connections, place, -Infinity)).toBeDefined();
});

test("what a read is narrowed by counts towards the bound, whatever a caller names", async () => {
  const place = accounts.place("acme", "us-east-1");
  const bytes = 1_000_000;
  const snapshots = snapshotsWithin({ bytes });
  for (let index = 0; index < 20; index += 1) {
    const associatedGatewayId = `tgw-${index}${"f".repeat(100_000)}`;
    const ofGateway = { ...proposals, input: { associatedGatewayId } };
    const { snapshot } = await snapshots.read(ofGateway, place, -Infinity).result;
    expect(snapshot.rows).toEqual([]);
    expect(snapshots.size.bytes).toBeLessThanOrEqual(bytes);
  }
  expect(snapshots.size.snapshots).toBe(2);
});

test("a snapshot that alone exceeds the bound is used as long as all others, and reported in a metric", async () => {
  const snapshots = snapshotsWithin({ bytes: 1 });
  const place = accounts.place("acme", "us-east-1");
  const { snapshot } = await snapshots.read(connections, place, -Infinity).result;
  expect(snapshots.at(connections, place, -Infinity)?.snapshot).toBe(snapshot);
  expect(snapshots.oversized()).toEqual(new Map([["DescribeConnections", 1]]));
  await snapshots.read(lags, place, -Infinity).result;
  expect(snapshots.at(connections, place, -Infinity)?.snapshot).toBe(snapshot);
  clock += LIMITS.freshFor;
  expect(snapshots.at(connections, place, -Infinity)).toBeUndefined();
  await snapshots.read(locations, place, -Infinity).result; // which only fits in place of the others
  expect(snapshots.oversized()).toEqual(new Map([["DescribeLocations", 1]]));
});

test("a read that two wait for goes on when one of them gives up, and is aborted when both have", async () => {
  emulator.faults.add({ kind: "latency", milliseconds: 200, count: 1 });
  const snapshots = snapshotsWithin();
  const place = accounts.place("acme", "us-east-1");
  const inFlight = snapshots.read(connections, place, -Infinity);
  inFlight.join();
  expect(snapshots.read(connections, place, -Infinity)).toBe(inFlight);
  inFlight.join();
  inFlight.leave();
  expect((await inFlight.result).snapshot.rows.length).toBeGreaterThan(0);
  expect(emulator.requests.list()).toHaveLength(1);

  emulator.faults.add({ kind: "neverAnswers", count: 1 });
  const lost = snapshots.read(lags, place, -Infinity);
  lost.join();
  lost.join();
  lost.leave();
  lost.leave();
  await expect(lost.result).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  expect(snapshots.read(lags, place, -Infinity)).not.toBe(lost);
});
