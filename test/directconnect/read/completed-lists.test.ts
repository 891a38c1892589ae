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

/** Orders on ports in turn, each a change that AWS's lists need not show yet. */
function ordersOf(count: number): Invalidations {
  const invalidations = new Invalidations();
  for (let number = 0; number < count; number += 1) {
    const [row] = portChanges.AllocateHostedConnection({
      input: {
        connectionId: `dxcon-port${number % PORTS}`,
        ...{ ownerAccount: "222222222222", bandwidth: "50Mbps", connectionName: "an order", vlan: number },
      },
      answer: {
        connectionId: `dxcon-${number}`,
        connectionState: "ordering",
        ownerAccount: "222222222222",
        region,
      },
      before: null,
      account: account.accountId,
      region,
    });
    invalidations.hold(
      {
        id: `change-${number}`,
        reads: [{ operations: ["DescribeHostedConnections"], account: account.accountId, region }],
        rows: row === undefined ? [] : [row],
        validMilliseconds: 30_000,
        order: { from: number * 2, until: number * 2 + 1 },
      },
      0,
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
