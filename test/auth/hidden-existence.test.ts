import { getNamedType, isNonNullType } from "graphql";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";
import { schema } from "./generated";
import { tenants } from "./tenants";

/*
 * What another tenant has is as what no tenant has: neither the answer nor the calls of AWS tell whether it exists. What the
 * answers contain is held by isolation.test.ts.
 */
const { access, headers } = tenants();
const KEY = "key-of-blue-harbor";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access, store: { postgres: await borrowSharedDatabase() } });
  const { errors } = await rename(fixtureIds["blue-pending"], KEY, "blue-harbor");
  expect(errors).toEqual([]);
  // a use of what is deprecated
  await gateway.ask("{ connections { nodes { awsDevice } } }", {}, headers["blue-harbor"]);
});
afterAll(() => gateway.stop());

const rename = (connectionId: string, key: string, tenant: "acme" | "blue-harbor", name = "renamed") =>
  gateway.ask(
    `mutation ($input: UpdateConnectionInput!, $key: String) {
      updateConnection(input: $input, idempotencyKey: $key) { connectionName }
    }`,
    { input: { connectionId, connectionName: name }, key },
    headers[tenant],
  );

/** What an answer tells, and what it took, with what was sent replaced. */
function observed({ status, data, errors }: Answer, ...sent: readonly string[]): unknown {
  let text = JSON.stringify({ status, data, errors, calls: gateway.calls() });
  for (const one of sent) text = text.replaceAll(one, "SENT");
  return JSON.parse(text.replaceAll(/"(requestId|awsRequestId)":"[^"]*"/g, '"$1":"…"'));
}

describe("ids", () => {
  /** By argument: what is another's, and what no tenant has. */
  const IDS: Readonly<Record<string, readonly [foreign: string, none: string]>> = {
    connectionId: [fixtureIds["blue-pending"], "dxcon-ffffffff"],
    interconnectId: [fixtureIds["ic-dc2"], "dxcon-ffffffff"],
    lagId: [fixtureIds["lag-dc2-100"], "dxlag-ffffffff"],
    directConnectGatewayId: [fixtureIds.sticky, "ffffffff-0000-4000-8000-000000000000"],
    associationId: [fixtureIds["association-sticky"], "ffffffff-0000-4000-8000-000000000000"],
    virtualGatewayId: [fixtureIds["vgw-sticky"], "vgw-ffffffff"],
  };
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const required = field.args.filter(({ type }) => isNonNullType(type));
    const [arg] = required;
    const ids = arg && IDS[arg.name];
    if (required.length !== 1 || arg === undefined || ids === undefined) return [];
    return [[field.name, arg.name, "fields" in getNamedType(field.type), ids] as const];
  });

  test("there are fields with such an argument", () => expect(fields.length).toBeGreaterThan(3));

  test.each(fields)("%s by %s", async (field, arg, _isObject, [foreign, none]) => {
    const execute = async (id: string) =>
      observed(
        await gateway.ask(`query ($id: ID!) { ${field}(${arg}: $id) { __typename } }`, { id }, headers.acme),
        id,
      );
    expect(await execute(foreign)).toEqual(await execute(none));
  });

  test.each([
    ["updateConnection", "UpdateConnectionInput", "connectionId", { connectionName: "x" }],
    ["deleteConnection", "DeleteConnectionInput", "connectionId", {}],
    ["confirmConnection", "ConfirmConnectionInput", "connectionId", {}],
    ["deleteLag", "DeleteLagInput", "lagId", {}],
    ["deleteDirectConnectGateway", "DeleteDirectConnectGatewayInput", "directConnectGatewayId", {}],
  ] as const)("%s", async (field, type, arg, rest) => {
    const execute = async (id: string) =>
      observed(
        await gateway.ask(
          `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`,
          { input: { [arg]: id, ...rest } },
          headers.acme,
        ),
        id,
      );
    const [foreign, none] = IDS[arg] ?? ["", ""];
    const answer = await execute(foreign);
    expect(answer).toEqual(await execute(none));
    expect(answer).toMatchObject({ errors: [{}] });
  });
});

describe("keys", () => {
  test("of another have no outcome, as unused keys", async () => {
    const outcome = async (key: string) =>
      observed(
        await gateway.ask(
          "query ($key: String!) { mutationOutcome(key: $key) { operation } }",
          { key },
          headers.acme,
        ),
        key,
      );
    expect(await outcome(KEY)).toEqual(await outcome("unused-key"));
    expect(await outcome(KEY)).toMatchObject({ data: { mutationOutcome: null }, errors: [] });
  });

  test("of another are free for another change", async () => {
    const change = async (key: string) => observed(await rename("dxcon-ffacdc2a", key, "acme", "mine"), key);
    const answer = await change(KEY);
    expect(answer).toMatchObject({ data: { updateConnection: { connectionName: "mine" } }, errors: [] });
    expect(answer).toEqual(await change("unused-key"));
  });
});

describe("lists", () => {
  test("there is something to hide", async () => {
    const { data, errors } = await gateway.ask(
      `{ auditEntries { totalCount } deprecatedUsage { totalCount } mutationOutcome(key: "${KEY}") { operation } }`,
      {},
      headers["blue-harbor"],
    );
    expect({ data, errors }).toEqual({
      data: {
        auditEntries: { totalCount: 1 },
        deprecatedUsage: { totalCount: 1 },
        mutationOutcome: { operation: "UpdateConnection" },
      },
      errors: [],
    });
  });

  test("of the audit trail", async () => {
    const entries = async (caller: string) =>
      observed(
        await gateway.ask(
          "query ($caller: [String!]) { auditEntries(filter: { caller: $caller }) { totalCount nodes { id } } }",
          { caller: [caller] },
          headers.acme,
        ),
        caller,
      );
    expect(await entries("blue-harbor")).toEqual(await entries("no-such-caller"));
  });

  test("of deprecated uses", async () => {
    const uses = async (caller: string) =>
      observed(
        await gateway.ask(
          "query ($caller: [String!]) { deprecatedUsage(filter: { caller: $caller }) { totalCount nodes { element } } }",
          { caller: [caller] },
          headers.acme,
        ),
        caller,
      );
    expect(await uses("blue-harbor")).toEqual(await uses("no-such-caller"));
  });

  test("after a cursor of another's row", async () => {
    const LIST =
      "query ($after: String) { connections(first: 2, after: $after) { nodes { id } edges { cursor } } }";
    const { data } = await gateway.ask(LIST, {}, headers["blue-harbor"]);
    const { edges } = data.connections as { edges: readonly { cursor: string }[] };
    const cursor = edges[0]?.cursor ?? "";
    const decoded = Buffer.from(cursor, "base64url").toString();
    const ofNone = Buffer.from(decoded.replace(/dxcon-\w+/, (id) => `${id}0`)).toString("base64url");
    expect(ofNone).not.toBe(cursor);
    const after = async (one: string) => observed(await gateway.ask(LIST, { after: one }, headers.acme), one);
    expect(await after(cursor)).toEqual(await after(ofNone));
  });
});
