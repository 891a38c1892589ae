import { CallQueue, QueueRefusal } from "../../../src/directconnect/client/call-queue";

/** Time passes only where a test says so: the timers and the clock that never goes back are the test's. */
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const UNBOUNDED = { perSecond: Infinity, concurrency: Infinity };

function queueOf(limits: Partial<typeof UNBOUNDED>) {
  const queue = new CallQueue({ ...UNBOUNDED, ...limits });
  const begun: string[] = [];
  const beginnings: number[] = [];
  const ends: (() => void)[] = [];
  const failed: unknown[] = [];
  const add = (group: string, { isBounded = true, longestWait = Infinity, signal }: Partial<Added> = {}) =>
    void queue.enter({ group, isBounded, longestWait, signal }).then(
      (end) => {
        begun.push(group);
        beginnings.push(performance.now());
        ends.push(end);
      },
      (error: unknown) => failed.push(error),
    );
  return { queue, begun, beginnings, ends, failed, add };
}
interface Added {
  isBounded: boolean;
  longestWait: number;
  signal: AbortSignal;
}
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

test("in no second do more calls begin than may", async () => {
  const { beginnings, add } = queueOf({ perSecond: 4 });
  for (let call = 0; call < 20; call += 1) add("list");
  await pass(6000);
  expect(beginnings).toHaveLength(20);
  for (const [index, at] of beginnings.entries()) {
    expect(at - (beginnings[index - 4] ?? -Infinity)).toBeGreaterThanOrEqual(1000);
  }
});

test.each([-3_600_000, 3_600_000])(
  "a step of the wall clock by %d ms makes no call wait, and admits none",
  async (step) => {
    const { begun, failed, add } = queueOf({ perSecond: 2 });
    for (let call = 0; call < 4; call += 1) add("list", { longestWait: 30_000 });
    await pass(0);
    expect(begun).toHaveLength(2);
    const wall = Date.now();
    jest.spyOn(Date, "now").mockImplementation(() => wall + step);
    await pass(900);
    expect(begun).toHaveLength(2);
    await pass(200);
    expect([begun.length, failed]).toEqual([4, []]);
    jest.restoreAllMocks();
  },
);

test("groups take turns, and within a group the first comes first", async () => {
  const { begun, ends, add } = queueOf({ concurrency: 1 });
  for (const group of ["long", "long", "long", "other", "third", "other"]) add(group);
  for (let call = 0; call < 6; call += 1) {
    await pass(0);
    ends[call]?.();
  }
  await pass(0);
  expect(begun).toEqual(["long", "long", "other", "third", "long", "other"]);
});

test("who sends one call after the other has a share beside a crowd that came at once", async () => {
  const { queue, begun, add } = queueOf({ perSecond: 10 });
  for (let call = 0; call < 100; call += 1) add("crowd");
  let pages = 0;
  void (async () => {
    for (; pages < 20; pages += 1) {
      const end = await queue.enter({ group: "list", isBounded: true, longestWait: Infinity });
      await new Promise((resolve) => setTimeout(resolve, 50)); // until its answer comes
      end();
    }
  })();
  await pass(5_000);
  expect(pages).toBeGreaterThanOrEqual(15); // of about 40 calls that the crowd waited for, too
  expect(begun.length).toBeLessThan(40);
});

test("what is not bounded does not wait for what is", async () => {
  const { begun, add } = queueOf({ concurrency: 1 });
  add("list");
  add("list");
  add("check", { isBounded: false });
  await pass(0);
  expect(begun).toEqual(["list", "check"]);
});

test("who gives up leaves the queue, and takes nothing of the rate", async () => {
  const { begun, failed, add } = queueOf({ perSecond: 1 });
  const gone = new AbortController();
  add("first");
  add("gone", { signal: gone.signal });
  add("next");
  await pass(500);
  gone.abort(new Error("gone"));
  await pass(600);
  expect(begun).toEqual(["first", "next"]);
  expect(failed).toEqual([new Error("gone")]);
});

test("who waits too long is refused, and a pause holds all", async () => {
  const { queue, begun, failed, add } = queueOf({ perSecond: 100 });
  queue.pause(5_000);
  add("change", { longestWait: 3_000 });
  add("list");
  await pass(2_999);
  expect([begun, failed]).toEqual([[], []]);
  await pass(2);
  expect(failed).toEqual([new QueueRefusal()]);
  await pass(2_000);
  expect(begun).toEqual(["list"]);
});
