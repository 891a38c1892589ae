import { pino } from "pino";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import { Accounts } from "../../../src/directconnect/accounts/accounts";
import type { Snapshots } from "../../../src/directconnect/read/snapshots";
import type { Invalidation } from "../../../src/directconnect/write/invalidation";
import { InvalidationChannel } from "../../../src/directconnect/write/invalidation-channel";
import { readInvalidation } from "../../../src/directconnect/write/invalidation-text";
import { RecentChanges } from "../../../src/directconnect/write/recent-changes";
import type { RecentChange } from "../../../src/journal/recent-changes";

const WINDOW = 30_000;
const logger = pino({ enabled: false });
const accounts = new Accounts(emulatedAccounts(), "us-east-1");

/** A channel whose snapshots write down what they receive, on a clock that is set by hand. */
function start() {
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
      journal: { settledChange: () => Promise.resolve(undefined) },
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
    await jest.advanceTimersByTimeAsync(60_000);
    expect(recent).toHaveBeenCalledTimes(2);
    expect(applied).toMatchObject([{ id: "1" }, { id: "newest" }]);
    changes.close();
  } finally {
    jest.useRealTimers();
  }
});
