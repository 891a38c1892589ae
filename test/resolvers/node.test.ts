import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const NODE = `query ($id: ID!) {
  node(id: $id) {
    __typename id
    ... on Connection { connectionName }
    ... on Interconnect { interconnectName }
  }
}`;
const arn = (account: string, name: keyof typeof fixtureIds, region = "us-east-1") =>
  `arn:aws:directconnect:${region}:${account}:dxcon/${fixtureIds[name]}`;

test.each([
  ["an ARN of another service", "arn:aws:s3:::bucket"],
  ["a resource that is not there", "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-ffnothere"],
  ["a resource of another account than its ARN says", arn("333333333333", "acme-dc2")],
  ["a resource of another region than its ARN says", arn("222222222222", "acme-dc2", "eu-west-1")],
])("null for %s", async (_what, id) => {
  const { data, errors } = await gateway.ask(NODE, { id });
  expect(errors).toEqual([]);
  expect(data).toEqual({ node: null });
});

test.each(["", "dxcon-fgdc2000"])("%j, which is no ARN, is an error that says what is taken", async (id) => {
  const { data, errors } = await gateway.ask(NODE, { id });
  expect(data).toEqual({ node: null });
  const allowed = expect.stringContaining("the ARN of a Direct Connect resource") as string;
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [{ argument: "id", sent: JSON.stringify(id), allowed }],
      },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("what AWS denies is an error, not null", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    count: 1,
    error: { name: "AccessDeniedException", message: "not for you" },
  });
  const { data, errors } = await gateway.ask(NODE, { id: arn("222222222222", "acme-dc2") });
  expect(data).toEqual({ node: null });
  expect(errors).toMatchObject([{ path: ["node"], extensions: { code: "FORBIDDEN", retryable: false } }]);
});

test("every listed row can be read again by its id", async () => {
  const { data } = await gateway.ask(
    `{ connections(accounts: ["acme", "enterprise"], first: 1000) { nodes { id connectionName } } }`,
  );
  const rows = data.connections.nodes as { id: string; connectionName: string }[];
  expect(rows.length).toBeGreaterThan(5);
  for (const { id, connectionName } of rows) {
    const { data: again } = await gateway.ask(NODE, { id });
    expect(again.node).toEqual({ __typename: "Connection", id, connectionName });
  }
});

test("an interconnect by its ARN, which has the form of a connection's", async () => {
  const id = arn("111111111111", "ic-dc2");
  const { data } = await gateway.ask(NODE, { id });
  expect(data.node).toEqual({ __typename: "Interconnect", id, interconnectName: "ic-dc2" });
  expect(gateway.calls()).toEqual([
    "111111111111 us-east-1 DescribeConnections",
    "111111111111 us-east-1 DescribeInterconnects",
  ]);
});

test("a hosted connection of an account that the gateway does not have, through the partner that carries it", async () => {
  const partnerOnly = await startGatewayUnderTest({
    accounts: emulatedAccounts().filter(({ alias }) => alias === "partner"),
  });
  try {
    const { data } = await partnerOnly.ask(
      `{ hostedConnections(connectionId: "${fixtureIds["ic-dc2"]}", filter: { vlan: [101] }) { nodes { id } } }`,
    );
    const { id } = data.hostedConnections.nodes[0] as { id: string };
    expect(id).toBe(arn("222222222222", "acme-dc2"));
    const { data: again } = await partnerOnly.ask(NODE, { id });
    expect(again.node).toEqual({ __typename: "Connection", id, connectionName: "acme-dc2" });
  } finally {
    await partnerOnly.stop();
  }
});
