import { REPEATED_ROWS } from "../../../src/directconnect/client/repeated-rows";
import type { Clients } from "../../../src/directconnect/client/clients";
import { READ_OPERATIONS, type ReadOperation } from "../../../src/directconnect/client/operations";
import { REQUIRED_MEMBERS } from "../../../src/directconnect/client/required-members";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { model } from "../../../src/emulator/model/model";
import type { GatewayUnderTest } from "../../gateway";
import { emulatedPlace } from "../reconciliation/scene";
import { clientsForFile } from "./given-answers";
import { withValueAt } from "./repeating";

const underTest = clientsForFile();
let gateway: GatewayUnderTest;
let clients: Clients;
beforeAll(() => {
  gateway = underTest.gateway();
  clients = underTest.clients();
});

/** What a read by an id is answered: that the answer is taken, or the error's name. */
async function answered(operation: ReadOperation, input: object, row: object): Promise<string> {
  const { rows } = REPEATED_ROWS[operation];
  const isOne = REQUIRED_MEMBERS[operation].some((path) => path.startsWith(`${rows ?? ""}.`));
  const body = rows === undefined ? { customerRouterConfig: "x", ...row } : { [rows]: isOne ? row : [row] };
  return underTest.outcomeOf(operation, body, () =>
    clients.send("read", emulatedPlace("acme"), operation, input),
  );
}

const compared = READ_OPERATIONS.flatMap((operation) =>
  REPEATED_ROWS[operation].members.map(([member, queried]) => [operation, member, queried] as const),
);

test.each(compared)("%s by %s is not answered by rows of another one", async (operation, member, queried) => {
  // What else names the resource has to be there in any case.
  const ids = REPEATED_ROWS[operation].members.reduce<object>(
    (row, [name]) => withValueAt(row, name, "one"),
    {},
  );
  const input = { [queried]: queried.endsWith("s") ? ["one", "two"] : "one" };
  const answeredWith = (id: string) => answered(operation, input, withValueAt(ids, member, id));
  expect(await answeredWith("one")).toBe("taken");
  expect(await answeredWith("ONE")).toBe("taken");
  expect(await answeredWith("another")).toBe("IncompleteAnswerError");
});

const inLags = READ_OPERATIONS.flatMap((operation) =>
  REPEATED_ROWS[operation].members.flatMap(([member, queried, form]) =>
    form === undefined ? [] : [[operation, member, queried] as const],
  ),
);

test.each(inLags)(
  "%s of a port in a LAG may be answered with the LAG as %s",
  async (operation, member, queried) => {
    const answeredWith = (id: string, parent: string) =>
      answered(operation, { [queried]: id }, { [member]: parent });
    expect(await answeredWith("dxcon-one", "dxlag-one")).toBe("taken");
    expect(await answeredWith("dxlag-one", "dxlag-another")).toBe("IncompleteAnswerError");
    expect(await answeredWith("dxlag-one", "dxcon-one")).toBe("IncompleteAnswerError");
  },
);

/** AWS's rows name neither the port of an LOA nor the virtual interface of a route. */
const UNNAMED: readonly string[] = [
  "DescribeConnectionLoa connectionId",
  "DescribeInterconnectLoa interconnectId",
  "DescribeLoa connectionId",
  "ListVirtualInterfaceRoutes virtualInterfaceId",
];

test("each id that a read can be narrowed by is in the table, or no row names it", () => {
  const narrowing = READ_OPERATIONS.flatMap((operation) => {
    const { input } = model.operations[operation] ?? {};
    const { members = {} } = model.shapes[input?.shape ?? ""] ?? {};
    return Object.keys(members).flatMap((member) =>
      /(Id|Arns)$/.test(member) ? [`${operation} ${member}`] : [],
    );
  });
  expect(narrowing.length).toBeGreaterThan(20);
  const inTable = compared.map(([operation, , member]) => `${operation} ${member}`);
  expect(new Set([...inTable, ...UNNAMED])).toEqual(new Set(narrowing));
});

const [queried, other] = [fixtureIds["acme-dc2"], fixtureIds["acme-va1"]];

test("what is read by its id is not hidden by another one's row", async () => {
  const connections = [{ connectionId: other, connectionName: "other", connectionState: "available" }];
  const operation = "DescribeConnections";
  gateway.emulator.faults.add({ kind: "givenBody", operation, body: { connections } });
  const { data, errors } = await gateway.ask(
    `{ connection(account: "acme", region: "us-east-1", connectionId: "${queried}") { connectionName } }`,
  );
  expect(data).toEqual({ connection: null });
  expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
});

