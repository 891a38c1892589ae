import { fixtureIds } from "../../src/emulator/fixtures/names";
import { ReadDoor } from "../../src/directconnect/read/read-door";
import { createSchema } from "../../src/schema";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

interface Step {
  mutation: string;
  arguments: Record<string, unknown>;
  resourceId: string;
  waitFor: string | null;
}
interface Plan {
  steps: Step[];
  obstacles: string[];
  unavailable: { region: string; code: string }[];
}

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const arn = (resource: string, account: string, region = "us-east-1") =>
  `arn:aws:directconnect:${region}:${account}:${resource}`;
const partner = "111111111111";
const acme = "222222222222";
const enterprise = "555555555555";
const direct = (name: keyof typeof fixtureIds) =>
  arn(`dx-gateway/${fixtureIds[name]}`, name.startsWith("acme") ? acme : enterprise, "");

async function planFor(id: string): Promise<Plan> {
  const { data, errors } = await gateway.ask(
    `query ($id: ID!) {
      deletionPlan(id: $id) {
        steps { mutation arguments resourceId reason waitFor }
        obstacles
        unavailable { region code }
      }
    }`,
    { id },
  );
  expect(errors).toEqual([]);
  return data.deletionPlan as Plan;
}

const mutations = createSchema().getMutationType()?.getFields() ?? {};

/** Does what a plan says; each wait is an hour of emulated time. */
async function carryOut({ steps }: Plan): Promise<void> {
  for (const { mutation, arguments: sent, waitFor } of steps) {
    const args = mutations[mutation]?.args.filter(({ name }) => name in sent) ?? [];
    expect(args.map(({ name }) => name).sort()).toEqual(Object.keys(sent).sort());
    const variables = args.map(({ name, type }) => `$${name}: ${type.toString()}`).join(", ");
    const passed = args.map(({ name }) => `${name}: $${name}`).join(", ");
    const { errors } = await gateway.ask(
      `mutation (${variables}) { ${mutation}(${passed}) { __typename } }`,
      sent,
    );
    expect(errors).toEqual([]);
    if (waitFor !== null) gateway.emulator.clock.advance(60 * 60 * 1000);
  }
}

const OF_ID = `query ($account: ID, $id: ID!) {
  deletionPlan(account: $account, id: $id) { steps { mutation arguments reason } obstacles }
}`;

test("what is no id is refused before AWS is asked", async () => {
  for (const id of ["", "dxcon", "vgw-0a1b2c3d4e5f60718", "arn:aws:s3:::bucket"]) {
    const { errors } = await gateway.ask(OF_ID, { id });
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "id", sent: JSON.stringify(id) }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  }
});

test("null for what is not there", async () => {
  for (const id of ["dxcon-nowhere0", arn("dxcon/dxcon-nowhere0", partner)]) {
    expect((await gateway.ask(OF_ID, { id })).data).toEqual({ deletionPlan: null });
  }
});

test.each([
  [enterprise, "dxlag", "lag-dc2"],
  [enterprise, "dxcon", "lag-dc2-a"],
  [enterprise, "dxvif", "vif-301"],
  [partner, "dxcon", "ic-dc2"],
  ["222222222222", "dxcon", "acme-dc2"],
] as const)("of account %s, a %s has one plan by its ARN and by its id", async (account, kind, name) => {
  const id = fixtureIds[name];
  const byArn = await gateway.ask(OF_ID, { id: arn(`${kind}/${id}`, account) });
  expect([byArn.errors, byArn.data.deletionPlan.steps.length > 0]).toEqual([[], true]);
  const byId = await gateway.ask(OF_ID, { account, id });
  expect([byId.errors, byId.data]).toEqual([[], byArn.data]);
});

test("a hosted connection by the partner who allocated it", async () => {
  const { data, errors } = await gateway.ask(OF_ID, { account: partner, id: fixtureIds["acme-dc2"] });
  expect(errors).toEqual([]);
  expect(data.deletionPlan.steps.at(-1)).toMatchObject({ mutation: "deleteConnection" });
});

test("it asks and changes nothing; what is gone needs no steps", async () => {
  const rejected = await planFor(arn(`dxcon/${fixtureIds["cobalt-rejected"]}`, "444444444444"));
  expect(rejected).toEqual({ steps: [], obstacles: [], unavailable: [] });
  expect(gateway.calls().filter((call) => !/ (Describe|List)\w+$/.test(call))).toEqual([]);
});

test("a virtual interface goes before the connection that carries it", async () => {
  const plan = await planFor(arn(`dxcon/${fixtureIds["acme-dc2"]}`, acme));
  expect(plan).toMatchObject({
    steps: [
      {
        mutation: "deleteVirtualInterface",
        arguments: { account: acme, region: "us-east-1" },
        waitFor: "It is DELETED, or listed no more.",
      },
      {
        mutation: "deleteConnection",
        arguments: { input: { connectionId: fixtureIds["acme-dc2"] }, account: acme, region: "us-east-1" },
      },
    ],
    obstacles: [],
  });
});

