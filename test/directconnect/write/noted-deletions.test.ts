import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { DELETED_RESULTS } from "../../../src/directconnect/write/reconciliation/deleted-rows";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  type Change,
  codeOf,
  execute,
  executeSent,
  fixtureChange,
  gatewaysWithoutReconciler,
  LONG,
  lose,
  lost,
  settled,
  SHORT,
  UNHURRIED,
} from "./keyed-changes";

/* A deletion reads what it deletes only while a creation is looked for that may have made it. */

const start = gatewaysWithoutReconciler(UNHURRIED);
const DAYS = 30 * 86_400_000;

const deletions = Object.keys(DELETED_RESULTS) as (keyof typeof DELETED_RESULTS)[]; // as the table has them

/** Of those whose fixtures make something first: AWS refuses them, when they have been sent. */
const REFUSED: Readonly<Partial<Record<WriteOperation, Change>>> = {
  DeleteLag: ["DeleteLag", "enterprise", { lagId: fixtureIds["lag-dc2"] }],
  DeleteResiliencyGroup: [
    "DeleteResiliencyGroup",
    "enterprise",
    { resiliencyGroupId: "dxrg-0a1b2c3d4e5f6a7b8" },
  ],
};

/** The calls before a change is sent. */
async function readsBefore(
  gateway: GatewayUnderTest,
  operation: WriteOperation,
  key: string,
): Promise<string[]> {
  await execute(gateway, REFUSED[operation] ?? fixtureChange(operation), key);
  const calls = gateway.emulator.requests.list().map((request) => request.operation);
  expect(calls).toContain(operation);
  return calls.slice(0, calls.indexOf(operation));
}

test.each(deletions)("%s reads nothing before where no creation is looked for", async (deletion) => {
  const gateway = await start();
  expect(await readsBefore(gateway, deletion, "deleted")).toEqual([]);
});

test("it reads what it deletes while a creation has no outcome, and while it counts as not made", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const creation = fixtureChange("CreateDirectConnectGateway");
  const first = await start(LONG, { store });
  lose(first, "reset", creation[0]);
  await lost(first, creation, "made");
  await first.stopGateway();
  const gateway = await start(SHORT, { store, upstream: first.emulator });
  const read = ["DescribeDirectConnectGateways"];
  expect(await readsBefore(gateway, "DeleteDirectConnectGateway", "unknown")).toEqual(read);
  expect(codeOf(await settled(() => execute(gateway, creation, "made")))).toBe("NOT_APPLIED");
  expect((await execute(gateway, creation, "another")).errors).toEqual([]);
  const [, account] = creation;
  const { data } = await execute(gateway, creation, "third");
  const { directConnectGatewayId } = data.change as { directConnectGatewayId: string };
  await executeSent(
    gateway,
    ["DeleteDirectConnectGateway", account, { directConnectGatewayId }],
    "third-deleted",
  );
  expect(gateway.emulator.requests.list()[0]?.operation).toBe(read[0]);
});

test("a deletion of something else whose answer is lost says nothing of a creation", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  const creation = fixtureChange("CreateConnection");
  const deletion = fixtureChange("DeleteConnection");
  lose(first, "reset", "CreateConnection");
  await lost(first, creation, "made");
  lose(first, "resetAfterExecution", "DeleteConnection");
  first.emulator.faults.add({ kind: "lag", seconds: 600 });
  await lost(first, deletion, "deleted");
  await first.stopGateway();
  first.emulator.faults.clear();
  first.emulator.clock.advance(DAYS);
  const gateway = await start(SHORT, { store, upstream: first.emulator });
  await settled(() => execute(gateway, deletion, "deleted"));
  let answer = await execute(gateway, creation, "made");
  for (let times = 1; times < 4 && codeOf(answer) === "OUTCOME_UNKNOWN"; times += 1)
    answer = await execute(gateway, creation, "made");
  expect(codeOf(answer)).toBe("NOT_APPLIED");
});