/** Everything that a parent carries is another parent's, in an answer that is right otherwise. */
const ofAnotherParent = [
  [
    `directConnectGateway(account: "enterprise", directConnectGatewayId: "${fixtureIds["vpc-gw"]}") { associations { nodes { associationId } } }`,
    "DescribeDirectConnectGatewayAssociations",
    {
      directConnectGatewayAssociations: [
        { associationId: "a", directConnectGatewayId: fixtureIds["global-transit"] },
      ],
    },
  ],
  [
    `lag(account: "partner", region: "us-east-1", lagId: "${fixtureIds["lag-dc2-100"]}") { hostedConnections { nodes { connectionId } } }`,
    "DescribeHostedConnections",
    {
      connections: [
        { connectionId: "dxcon-ffffffff", lagId: "dxlag-ffffffff", connectionState: "available" },
      ],
    },
  ],
] as const;

test.each(ofAnotherParent)("%s is no list of another parent's rows", async (query, operation, body) => {
  gateway.emulator.faults.add({ kind: "givenBody", operation, body });
  const { errors } = await gateway.ask(`{ ${query} }`);
  expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
});

describe("a change that was not made is not reported as made by another resource's row", () => {
  /** Makes a change. @returns its state in the journal, once it is known. */
  async function outcome(document: string, key: string): Promise<unknown> {
    await gateway.ask(document);
    gateway.emulator.faults.clear();
    for (;;) {
      const { data } = await gateway.ask(`{ mutationOutcome(key: "${key}") { state } }`);
      const state: unknown = data.mutationOutcome.state;
      if (state !== "OPEN" && state !== "UNKNOWN") return state;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test("an update", async () => {
    const connections = [{ connectionId: other, connectionName: "renamed", connectionState: "available" }];
    gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnection", count: 1 });
    gateway.emulator.faults.add({
      kind: "givenBody",
      operation: "DescribeConnections",
      body: { connections },
    });
    const input = `{ connectionId: "${queried}", connectionName: "renamed" }`;
    expect(
      await outcome(
        `mutation { updateConnection(account: "acme", idempotencyKey: "u", input: ${input}) { connectionId } }`,
        "u",
      ),
    ).toBe("NOT_APPLIED");
  });

  test("an order, by an equal row on another port", async () => {
    const row = {
      ...{ virtualInterfaceId: "dxvif-ffother1", connectionId: fixtureIds["lag-sv5"], vlan: 390, asn: 65020 },
      ...{ virtualInterfaceName: "new", virtualInterfaceType: "private", virtualInterfaceState: "available" },
      ...{ ownerAccount: accounts.enterprise, directConnectGatewayId: fixtureIds["vpc-gw"] },
    };
    gateway.emulator.faults.add({ kind: "reset", operation: "CreatePrivateVirtualInterface", count: 1 });
    const body = { virtualInterfaces: [row] };
    gateway.emulator.faults.add({ kind: "givenBody", operation: "DescribeVirtualInterfaces", body });
    const order = `{ virtualInterfaceName: "new", vlan: 390, asn: 65020, directConnectGatewayId: "${fixtureIds["vpc-gw"]}" }`;
    const input = `{ connectionId: "${fixtureIds["lag-dc2"]}", newPrivateVirtualInterface: ${order} }`;
    expect(
      await outcome(
        `mutation { createPrivateVirtualInterface(account: "enterprise", idempotencyKey: "o", input: ${input}) { virtualInterfaceId } }`,
        "o",
      ),
    ).toBe("NOT_APPLIED");
  });

  test("a deletion", async () => {
    const virtualInterfaces = [{ virtualInterfaceId: "dxvif-ffother1", virtualInterfaceState: "deleted" }];
    gateway.emulator.faults.add({ kind: "reset", operation: "DeleteVirtualInterface", count: 1 });
    gateway.emulator.faults.add({
      kind: "givenBody",
      operation: "DescribeVirtualInterfaces",
      body: { virtualInterfaces },
    });
    const input = `{ virtualInterfaceId: "${fixtureIds["vif-acme-dc2"]}" }`;
    expect(
      await outcome(
        `mutation { deleteVirtualInterface(account: "acme", idempotencyKey: "d", input: ${input}) { virtualInterfaceId } }`,
        "d",
      ),
    ).toBe("NOT_APPLIED");
  });
});
