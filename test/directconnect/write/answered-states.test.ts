import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { Clients } from "../../../src/directconnect/client/clients";
import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { emulatedPlace } from "../reconciliation/scene";

let gateway: GatewayUnderTest;
let clients: Clients;
const make = makeWith(
  () => clients,
  () => gateway.emulator,
);
beforeEach(() => {
  gateway.emulator.faults.clear();
  gateway.emulator.reset();
  gateway.emulator.clock.advance(60_000);
});
afterAll(async () => {
  clients.close();
  await gateway.stop();
});

const LAG = { kind: "lag", seconds: 30 } as const;

async function change(operation: WriteOperation, selection: string) {
  const { account, region = "us-east-1", input } = changes[operation];
  const sent: unknown = typeof input === "function" ? await input(make) : input;
  gateway.emulator.faults.add(LAG);
  const variables = { account: emulatedPlace(account).account.accountId, region, input: sent };
  return gateway.ask(mutationDocument(operation, selection), variables);
}

beforeAll(async () => {
  // Nothing but the answer itself says what became of it.
  gateway = await startGatewayUnderTest({ settings: { CONSISTENCY_WINDOW_MS: "0" } });
  clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});

describe("a change that AWS answers with a state returns it, whatever a list that lags shows", () => {
  const states: readonly [WriteOperation, string, object][] = [
    ["ConfirmConnection", "connectionState", { connectionState: "PENDING" }],
    ["ConfirmPrivateVirtualInterface", "virtualInterfaceState", { virtualInterfaceState: "PENDING" }],
    ["ConfirmPublicVirtualInterface", "virtualInterfaceState", { virtualInterfaceState: "VERIFYING" }],
    ["ConfirmTransitVirtualInterface", "virtualInterfaceState", { virtualInterfaceState: "PENDING" }],
    ["DeleteVirtualInterface", "virtualInterfaceState", { virtualInterfaceState: "DELETING" }],
    ["DeleteInterconnect", "interconnectState", { interconnectState: "DELETING" }],
    ["ConfirmCustomerAgreement", "agreements { status }", { agreements: [{ status: "signed" }] }],
  ];
  test.each(states)("%s", async (operation, selection, state) => {
    const { data, errors } = await change(operation, selection);
    expect(errors).toEqual([]);
    expect(data.change).toMatchObject(state);
  });

  test("a later state that is shown stays: the change is repeated when AWS has gone on", async () => {
    const confirm = `mutation { confirmConnection(account: "blue-harbor", region: "us-east-1", idempotencyKey: "twice",
      input: { connectionId: "${fixtureIds["blue-ordering"]}" }) { connectionState } }`;
    await gateway.ask(confirm);
    gateway.emulator.clock.advance(3_600_000);
    const { data } = await gateway.ask(confirm);
    expect(data.confirmConnection.connectionState).toBe("AVAILABLE");
  });
});

describe("a taken VLAN", () => {
  const portId = fixtureIds["ic-dc2"];
  const PLAN = `{ interconnect(account: "partner", region: "us-east-1", interconnectId: "${portId}") { vlanPlan { used { vlan } } } }`;
  const ALLOCATE = `mutation ($vlan: Int!) {
    allocateHostedConnection(account: "partner", region: "us-east-1", input: { connectionId: "${portId}",
      ownerAccount: "222222222222", vlan: $vlan, bandwidth: "50Mbps", connectionName: "new" }) { connectionId vlan } }`;
  const list = "111111111111 us-east-1 DescribeHostedConnections";
  const send = "111111111111 us-east-1 AllocateHostedConnection";
  let clock = 0;
  let kept: GatewayUnderTest;
  beforeAll(async () => {
    kept = await startGatewayUnderTest({
      upstream: gateway.emulator,
      now: () => clock,
      settings: { SNAPSHOT_FRESH_MS: "3600000", CONSISTENCY_WINDOW_MS: "30000" },
    });
  });
  beforeEach(() => (clock += 10_000_000));
  afterAll(() => kept.stop());

  /** The VLAN plan is read and held; then a moment passes. */
  async function holdPlan(): Promise<number> {
    const { data } = await kept.ask(PLAN);
    clock += 1;
    return data.interconnect.vlanPlan.used[0].vlan as number;
  }

  /** Another client deletes a hosted connection. @returns its VLAN. */
  async function freeOne(): Promise<number> {
    const { connections = [] } = await clients.send(
      "read",
      emulatedPlace("partner"),
      "DescribeHostedConnections",
      { connectionId: portId },
    );
    const { connectionId, vlan = 0 } =
      connections.find((row) => row.connectionName?.startsWith("filler")) ?? {};
    await make("DeleteConnection", "partner", { connectionId });
    gateway.emulator.clock.advance(3_600_000);
    return vlan;
  }

  test("is read anew before a change is refused for it", async () => {
    const vlan = await holdPlan();
    const { errors } = await kept.ask(ALLOCATE, { vlan });
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
    expect(errors[0]?.message).toContain("Nothing was sent.");
    expect(kept.calls()).toEqual([list, list]); // its two pages
  });

  test("that has become free past the gateway is no reason to refuse", async () => {
    await holdPlan();
    const vlan = await freeOne();
    const { data, errors } = await kept.ask(ALLOCATE, { vlan });
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection.vlan).toBe(vlan);
    expect(kept.calls()).toEqual([send, list, list]);
  });

  test("is AWS's to refuse where the list takes so long to read that it is not read anew", async () => {
    const { faults, requests } = gateway.emulator;
    faults.add({ kind: "latency", operation: "DescribeHostedConnections", milliseconds: 200, count: 1 });
    const planned = kept.ask(PLAN);
    while (requests.list("DescribeHostedConnections").length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    clock += 30_000;
    expect((await planned).errors).toEqual([]);
    const vlan = await freeOne();
    const { data, errors } = await kept.ask(ALLOCATE, { vlan });
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection.vlan).toBe(vlan);
    expect(kept.calls()).toEqual([send]);
  });

  test("that is free by what is held costs no read", async () => {
    await holdPlan();
    expect((await kept.ask(ALLOCATE, { vlan: 3_333 })).errors).toEqual([]);
    expect(kept.calls()).toEqual([send]);
  });

  test("that AWS does not list yet is AWS's to refuse", async () => {
    gateway.emulator.faults.add(LAG);
    await kept.ask(ALLOCATE, { vlan: 3_334 });
    const { data } = await kept.ask(PLAN);
    expect(data.interconnect.vlanPlan.used).toContainEqual({ vlan: 3_334 });
    const { errors } = await kept.ask(ALLOCATE, { vlan: 3_334 });
    expect(errors).toHaveLength(1);
    expect(kept.calls()).toContain(send);
  });
});
