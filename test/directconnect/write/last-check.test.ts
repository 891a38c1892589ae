import { readConfig } from "../../../src/config/config";
import type { Accounts } from "../../../src/directconnect/accounts/accounts";
import type { Clients } from "../../../src/directconnect/client/clients";
import { changeTimesOf } from "../../../src/directconnect/write/change-times";
import { type Findings, LostChanges } from "../../../src/directconnect/write/lost-changes";
import { MARK } from "../../../src/directconnect/write/reconciliation/change-tags";
import { Deadline } from "../../../src/directconnect/read/deadline";
import type { Entry, Held } from "../../../src/journal/entry";
import type { OtherChange } from "../../../src/journal/other-changes";
import type { Journal } from "../../../src/journal/journal";
import { Lease } from "../../../src/journal/lease";
import { HandClocks } from "../../clocks";
import { emulatedPlace } from "../reconciliation/scene";

/** How long the call may still be executed after it was sent: 13 s, and how long lists may be behind: 30 s. */
const times = changeTimesOf(
  readConfig({ AWS_TIMEOUT_MS: "10000", SETTLE_MS: "3000", CONSISTENCY_WINDOW_MS: "30000" }),
);
/** How long each read takes, in milliseconds. */
const READ = 1_000;
const place = emulatedPlace("enterprise");

const throttled = Object.assign(new Error("Rate exceeded"), {
  ...{ name: "ThrottlingException", $fault: "client", $metadata: { httpStatusCode: 400 } },
});

const PORT = { location: "EqDC2", bandwidth: "1Gbps", connectionName: "one more" };
const INPUTS = {
  CreateConnection: { ...PORT, tags: [{ key: MARK, value: "marker" }] },
  AllocateHostedConnection: {
    ...{ connectionId: "dxcon-fg000001", ownerAccount: "222222222222", vlan: 310 },
    ...{ bandwidth: "50Mbps", connectionName: "branch" },
  },
  UpdateConnection: { connectionId: "dxcon-fg000001", connectionName: "wanted" },
};

interface Lost {
  readonly shared?: boolean;
  readonly fails?: boolean;
  /** Those of the list that the checks read. */
  readonly rows?: readonly object[];
  /** The ids of the equal rows before the call; null where no listing was held. */
  readonly before?: readonly string[] | null;
  /** The other changes of the journal. */
  readonly others?: readonly OtherChange[];
}

/**
 * A change whose sending has just ended, and checks of it that read a list, empty by default, or cannot read. All clocks are set by
 * hand, the one that the process waits by included.
 */
function lose(
  operation: keyof typeof INPUTS,
  { shared = true, fails = false, rows = [], before = null, others = [] }: Lost = {},
) {
  const clocks = new HandClocks();
  jest.spyOn(performance, "now").mockImplementation(clocks.monotonic);
  const noted: unknown[] = [];
  const noteUntraced = jest.fn(() => Promise.resolve());
  const begin = jest.fn();
  const pauses: number[] = [];
  const findings: Findings = {
    begin,
    note: (_entry, outcome) => {
      noted.push(outcome);
      return Promise.resolve("written");
    },
    answerNow: () => Promise.reject(new Error("No other process works on it.")),
    leave: (_entry, pause) => Promise.resolve(void pauses.push(pause)),
    lose: () => Promise.resolve(),
    noteUntraced,
  };
  const send = jest.fn((..._call: unknown[]) => {
    clocks.pass(READ);
    return fails ? Promise.reject(throttled) : Promise.resolve({ connections: rows, $metadata: {} });
  });
  const lost = new LostChanges(
    { find: () => place.account, place: () => place } as unknown as Accounts,
    { send } as unknown as Clients,
    {
      shared,
      others: () => Promise.resolve(others),
      laterBy: () => Promise.resolve([]),
    } as unknown as Journal,
    times,
    {
      bounds: { pages: Infinity, bytes: Infinity, milliseconds: Infinity },
      lastListing: () => undefined,
    },
    findings,
    clocks,
  );
  const lease = new Lease("entry", times, clocks);
  lease.endSending();
  const entry = {
    ...{ id: "entry", marker: "marker", key: "key", caller: "portal", operation, looks: 1 },
    ...{ account: place.account.accountId, region: place.region, requestId: "r", fingerprint: "f" },
    ...{ input: INPUTS[operation], before, earlier: [], error: null, state: "unknown", lease },
  } as unknown as Held<Entry>;
  return {
    ...{ begin, clocks, noted, noteUntraced, pauses, send },
    /** A check in the background. */
    resume: (looks = 1) => lost.resume({ ...entry, looks }),
    /** A check for the caller of the change, who has to be answered in so many milliseconds. */
    findOut: (milliseconds: number) =>
      lost.findOut(entry, place, new Deadline(milliseconds), lost.settlesIn(entry)),
  };
}

