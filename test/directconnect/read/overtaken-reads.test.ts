import type { Account } from "../../../src/directconnect/accounts/accounts";
import type { Clients } from "../../../src/directconnect/client/clients";
import { connections } from "../../../src/directconnect/collections/connections";
import { Snapshots } from "../../../src/directconnect/read/snapshots";
import type { Connection } from "../../../src/types/connection";
import { OPEN_END } from "../../../src/directconnect/write/change-order";
import { readsInvalidatedBy } from "../../../src/directconnect/write/invalidation";
import { invalidationOf, type LearnedOutcome } from "../../../src/directconnect/write/learned-outcome";

/*
 * A list of several pages, changes of its rows, and requests for it, in every order that a seed makes of them. AWS is a
 * model that answers one page at a time, when a test says so: that no machine is fast or slow enough for an order.
 */

const PAGE_ROWS = 3;
/** Rows of a list of several pages, and of one of a single page. */
const MANY = 12;
const FEW = 3;
const PAGE_MS = 1_000;

const account: Account = {
  accountId: "222222222222",
  alias: "acme",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  regions: ["us-east-1"],
};
const place = { account, region: "us-east-1" };

/** A change of one row, and what has become of it: moments are steps of the run. */
interface Change {
  readonly id: string;
  readonly row: string;
  readonly operation: "CreateConnection" | "UpdateConnection" | "DeleteConnection";
  readonly name: string;
  readonly openedOrder: number;
  readonly sentAt: number;
  answeredAt: number;
  lostAt: number;
  isMade: boolean;
}

