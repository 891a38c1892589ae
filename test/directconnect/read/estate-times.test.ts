import type { Account, Place } from "../../../src/directconnect/accounts/accounts";
import { CallLimits } from "../../../src/directconnect/client/call-limits";
import type { Clients } from "../../../src/directconnect/client/clients";
import type { Collection } from "../../../src/directconnect/collections/collection";
import { connections } from "../../../src/directconnect/collections/connections";
import { lags } from "../../../src/directconnect/collections/lags";
import { virtualInterfaces } from "../../../src/directconnect/collections/virtual-interfaces";
import type { ReadOperation } from "../../../src/directconnect/client/operations";
import { Snapshots } from "../../../src/directconnect/read/snapshots";

/*
 * How long a large estate takes at AWS's default rate, by clocks and timers that the test sets: the rate, the deadline and the
 * pages are those of production, and no machine is too slow.
 */
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const CALLS_PER_SECOND = 20;
const DEADLINE = 15_000;
/** The time of one answer, in milliseconds. */
const ANSWER = 100;
/** Of 10,000 connections with two virtual interfaces each. */
const PAGES: Readonly<Partial<Record<ReadOperation, number>>> = {
  DescribeConnections: 100,
  DescribeVirtualInterfaces: 200,
  DescribeLags: 1,
};
const LISTS: Readonly<Partial<Record<ReadOperation, readonly [list: string, id: string]>>> = {
  DescribeConnections: ["connections", "connectionId"],
  DescribeVirtualInterfaces: ["virtualInterfaces", "virtualInterfaceId"],
  DescribeLags: ["lags", "lagId"],
};

function placeOf(accountId: string): Place {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const account: Account = { accountId, alias: accountId, credentials, regions: ["us-east-1"] };
  return { account, region: "us-east-1" };
}
const large = placeOf("777777777777");

function start() {
  const limits = new CallLimits(CALLS_PER_SECOND, 8);
  const calls: string[] = [];
  const send: Clients["send"] = async (kind, place, operation, input, options) => {
    const { group, abortSignal: signal } = options as { group: string; abortSignal: AbortSignal };
    const end = await limits.enter({ kind, place, group, signal });
    calls.push(operation);
    await new Promise((resolve) => setTimeout(resolve, ANSWER));
    end();
    return answerOf(operation as ReadOperation, input) as never; // as AWS answers this operation
  };
  const snapshots = new Snapshots({ send } as Clients, {
    ...{ freshFor: 5_000, staleFor: 10_000, refreshInterval: 1_000, bytes: 1e9 },
    bounds: { pages: 10_000, bytes: 1e9, milliseconds: 300_000 },
  });
  return { calls, snapshots };
}

/** The next page of a list of 100 rows a page. */
function answerOf(operation: ReadOperation, input: object): object {
  const { nextToken = "0" } = input as { nextToken?: string };
  const page = Number(nextToken);
  const [list = "", id = ""] = LISTS[operation] ?? [];
  const rows = Array.from({ length: 100 }, (_, row) => ({ [id]: `dx-${page}-${row}` }));
  const isLast = page + 1 >= (PAGES[operation] ?? 0);
  return { [list]: rows, ...(!isLast && { nextToken: String(page + 1) }) };
}

/** What a request gets of a list until its deadline: the number of its rows. */
async function rowsOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
  snapshots: Snapshots,
  collection: Collection<Sdk, Row, Name>,
  place: Place,
): Promise<number | undefined> {
  const held = snapshots.at(collection, place, -Infinity);
  if (held !== undefined) return held.snapshot.rows.length;
  const read = snapshots.read(collection, place, -Infinity);
  read.join();
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), DEADLINE));
  const reading = await Promise.race([read.result, late]);
  read.leave(reading === undefined);
  return reading?.snapshot.rows.length;
}

/** Lets time pass until something is done. @returns how long it took, in milliseconds. */
async function timed<Result>(run: Promise<Result>): Promise<{ result: Result; took: number }> {
  const began = performance.now();
  let took: number | undefined;
  const result = run.finally(() => (took = performance.now() - began));
  while (took === undefined) await jest.advanceTimersByTimeAsync(20);
  return { result: await result, took };
}

const nested = (snapshots: Snapshots) =>
  Promise.all([rowsOf(snapshots, connections, large), rowsOf(snapshots, virtualInterfaces, large)]);

test("the third request at the latest is whole, within 60 s, each page is read once, and what follows is fresh", async () => {
  const { calls, snapshots } = start();
  let elapsed = 0;
  let requests = 0;
  for (let isWhole = false; !isWhole;) {
    const { result, took } = await timed(nested(snapshots));
    elapsed += took;
    requests += 1;
    isWhole = result[0] === 10_000 && result[1] === 20_000;
    expect(took).toBeLessThanOrEqual(DEADLINE + 20);
    expect(requests).toBeLessThanOrEqual(3);
  }
  expect(requests).toBeGreaterThan(1); // a request may not wait for as long as reading takes
  expect(elapsed).toBeLessThanOrEqual(60_000);
  expect(calls).toHaveLength(300);
  await jest.advanceTimersByTimeAsync(2_000); // the connections arrived 12 s ago
  expect((await timed(nested(snapshots))).result).toEqual([10_000, 20_000]);
  expect(calls).toHaveLength(300);
});

test("other lists of that account, and other accounts, do not wait for it", async () => {
  const { snapshots } = start();
  const reading = nested(snapshots);
  await jest.advanceTimersByTimeAsync(5_000);
  expect((await timed(rowsOf(snapshots, lags, large))).took).toBeLessThan(1_000);
  const other = placeOf("222222222222");
  expect((await timed(rowsOf(snapshots, lags, other))).took).toBeLessThan(2 * ANSWER);
  await timed(reading);
});