afterEach(() => jest.restoreAllMocks());

describe.each([
  ["of which a repeat makes another", "CreateConnection", true, 43_000],
  ["of which a repeat makes another, in a database of its own", "CreateConnection", false, 43_000],
  // Another process sent it, whose connection may still be open.
  ["of which AWS refuses a second one", "AllocateHostedConnection", true, 43_000],
  ["of which AWS refuses a second one, in a database of its own", "AllocateHostedConnection", false, 33_000],
] as const)("a change %s", (_what, operation, shared, concludesIn) => {
  test("is not made by checks of which the last begins when lists must show it, not when it only ends then", async () => {
    const { clocks, noted, resume } = lose(operation, { shared });
    await resume();
    clocks.pass(concludesIn - READ - 1);
    await resume(); // begins a millisecond too early
    expect(noted).toEqual([]);
    await resume();
    expect(noted).toEqual([{ state: "notApplied" }]);
  });
});

test("a caller learns when a check can conclude, at the earliest", async () => {
  const { begin, noted, findOut } = lose("CreateConnection");
  await expect(findOut(READ + 600)).rejects.toMatchObject({
    code: "OUTCOME_UNKNOWN",
    extensions: { retryAfter: 43 }, // 42 s are left, and one for the check
  });
  expect(begin).toHaveBeenCalledTimes(1);
  expect(noted).toEqual([]);
});

test("a caller learns how long the next check waits, where Direct Connect cannot be read", async () => {
  const { resume, clocks, findOut, send } = lose("CreateConnection", { fails: true });
  await resume();
  clocks.pass(60_000);
  await resume();
  expect(send).toHaveBeenCalledTimes(2);
  await expect(findOut(1_000)).rejects.toMatchObject({
    code: "OUTCOME_UNKNOWN",
    extensions: { retryAfter: 6 }, // 5 s are left, and one for the check
  });
  expect(send).toHaveBeenCalledTimes(2);
});

test("the pauses grow with the checks that other processes have made before", async () => {
  const { pauses, resume } = lose("CreateConnection");
  jest.spyOn(Math, "random").mockReturnValue(0);
  for (const looks of [1, 2, 5]) await resume(looks);
  expect(pauses).toEqual([500, 1_000, 8_000]);
});

test("a check makes one attempt of each read", async () => {
  const { resume, send } = lose("AllocateHostedConnection", { fails: true });
  await resume();
  expect(send.mock.calls).toMatchObject([["read", place, "DescribeHostedConnections", {}, { attempts: 1 }]]);
});

test("who takes an entry over that nobody has checked says once that its change may have been made", async () => {
  const { begin, resume } = lose("CreateConnection");
  await resume(0);
  expect(begin).toHaveBeenCalledTimes(1);
  await resume(1);
  expect(begin).toHaveBeenCalledTimes(1);
});

describe("an equal row without the tag of a change", () => {
  const rows = [{ ...PORT, connectionId: "dxcon-ffequal1", connectionState: "available" }];

  test.each([
    ["may be the one where no listing was held from before the call", null, []],
    ["may be the one where it was not in the listing from before the call", [], []],
    ["is not where it was in that listing", ["dxcon-ffequal1"], [{ state: "notApplied" }]],
  ])("%s", async (_what, before, expected) => {
    const { clocks, noted, resume } = lose("CreateConnection", { rows, before });
    clocks.pass(43_000);
    await resume();
    await resume();
    expect(noted).toEqual(expected);
  });
});

describe("a change that a later one without an outcome explains", () => {
  const later: OtherChange = {
    ...{ operation: "UpdateConnection", state: "unknown", output: null, befores: [], isOlder: false },
    ...{ input: { ...INPUTS.UpdateConnection, connectionName: "later" }, resources: ["dxcon-fg000001"] },
    ...{ isLater: true, mayFollow: true },
  };
  const rows = [{ connectionId: "dxcon-fg000001", connectionName: "before", connectionState: "available" }];

  test("has no trace once a second check has begun when lists must show it, not when it only ends then", async () => {
    const { clocks, noted, noteUntraced, resume } = lose("UpdateConnection", { rows, others: [later] });
    await resume();
    clocks.pass(43_000 - READ - 1);
    await resume(); // begins a millisecond too early
    expect(noteUntraced).not.toHaveBeenCalled();
    await resume();
    expect(noteUntraced).toHaveBeenCalledTimes(1);
    expect(noted).toEqual([]); // its own outcome stays unknown
  });

  test("not after one check", async () => {
    const { clocks, noteUntraced, resume } = lose("UpdateConnection", { rows, others: [later] });
    clocks.pass(60_000);
    await resume();
    expect(noteUntraced).not.toHaveBeenCalled();
  });
});
