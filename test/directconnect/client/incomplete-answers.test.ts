import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const CONNECTIONS = `{ connections(accounts: ["acme"], regions: ["us-east-1"]) { totalCount } }`;

test.each<FaultKind>(["emptyObject", "emptyBody", "nullBody", "emptyStructures"])(
  "a list that was answered without its rows (%s) is unavailable, also where it was read before",
  async (kind) => {
    const before = (await gateway.ask(CONNECTIONS)).data;
    expect(before.connections.totalCount).toBeGreaterThan(0);
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before); // the same bytes, which are not parsed again
    gateway.emulator.faults.add({ kind, operation: "DescribeConnections", count: 1 });
    const { data, errors } = await gateway.ask(CONNECTIONS);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining("DescribeConnections was answered without"),
        extensions: { code: "UPSTREAM_UNAVAILABLE" },
      },
    ]);
    expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before);
  },
);

test.each([12_345, true, { token: "more" }, ["more"]])(
  "a list whose next page is named by %j is unavailable, not whole, also where it was read before",
  async (nextToken) => {
    const before = (await gateway.ask(CONNECTIONS)).data;
    expect(before.connections.totalCount).toBeGreaterThan(0);
    const body = { connections: [], nextToken };
    gateway.emulator.faults.add({ kind: "givenBody", body, operation: "DescribeConnections", count: 1 });
    const { data, errors } = await gateway.ask(CONNECTIONS);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining("was answered without a nextToken that is text or null"),
        extensions: { code: "UPSTREAM_UNAVAILABLE" },
      },
    ]);
    expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before);
  },
);

test("a change whose answer names no resource is found, and not made again by its key", async () => {
  const rename = (idempotencyKey: string) =>
    gateway.ask(
      `mutation ($id: ID!, $idempotencyKey: String) {
        updateConnection(account: "acme", idempotencyKey: $idempotencyKey, input: { connectionId: $id, connectionName: "renamed" }) {
          connectionId connectionName
        }
      }`,
      { id: fixtureIds["acme-dc2"], idempotencyKey },
    );
  gateway.emulator.faults.add({ kind: "emptyObject", operation: "UpdateConnection", count: 1 });
  const first = await rename("lost");
  expect(first.errors).toEqual([]);
  expect(first.data.updateConnection).toEqual({
    connectionId: fixtureIds["acme-dc2"],
    connectionName: "renamed",
  });
  const again = await rename("lost");
  expect(again.data).toEqual(first.data);
  expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
});
