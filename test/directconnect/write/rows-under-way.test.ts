import { setTimeout as wait } from "node:timers/promises";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import type { GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import { execute, type Change, codeOf, gatewaysWithoutReconciler } from "./keyed-changes";

/*
 * While it is not known whether a change was made, reads show of its rows what AWS lists: what an earlier change said of them
 * may be undone.
 */

const SETTINGS = {
  SNAPSHOT_FRESH_MS: "3600000",
  REFRESH_INTERVAL_MS: "20",
  CONSISTENCY_WINDOW_MS: "600000",
  ...{ AWS_TIMEOUT_MS: "1000", CHANGE_DEADLINE_MS: "2000", WRITE_ATTEMPTS: "1" },
};

const start = gatewaysWithoutReconciler(SETTINGS);

const connectionId = fixtureIds["acme-dc2"];
const rename = (connectionName: string): Change => [
  "UpdateConnection",
  "acme",
  { connectionId, connectionName },
];

/** The connection's name, as a list shows it and as a read by its id does. */
async function names(gateway: GatewayUnderTest): Promise<unknown[]> {
  await wait(30); // what is undecided is read anew after the interval
  const { data, errors } = await gateway.ask(`{
    list: connections(accounts: ["acme"], regions: ["us-east-1"], first: 100) { nodes { connectionId connectionName } }
    alone: connection(account: "acme", region: "us-east-1", connectionId: "${connectionId}") { connectionName }
  }`);
  expect(errors).toEqual([]);
  const rows = data.list.nodes as { connectionId: string; connectionName: string }[];
  return [
    rows.find((row) => row.connectionId === connectionId)?.connectionName,
    data.alone.connectionName as unknown,
  ];
}

async function made(gateway: GatewayUnderTest, change: Change, key: string): Promise<void> {
  expect((await execute(gateway, change, key)).errors).toEqual([]);
}

/** The first change is held; the answer to the second one is lost. */
async function lost(
  gateway: GatewayUnderTest,
  first: Change,
  second: Change,
  kind: FaultKind,
): Promise<void> {
  await made(gateway, first, "first");
  gateway.emulator.clock.advance(600_000);
  gateway.emulator.faults.add({ kind, operation: second[0], count: 1 });
  gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
  gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeVirtualInterfaces" });
  expect(codeOf(await execute(gateway, second, "second"))).toBe("OUTCOME_UNKNOWN");
  gateway.emulator.faults.clear();
}

test("a name that a change without an outcome may have set is what AWS lists", async () => {
  const gateway = await start();
  await lost(gateway, rename("first"), rename("second"), "resetAfterExecution");
  expect(await names(gateway)).toEqual(["second", "second"]);
});

test("other rows are still what the changes that were made say", async () => {
  const gateway = await start();
  const other = fixtureIds["enterprise-100g"];
  const first: Change = ["UpdateConnection", "enterprise", { connectionId: other, connectionName: "first" }];
  gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
  await made(gateway, first, "other");
  gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnection", count: 1 });
  const lagging = gateway.emulator.faults.list()[0];
  gateway.emulator.faults.clear();
  gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnection", count: 1 });
  if (lagging !== undefined) gateway.emulator.faults.add(lagging);
  expect(codeOf(await execute(gateway, rename("second"), "second"))).toBe("OUTCOME_UNKNOWN");
  const { data } = await gateway.ask(
    `{ connection(account: "enterprise", region: "us-east-1", connectionId: "${other}") { connectionName } }`,
  );
  expect(data.connection.connectionName).toBe("first");
});

test("a change that is on its way, at the gateway that sends it and at another one", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const patient = { AWS_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" };
  const gateway = await start(patient, { store });
  const other = await start(patient, { store, upstream: gateway.emulator });
  await made(gateway, rename("first"), "first");
  gateway.emulator.faults.add({
    kind: "trickle",
    operation: "UpdateConnection",
    count: 1,
    milliseconds: 10_000,
  });
  const answered = execute(gateway, rename("second"), "second");
  while (gateway.emulator.requests.list("UpdateConnection").length === 0) await wait(20);
  expect(await names(gateway)).toEqual(["second", "second"]);
  for (let reported = await names(other); reported[0] !== "second"; reported = await names(other))
    await wait(20);
  expect(await names(other)).toEqual(["second", "second"]);
  expect(
    codeOf(
      (await Promise.race([
        answered,
        wait(0, { errors: [{ extensions: { code: "ON_ITS_WAY" } }] }),
      ])) as never,
    ),
  ).toBe("ON_ITS_WAY");
  expect((await answered).errors).toEqual([]);
}, 60_000);

test("a change that was refused leaves what was made before it, whatever the lists show", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const gateway = await start({}, { store });
  const other = await start({}, { store, upstream: gateway.emulator });
  gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
  await made(gateway, rename("first"), "first");
  gateway.emulator.faults.clear();
  const error = { name: "DirectConnectClientException", message: "No.", status: 400 };
  gateway.emulator.faults.add({ kind: "error", operation: "UpdateConnection", count: 1, error });
  gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
  expect(codeOf(await execute(gateway, rename("second"), "second"))).toBe("REJECTED");
  gateway.emulator.faults.clear();
  gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
  expect(await names(gateway)).toEqual(["first", "first"]);
  for (let reported = await names(other); reported[0] !== "first"; reported = await names(other))
    await wait(20);
});

const virtualInterfaceId = fixtureIds["vif-308"];

describe("rows that another change may have altered are what AWS lists", () => {
  const member = { connectionId: fixtureIds["lag-dc2-b"], lagId: fixtureIds["lag-dc2"] };
  const arn = `arn:aws:directconnect:us-east-1:222222222222:dxcon/${connectionId}`;
  const vif = `virtualInterface(account: "enterprise", region: "us-east-1", virtualInterfaceId: "${virtualInterfaceId}")`;
  const CASES: readonly (readonly [string, first: Change, second: Change, query: string, shown: unknown])[] =
    [
      [
        "a virtual interface that was renamed twice",
        [
          "UpdateVirtualInterfaceAttributes",
          "enterprise",
          { virtualInterfaceId, virtualInterfaceName: "first" },
        ],
        [
          "UpdateVirtualInterfaceAttributes",
          "enterprise",
          { virtualInterfaceId, virtualInterfaceName: "second" },
        ],
        `{ ${vif} { virtualInterfaceName } }`,
        { virtualInterface: { virtualInterfaceName: "second" } },
      ],
      [
        "a tag that was set and taken off",
        ["TagResource", "acme", { resourceArn: arn, tags: [{ key: "added", value: "now" }] }],
        ["UntagResource", "acme", { resourceArn: arn, tagKeys: ["added", "env", "team", "Name"] }],
        `{ resourceTags(resourceArns: ["${arn}"]) { tags { key } } }`,
        { resourceTags: [{ tags: [] }] },
      ],
      [
        "a port that was taken out of its LAG and put back",
        ["DisassociateConnectionFromLag", "enterprise", member],
        ["AssociateConnectionWithLag", "enterprise", member],
        `{ connection(account: "enterprise", region: "us-east-1", connectionId: "${member.connectionId}") { lagId } }`,
        { connection: { lagId: member.lagId } },
      ],
    ];

  test.each(CASES)("%s", async (_what, first, second, query, shown) => {
    const gateway = await start();
    await lost(gateway, first, second, "resetAfterExecution");
    await wait(30);
    const { data, errors } = await gateway.ask(query);
    expect(errors).toEqual([]);
    expect(data).toEqual(shown);
  });
});