/** Numbers that follow from a seed, each from 0 to less than `below`. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Runs all callbacks that are due. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

class World {
  step = 0;
  calls = 0;
  readonly changes: Change[] = [];
  /** What AWS has, in the order of its pages: names by id; what was deleted is gone at once. */
  readonly rows: Map<string, string>;
  /** The maximum number of pages that were requested at one time. */
  atOnce = 0;
  readonly snapshots: Snapshots;
  #clock = 0;
  #order = 0;
  readonly #held: (() => void)[] = [];

  constructor(readonly size: number) {
    this.rows = new Map(Array.from({ length: size }, (_, index) => [`dxcon-${index}`, "initial"]));
    const clients = { send: (...call: unknown[]) => this.#send(call[3] as { nextToken?: string }) };
    this.snapshots = new Snapshots(
      clients as unknown as Clients, // only `send` is called
      {
        ...{ freshFor: 5_000, staleFor: 10_000, refreshInterval: 500, bytes: 2 ** 30 },
        bounds: { pages: 100, bytes: 2 ** 30, milliseconds: 3_600_000 },
      },
      () => this.#clock,
    );
  }

  /** A token is the index of a page's first row: a deleted row shifts all rows after it. */
  #send({ nextToken = "0" }: { nextToken?: string }): Promise<object> {
    this.calls += 1;
    return new Promise((resolve) => {
      this.atOnce = Math.max(this.atOnce, this.#held.length + 1);
      this.#held.push(() => {
        const start = Number(nextToken);
        const rows = [...this.rows].map(([connectionId, connectionName]) => ({
          ...{ connectionId, connectionName, connectionState: "available" },
          ...{ ownerAccount: account.accountId, region: place.region },
        }));
        const end = start + PAGE_ROWS;
        resolve({
          connections: rows.slice(start, end),
          ...(end < rows.length && { nextToken: String(end) }),
        });
      });
    });
  }

  get isCalled(): boolean {
    return this.#held.length > 0;
  }

  async answerPage(): Promise<void> {
    this.#clock += PAGE_MS;
    this.#held.shift()?.();
    await settle();
  }

  async pass(milliseconds: number): Promise<void> {
    this.#clock += milliseconds;
    await settle();
  }

  /** The change is about to be sent: as the write door and the journal tell it. */
  send(row: string, operation: Change["operation"] = "UpdateConnection"): Change {
    const number = this.changes.length;
    const change: Change = {
      ...{ id: `change-${number}`, row, operation, name: `name-${number}`, openedOrder: (this.#order += 1) },
      ...{ sentAt: this.step, answeredAt: Infinity, lostAt: Infinity, isMade: false },
    };
    this.changes.push(change);
    this.#learn(change, { underWay: "sent", order: { from: change.openedOrder, until: OPEN_END } });
    this.#forget(change);
    return change;
  }

  make(change: Change): void {
    change.isMade = true;
    if (change.operation === "DeleteConnection") this.rows.delete(change.row);
    else this.rows.set(change.row, change.name);
  }

  answer(change: Change): void {
    const { row: connectionId, name: connectionName, openedOrder: from } = change;
    this.#forget(change);
    const state = change.operation === "DeleteConnection" ? "deleted" : "available";
    const output = {
      ...{ connectionId, connectionState: state, ownerAccount: account.accountId, region: place.region },
      ...(change.operation !== "DeleteConnection" && { connectionName }),
    };
    this.#learn(change, { output, isBeingNoted: true });
    this.#learn(change, { output, order: { from, until: (this.#order += 1) } });
    this.#forget(change);
    change.answeredAt = this.step;
  }

  /** Its answer is lost, and its outcome stays unknown. */
  lose(change: Change): void {
    change.lostAt = this.step;
    this.#forget(change);
    this.#learn(change, { underWay: "lost", order: { from: change.openedOrder, until: OPEN_END } });
  }

  #learn(
    { id, row: connectionId, operation, name: connectionName }: Change,
    learned: Partial<LearnedOutcome>,
  ): void {
    const input = { connectionId, ...(operation !== "DeleteConnection" && { connectionName }) };
    const entry = { id, operation, account: account.accountId, region: place.region, input, before: null };
    const validity = { consistencyMilliseconds: 30_000, underWayMilliseconds: 3_600_000 };
    this.snapshots.invalidate(invalidationOf({ ...learned, entry }, place, validity), {
      isLost: learned.underWay === "lost",
    });
  }

  #forget({ operation }: Change): void {
    for (const reads of readsInvalidatedBy(operation, place)) this.snapshots.forget(reads);
  }

  /** Names by id, as one request is answered them; what is going is left out. */
  async request(): Promise<{
    readonly calledAt: number;
    readonly shown: ReadonlyMap<string, string | null>;
  }> {
    const calledAt = this.step;
    const atHand = this.snapshots.at(connections, place, -Infinity);
    const rows = atHand?.snapshot.rows ?? (await this.#wait());
    const listed = rows.filter(({ connectionState }) => connectionState === "available");
    return {
      calledAt,
      shown: new Map(
        listed.map(({ connectionId, connectionName }) => [connectionId, connectionName ?? null]),
      ),
    };
  }

  async #wait(): Promise<readonly Connection[]> {
    const read = this.snapshots.read(connections, place, -Infinity);
    read.join();
    try {
      return (await read.result).snapshot.rows;
    } finally {
      read.leave();
    }
  }

  /**
   * The errors of an answer: a row that is missing or deleted, or a name that a later change replaced, where that change was
   * acknowledged before the request.
   */
  wrongIn({ calledAt, shown }: Awaited<ReturnType<World["request"]>>): string[] {
    const initial = Array.from({ length: this.size }, (_, index) => `dxcon-${index}`);
    return [...new Set([...initial, ...this.changes.map(({ row }) => row)])].flatMap((row) => {
      const changes = this.changes.filter((change) => change.row === row);
      const reported = (operation: Change["operation"]) =>
        changes.some((change) => change.operation === operation && change.answeredAt < calledAt);
      const name = shown.get(row);
      if (name === undefined) {
        const isThere = initial.includes(row) || reported("CreateConnection");
        const mayBeGone = changes.some(({ operation }) => operation === "DeleteConnection");
        return isThere && !mayBeGone ? [`${row} is missing`] : [];
      }
      const [only, ...others] = this.changes;
      const isLostAlone = others.length === 0 && only !== undefined && only.lostAt < calledAt;
      if (isLostAlone && name !== this.rows.get(row)) return [`${row} is ${name}, and AWS has another name`];
      if (reported("DeleteConnection")) return [`${row} is still there`];
      const shownChange = changes.find((change) => change.name === name);
      const settledAt = shownChange === undefined ? -1 : shownChange.answeredAt;
      const follower = changes.find(
        (change) => change !== shownChange && change.answeredAt < calledAt && settledAt <= change.sentAt,
      );
      return follower === undefined
        ? []
        : [`${row} is ${name}, though ${follower.id} was answered at ${follower.answeredAt}`];
    });
  }
}

interface Run {
  readonly world: World;
  readonly wrong: readonly string[];
}

/** @param follow makes the next step of what changes; called once for each step. */
async function run(
  seed: number,
  follow: (world: World, number: (below: number) => number) => void,
  { size = MANY, readers = 1 } = {},
): Promise<Run> {
  const number = numbersFrom(seed);
  const world = new World(size);
  const requests: ReturnType<World["request"]>[] = [];
  for (world.step = 1; world.step <= 60; world.step += 1) {
    const kind = number(10);
    if (kind < 4 && world.isCalled) await world.answerPage();
    else if (kind < 6) for (let reader = 0; reader < readers; reader += 1) requests.push(world.request());
    else follow(world, number);
    await world.pass(number(300));
  }
  for (let pages = 0; world.isCalled && pages < 1_000; pages += 1) await world.answerPage();
  const answers = await Promise.all(requests);
  return { world, wrong: answers.flatMap((answer) => world.wrongIn(answer)) };
}

const SEEDS = Array.from({ length: 250 }, (_, seed) => seed);

