import { pino } from "pino";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import { Accounts } from "../../../src/directconnect/accounts/accounts";
import type { Snapshots } from "../../../src/directconnect/read/snapshots";
import type { Invalidation } from "../../../src/directconnect/write/invalidation";
import { InvalidationChannel } from "../../../src/directconnect/write/invalidation-channel";
import { readInvalidation } from "../../../src/directconnect/write/invalidation-text";
import { RecentChanges } from "../../../src/directconnect/write/recent-changes";
import type { Journal } from "../../../src/journal/journal";
import type { RecentChange } from "../../../src/journal/recent-changes";

const WINDOW = 30_000;
const logger = pino({ enabled: false });
const accounts = new Accounts(emulatedAccounts(), "us-east-1");

/** A channel whose snapshots write down what they receive, on a clock that is set by hand. */
function start(settledChange: Journal["settledChange"] = () => Promise.resolve(undefined)) {
  const clock = { now: 0 };
  const applied: (Invalidation | "everything")[] = [];
  const waiting: (() => string)[] = [];
  const snapshots: Pick<Snapshots, "now" | "invalidate" | "forgetAll"> = {
    now: () => clock.now,
    invalidate: (invalidation) => applied.push(invalidation),
    forgetAll: () => applied.push("everything"),
  };
  const channel = new InvalidationChannel(
    {
      accounts,
      snapshots: snapshots as Snapshots, // the channel uses nothing else of it
      journal: { settledChange },
      sender: { publish: (make) => waiting.push(make) },
    },
    { consistencyMilliseconds: WINDOW, underWayMilliseconds: WINDOW },
    logger,
  );
  return { clock, applied, waiting, channel };
}

const entry: RecentChange["entry"] = {
  ...{ id: "1", operation: "UpdateConnection", account: "222222222222", region: "us-east-1" },
  input: { connectionId: "dxcon-1", connectionName: "new" },
  before: null,
};
const output = { connectionId: "dxcon-1", connectionName: "new" };
const order = { from: 1, until: 2 };

test("a message that waits until it is sent is valid for as much shorter", () => {
  const { clock, waiting, channel } = start();
  channel.learned({ entry, output, order });
  clock.now += 10_000;
  const [make] = waiting;
  expect(readInvalidation(make?.() ?? "")?.validMilliseconds).toBe(WINDOW - 10_000);
  clock.now += WINDOW;
  expect(readInvalidation(make?.() ?? "")?.validMilliseconds).toBe(0);
});

test("a change of a later version in the journal may concern anything: all is read anew", () => {
  const { applied, channel } = start();
  const change = { output, order, ageMilliseconds: 0 };
  channel.recall({ entry, ...change });
  expect(applied).toMatchObject([{ id: "1" }]);
  channel.recall({ entry: { ...entry, operation: "RenameEverything" }, ...change });
  expect(applied.slice(1)).toEqual(["everything"]);
});

test("what was changed meanwhile is read in the journal until that succeeds, and applied in its order", async () => {
  jest.useFakeTimers();
  try {
    const { applied, channel } = start();
    const change = { output, order, ageMilliseconds: 0 };
    const answers: (() => Promise<RecentChange[]>)[] = [
      () => Promise.reject(new Error("down")),
      () =>
        Promise.resolve([
          { entry: { ...entry, id: "newest" }, ...change },
          { entry, ...change },
        ]),
    ];
    const recent = jest.fn(() => answers.shift()?.() ?? Promise.resolve([]));
    const changes = new RecentChanges({ recent }, channel, logger);
    await changes.apply();
    expect(applied).toEqual([]);
    expect(changes.areApplied).toBe(false);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(recent).toHaveBeenCalledTimes(2);
    expect(changes.areApplied).toBe(true);
    expect(applied).toMatchObject([{ id: "1" }, { id: "newest" }]);
    changes.close();
  } finally {
    jest.useRealTimers();
  }
});

describe("a change that another process announces", () => {
  const other = "00000000-0000-4000-8000-000000000001";
  const noted = { entry: { ...entry, id: other }, output, order };

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A channel, and the reads of the journal; the first ones fail. */
  function listening(failures = 0) {
    let reads = 0;
    const settledChange = jest.fn(() => {
      reads += 1;
      return reads <= failures
        ? Promise.reject(new Error("down"))
        : Promise.resolve({ ...noted, ageMilliseconds: 0 });
    });
    return { ...start(settledChange), settledChange };
  }

  /** The message that the process sends of it. */
  function message(): string {
    const { waiting, channel } = start();
    channel.learned(noted);
    return waiting[0]?.() ?? "";
  }

  test("is not read in the journal where its message arrives", async () => {
    const { channel, settledChange, applied } = listening();
    channel.settled(other);
    channel.receive(message());
    await jest.runAllTimersAsync();
    expect(applied).toHaveLength(1);
    expect(settledChange).not.toHaveBeenCalled();
  });

  test("nor where this process made it", async () => {
    const { channel, settledChange } = listening();
    channel.learned({ ...noted, isBeingNoted: true, order: undefined });
    channel.settled(other);
    channel.learned(noted);
    await jest.runAllTimersAsync();
    expect(settledChange).not.toHaveBeenCalled();
  });

  test("is read where its message does not arrive, though one that it is sent did", async () => {
    const { channel, settledChange, applied } = listening();
    const sender = start();
    sender.channel.learned({
      ...{ entry: noted.entry, underWay: "sent" },
      order: { from: 1, until: Number.MAX_SAFE_INTEGER },
    });
    channel.receive(sender.waiting[0]?.() ?? "");
    channel.settled(other);
    await jest.runAllTimersAsync();
    expect(settledChange.mock.calls).toEqual([[other]]);
    expect(applied.at(-1)).toMatchObject({ id: other, order, rows: [{ id: "dxcon-1" }] });
  });

  test("is read again until that succeeds, also where its message was cut", async () => {
    const { channel, settledChange, applied } = listening(3);
    channel.receive(JSON.stringify({ ...JSON.parse(message()), isCut: true }));
    await jest.runAllTimersAsync();
    expect(settledChange).toHaveBeenCalledTimes(4);
    expect(applied).toHaveLength(2);
  });

  test("is read although another one can never be read", async () => {
    const bad = "00000000-0000-4000-8000-000000000002";
    const settledChange = jest.fn((id: string) =>
      id === bad
        ? Promise.reject(new Error("a row that cannot be read"))
        : Promise.resolve({ ...noted, ageMilliseconds: 0 }),
    );
    const { channel, applied } = start(settledChange);
    channel.settled(bad);
    channel.settled(other);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(applied.at(-1)).toMatchObject({ id: other });
    channel.close();
  });

  test("is not read any more after the end", async () => {
    const { channel, settledChange } = listening();
    channel.settled(other);
    channel.close();
    await jest.runAllTimersAsync();
    expect(settledChange).not.toHaveBeenCalled();
  });
});