test.each([
  [
    "a connection",
    arn(`dxcon/${fixtureIds["acme-dc2"]}`, acme),
    ["deleteVirtualInterface", "deleteConnection"],
  ],
  [
    "an interconnect",
    arn(`dxcon/${fixtureIds["ic-sv5"]}`, partner, "us-west-1"),
    ["deleteConnection", "deleteInterconnect"],
  ],
  [
    "a LAG with hosted connections",
    arn(`dxlag/${fixtureIds["lag-dc2-100"]}`, partner),
    ["deleteVirtualInterface", "deleteConnection", "deleteConnection", "deleteLag"],
  ],
  [
    "the member of a LAG that can spare none",
    arn(`dxcon/${fixtureIds["lag-sv5-a"]}`, enterprise, "us-west-1"),
    ["updateLag", "deleteConnection"],
  ],
  [
    "a gateway with an association",
    direct("sticky"),
    ["deleteDirectConnectGatewayAssociation", "deleteDirectConnectGateway"],
  ],
  [
    "a gateway over two regions",
    direct("global-transit"),
    [
      "deleteVirtualInterface",
      "deleteVirtualInterface",
      "deleteDirectConnectGatewayAssociation",
      "deleteDirectConnectGatewayAssociation",
      "deleteDirectConnectGateway",
    ],
  ],
])("the plan for %s can be executed unchanged, and leaves nothing", async (_what, id, expected) => {
  const plan = await planFor(id);
  expect(plan.steps.map(({ mutation }) => mutation)).toEqual(expected);
  expect(plan).toMatchObject({ obstacles: [], unavailable: [] });
  await carryOut(plan);
  gateway.emulator.clock.advance(2 * 60 * 60 * 1000);
  const { data } = await gateway.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id });
  expect(data).toEqual({ node: null });
});

test("a member that its LAG can just spare leaves it as it is", async () => {
  const { errors } = await gateway.ask(
    `mutation ($id: ID!) {
      updateLag(account: "enterprise", region: "us-west-1", input: { lagId: $id, minimumLinks: 1 }) { id }
    }`,
    { id: fixtureIds["lag-sv5"] },
  );
  expect(errors).toEqual([]);
  const plan = await planFor(arn(`dxcon/${fixtureIds["lag-sv5-a"]}`, enterprise, "us-west-1"));
  expect(plan.steps.map(({ mutation }) => mutation)).toEqual(["deleteConnection"]);
  await carryOut(plan);
});

test("a LAG with virtual interfaces of two accounts: all of them first, in order", async () => {
  const plan = await planFor(arn(`dxlag/${fixtureIds["lag-dc2"]}`, enterprise));
  expect(plan.steps.length).toBeGreaterThan(5);
  expect(new Set(plan.steps.slice(0, -1).map(({ mutation }) => mutation))).toEqual(
    new Set(["deleteVirtualInterface"]),
  );
  await carryOut(plan);
});

test("what the plan cannot remove is an obstacle", async () => {
  const { steps, obstacles } = await planFor(direct("wan-gw"));
  expect(steps.map(({ mutation }) => mutation)).toEqual(["deleteDirectConnectGateway"]);
  expect(obstacles).toEqual([`${fixtureIds["core-network"]} is associated; Cloud WAN alone can detach it.`]);
});

test("what is going already must be waited for", async () => {
  const { steps, obstacles } = await planFor(arn(`dxcon/${fixtureIds["ic-va1"]}`, partner));
  expect(steps.map(({ mutation }) => mutation)).toEqual([
    "deleteVirtualInterface",
    "deleteConnection",
    "deleteInterconnect",
  ]);
  expect(obstacles).toEqual([`${fixtureIds["cobalt-deleting"]} is going already; wait until it is gone.`]);
});

test("what cannot be read is said: the plan may lack steps", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    account: acme,
    operation: "DescribeVirtualInterfaces",
    error: { name: "AccessDeniedException", message: "no" },
  });
  const plan = await planFor(arn(`dxcon/${fixtureIds["ic-va1"]}`, partner));
  gateway.emulator.faults.clear();
  expect(plan.unavailable).toEqual([{ region: "us-east-1", code: "FORBIDDEN" }]);
});

test("virtual interfaces are gathered once for all hosted connections of a port", async () => {
  const gather = jest.spyOn(ReadDoor.prototype, "gather");
  const { steps } = await planFor(arn(`dxcon/${fixtureIds["ic-dc2"]}`, partner));
  const operations = gather.mock.calls.map(([{ operation }]) => operation);
  gather.mockRestore();
  expect(steps.length).toBeGreaterThan(100);
  expect(operations.sort()).toEqual(["DescribeHostedConnections", "DescribeVirtualInterfaces"]);
});