/** What one run for each seed shows that is wrong, and how many pages all of them call for. */
async function runAll(
  follow: Parameters<typeof run>[1],
  options?: Parameters<typeof run>[2],
): Promise<{ readonly wrong: readonly string[]; readonly calls: number }> {
  const wrong: string[] = [];
  let calls = 0;
  for (const seed of SEEDS) {
    const { world, ...its } = await run(seed, follow, options);
    calls += world.calls;
    wrong.push(...its.wrong.map((each) => `seed ${seed}: ${each}`));
    if (world.atOnce > 1) wrong.push(`seed ${seed}: ${world.atOnce} calls at once`);
    await world.pass(60_000);
    const { shown } = await answered(world); // all is too old, and no list lags any more
    const [last, there] = [shown, world.rows].map((names) => JSON.stringify([...names].sort()));
    if (last !== there) wrong.push(`seed ${seed}: in the end ${last} instead of ${there}`);
  }
  return { wrong, calls };
}

/**
 * Runs all seeds, and expects nothing wrong.
 * @param factor how many times as many pages may be called for as when nothing is changed.
 */
async function expectTruth(
  factor: number,
  follow: Parameters<typeof run>[1],
  options?: Parameters<typeof run>[2],
): Promise<void> {
  const { wrong, calls } = await runAll(follow, options);
  expect(wrong).toEqual([]);
  const unchanged = await runAll(() => undefined, options);
  expect(calls / unchanged.calls).toBeLessThanOrEqual(factor);
}

/** The changes in progress. */
const open = ({ changes }: World) =>
  changes.filter(({ answeredAt, lostAt }) => answeredAt === Infinity && lostAt === Infinity);

/** Takes a change one step further: made by AWS, then answered. */
function further(world: World, change: Change): void {
  if (change.isMade) world.answer(change);
  else world.make(change);
}

const someRow = ({ size }: World, number: (below: number) => number) => `dxcon-${number(size)}`;

/** Renames one row after the other, several at a time, but none twice at a time. */
function renaming(world: World, number: (below: number) => number): void {
  const row = someRow(world, number);
  const under = open(world);
  const next = under.find((change) => change.row === row) ?? (number(2) === 0 ? under[0] : undefined);
  if (next !== undefined) further(world, next);
  else world.send(row);
}

test.each([
  ["a list of several pages", { size: MANY }, 1.2],
  ["a list of one page, which is not kept", { size: FEW }, 5],
  ["many requests at one time", { size: MANY, readers: 10 }, 1.2],
])(
  "each answer shows the changes that were acknowledged before its request, in every interleaving: %s",
  async (_, options, factor) => {
    await expectTruth(factor, renaming, options);
  },
);

test("a row that is created during a read is shown, and so are later changes of it", async () => {
  await expectTruth(2, (world, number) => {
    const [next] = open(world);
    const made = world.changes.filter(({ operation }) => operation === "CreateConnection");
    const last = made.at(-1);
    if (next !== undefined) further(world, next);
    else if (last === undefined || number(3) === 0) world.send(`dxcon-new${made.length}`, "CreateConnection");
    else world.send(last.row, "UpdateConnection");
  });
});

test("changes without a known outcome delay no answer, and cost one more listing", async () => {
  await expectTruth(2, (world, number) => {
    const [next] = open(world);
    if (next === undefined) world.send(someRow(world, number));
    else {
      if (number(2) === 0) world.make(next);
      world.lose(next);
    }
  });
});

test.each([
  ["a list of several pages", { size: MANY }, 2],
  ["a list of one page", { size: FEW }, 3],
])("requests after a lost answer are shown the state at AWS: %s", async (_, options, factor) => {
  await expectTruth(
    factor,
    (world, number) => {
      const [change] = world.changes;
      if (change === undefined) world.send("dxcon-1");
      else if (change.lostAt < Infinity) return;
      else if (!change.isMade && number(2) === 0) world.make(change);
      else if (number(2) === 0) world.lose(change);
    },
    options,
  );
});

test("a row that is deleted between two pages hides no other row, and is not shown again", async () => {
  await expectTruth(2, (world, number) => {
    const [deletion] = world.changes;
    if (deletion === undefined) world.send(someRow(world, number), "DeleteConnection");
    else if (deletion.answeredAt === Infinity) further(world, deletion);
  });
});

/** What a request is answered when AWS has answered all that it was asked, and the background too. */
async function answered(world: World): ReturnType<World["request"]> {
  const answer = world.request();
  await settle();
  while (world.isCalled) await world.answerPage();
  return answer;
}

test("after two overlapping changes of a row, the state at AWS is shown", async () => {
  const wrong: string[] = [];
  for (const seed of SEEDS) {
    const { world } = await run(seed, (it, number) => {
      if (it.changes.length < 2) it.send("dxcon-4");
      else {
        const under = open(it);
        const next = under[number(under.length)];
        if (next !== undefined) further(it, next);
      }
    });
    if (world.changes.length < 2 || open(world).length > 0) continue;
    await answered(world); // may be the last from before them: two readings were each overtaken by one
    await world.pass(500);
    const { shown } = await answered(world);
    if (shown.get("dxcon-4") !== world.rows.get("dxcon-4"))
      wrong.push(`seed ${seed}: ${shown.get("dxcon-4")} instead of ${world.rows.get("dxcon-4")}`);
  }
  expect(wrong).toEqual([]);
});
