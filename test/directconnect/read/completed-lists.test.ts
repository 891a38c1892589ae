import type { Account } from "../../../src/directconnect/accounts/accounts";
import { hostedConnectionsOn } from "../../../src/directconnect/collections/connections";
import { Invalidations } from "../../../src/directconnect/read/invalidations";
import { portChanges } from "../../../src/directconnect/write/row-changes/connections";

const account: Account = {
  accountId: "111111111111",
  alias: "partner",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  regions: ["us-east-1"],
};
const region = "us-east-1";
const PORTS = 20;

interface Orders {
  /** On the snapshots' clock, in milliseconds. */
  readonly now?: number;
  readonly name?: string;
  readonly into?: Invalidations;
}

/** Orders on ports in turn, each a change that AWS's lists need not show yet. */
function ordersOf(
  count: number,
  { now = 0, name = "an order", into: invalidations = new Invalidations() }: Orders = {},
): Invalidations {
  for (let number = 0; number < count; number += 1) {
    const [row] = portChanges.AllocateHostedConnection({
      input: {
        connectionId: `dxcon-port${number % PORTS}`,
        ...{ ownerAccount: "222222222222", bandwidth: "50Mbps", connectionName: name, vlan: number },
      },
      answer: {
        connectionId: `dxcon-${number}`,
        connectionState: "ordering",
        connectionName: name,
        ownerAccount: "222222222222",
        region,
      },
      before: null,
      account: account.accountId,
      region,
    });
    invalidations.hold(
      {
        id: `change-${now}-${number}`,
        reads: [{ operations: ["DescribeHostedConnections"], account: account.accountId, region }],
        rows: row === undefined ? [] : [row],
        validMilliseconds: 30_000,
        order: { from: number * 2, until: number * 2 + 1 },
      },
      now,
    );
  }
  return invalidations;
}

it("completes the list of a port by the port's own changes, and makes rows of no other", () => {
  const invalidations = ordersOf(200);
  const collection = hostedConnectionsOn("dxcon-port3");
  let entered = 0;
  const counting: typeof collection = {
    ...collection,
    enter: (row, place) => {
      entered += 1;
      return collection.enter(row, place);
    },
  };

  const { rows } = invalidations.complete(counting, { account, region }, [], {
    begunAt: 1,
    sequence: invalidations.sequence,
  });

  expect(rows.map(({ connectionId }) => connectionId)).toEqual(
    Array.from({ length: 200 / PORTS }, (_, turn) => `dxcon-${3 + turn * PORTS}`),
  );
  expect(entered).toBe(200 / PORTS);
});

it("leaves a list as AWS gave it where all changes are on other ports", () => {
  const invalidations = ordersOf(3);
  const completed = invalidations.complete(hostedConnectionsOn("dxcon-port3"), { account, region }, [], {
    begunAt: 1,
    sequence: invalidations.sequence,
  });
  expect(completed).toMatchObject({ rows: [], isCompleted: false, isUndecided: false });
});

describe("what changes say takes a bounded amount of memory", () => {
  const BEFORE = { begunAt: -1, sequence: 0 };
  const MINUTES = 120_000;

  it("is not known any more some time after the consistency window", () => {
    const invalidations = ordersOf(10);
    expect(invalidations.knowsSince(BEFORE)).toBe(true);
    ordersOf(1, { now: MINUTES, into: invalidations });
    expect(invalidations.size.changes).toBe(1);
    expect(invalidations.knowsSince(BEFORE)).toBe(false);
  });

  it("is known for as long as a read needs it that began before", () => {
    const invalidations = ordersOf(10, { into: new Invalidations(() => 4) });
    ordersOf(1, { now: MINUTES, into: invalidations });
    expect(invalidations.size.changes).toBe(10 - 4 + 1);
    expect(invalidations.knowsSince({ begunAt: 0, sequence: 4 })).toBe(true);
    const { rows } = invalidations.complete(hostedConnectionsOn("dxcon-port7"), { account, region }, [], {
      begunAt: 0,
      sequence: 4,
    });
    expect(rows.map(({ connectionId }) => connectionId)).toEqual(["dxcon-7"]);
  });

  it("is that of the latest 10,000 changes", () => {
    const invalidations = ordersOf(10_003, { into: new Invalidations(() => 0) });
    expect(invalidations.size.changes).toBe(10_000);
    expect(invalidations.knowsSince({ begunAt: 0, sequence: 2 })).toBe(false);
    expect(invalidations.knowsSince({ begunAt: 0, sequence: 3 })).toBe(true);
  });

  it("takes 32 MB at most", () => {
    const invalidations = ordersOf(100, { name: "x".repeat(100_000), into: new Invalidations(() => 0) });
    const { changes, bytes } = invalidations.size;
    expect(bytes).toBeLessThanOrEqual(32 * 2 ** 20);
    expect(changes).toBe(Math.floor((32 * 2 ** 20) / (bytes / changes)));
    expect(changes).toBeLessThan(100);
  });
});
