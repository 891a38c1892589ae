import { randomBytes } from "node:crypto";
import {
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  isCompositeType,
  isListType,
  isRequiredArgument,
} from "graphql";
import { makeApiKey } from "../../src/auth/api-keys";
import { RULES } from "../../src/auth/permissions";
import { SECRET_FIELDS } from "../../src/auth/secret-fields";
import type { Operation } from "../../src/directconnect/client/operations";
import { Watcher } from "../../src/events/watcher";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Permission, PERMISSIONS } from "../../src/types/graph/permission";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { subscribeBySse, until } from "../events/subscribe";
import { schema } from "./generated";
import { isRead, NOTHING_DONE, refusing, requestFor } from "./operation-requests";

/*
 * Walks the tables of permissions, with a caller for each permission who has all others, and one who has it and READ alone. What
 * is sent is refused by a fault, so that nothing is changed by it.
 */

const permissions = Object.keys(PERMISSIONS) as Permission[]; // the keys of that very object
const headers = new Map<string, Record<string, string>>();
const roles: Record<string, readonly Permission[]> = { none: [] };
for (const one of permissions) {
  roles[`without-${one}`] = permissions.filter((other) => other !== one);
  roles[`only-${one}`] = ["read", one];
}
const callers = Object.keys(roles).map((name) => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
  headers.set(name, { "x-api-key": key });
  return { name, roles: [name], accounts: "all", apiKeys: [stored] };
});

let gateway: GatewayUnderTest;
beforeAll(async () => {
  // The webhook that a test makes would have everything read, among the calls that are counted.
  jest.spyOn(Watcher.prototype, "start").mockReturnValue();
  gateway = await startGatewayUnderTest({
    access: { callers, roles },
    settings: { WEBHOOK_SECRET_KEYS: randomBytes(32).toString("base64") },
  });
});
afterAll(async () => {
  await gateway.stop();
  jest.restoreAllMocks();
});
afterEach(() => gateway.emulator.faults.clear());

const operations = Object.keys(RULES) as Operation[]; // the keys of that very object
const ENTERPRISE = "555555555555";
const PARTNER = "111111111111";
/** A resource of the account that requests of the table are for. */
const TAGGED = `arn:aws:directconnect:us-east-1:${ENTERPRISE}:dxcon/${fixtureIds["enterprise-100g"]}`;
const NAMED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  DescribeTags: { resourceArns: [TAGGED] },
  TagResource: { resourceArn: TAGGED },
  UntagResource: { resourceArn: TAGGED },
};
/** The account that has what a request of the table names. */
const accountFor = (operation: Operation) => (/Interconnect|Hosted/.test(operation) ? PARTNER : ENTERPRISE);

/** What is read before these, with the same permission. */
const BEFORE: Readonly<Partial<Record<Operation, Operation>>> = {
  GetResiliencyGroup: "ListResiliencyGroups",
  ListResiliencyGroupAssociations: "ListResiliencyGroups",
};

const send = (operation: Operation, caller: string) => {
  const { document, variables } = requestFor(operation, accountFor(operation), NAMED[operation] ?? {});
  return gateway.ask(document, variables, headers.get(caller));
};
const sent = (operation: Operation) => gateway.calls().filter((call) => call.endsWith(` ${operation}`));

test.each(operations)("%s needs its permission, and no other but READ", async (operation) => {
  const { needs } = RULES[operation];
  gateway.emulator.faults.add(refusing(operation));
  const refused = await send(operation, `without-${needs}`);
  expect([refused.errors[0]?.message, refused.errors[0]?.extensions["code"]]).toEqual([
    `${BEFORE[operation] ?? operation} needs the permission ${needs.toUpperCase()}, which without-${needs} does not have.`,
    "FORBIDDEN",
  ]);
  expect(sent(operation)).toEqual([]);

  const { errors } = await send(operation, `only-${needs}`);
  expect(errors.map(({ extensions }) => extensions["code"])).not.toContain("FORBIDDEN");
  expect(sent(operation).length).toBeGreaterThan(0);
  // a change is made by a call, and not by a read that only looks like it
  if (!isRead(operation)) expect(errors[0]?.message).toContain(NOTHING_DONE);
});

/** For each secret field, a document that selects it, and where it is in the answer. */
const SECRETS: Readonly<Record<string, string>> = {
  "VirtualInterface.authKey": `{ virtualInterface(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-305"]}") { authKey } }`,
  "VirtualInterface.customerRouterConfig": `{ virtualInterface(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-305"]}") { customerRouterConfig } }`,
  "BGPPeer.authKey": `{ virtualInterface(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-305"]}") { bgpPeers { authKey } } }`,
  "RouterConfiguration.customerRouterConfig": `{ routerConfiguration(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-305"]}", routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124") { customerRouterConfig } }`,
  "WebhookWithSecret.secret": `mutation { createWebhook(input: { url: "https://hooks.example.com/" }) { secret } }`,
  "Loa.loaContent": `{ loa(account: "partner", connectionId: "${fixtureIds["ic-dc2"]}") { loaContent } }`,
};

/** Where the field around needs the same permission, it is refused before. */
const AROUND: Readonly<Record<string, string>> = { "WebhookWithSecret.secret": "createWebhook" };

test("every secret field has its document here", () => {
  expect(Object.keys(SECRETS).sort()).toEqual(Object.keys(SECRET_FIELDS).sort());
});

test.each(Object.entries(SECRET_FIELDS))("%s needs the permission %s", async (coordinate, permission) => {
  const document = SECRETS[coordinate] ?? "";
  const { data, errors } = await gateway.ask(document, {}, headers.get(`without-${permission}`));
  expect(errors[0]).toMatchObject({
    message: `${AROUND[coordinate] ?? coordinate} needs the permission ${permission.toUpperCase()}, which without-${permission} does not have.`,
    extensions: { code: "FORBIDDEN" },
  });
  expect(leavesOf(data).filter((leaf) => leaf !== null)).toEqual([]);
  const other = permissions.find((one) => one !== permission && one !== "read");
  const allowed = await gateway.ask(document, {}, headers.get(`without-${other ?? ""}`));
  expect(allowed.errors).toEqual([]);
  expect(leavesOf(allowed.data).filter((leaf) => typeof leaf === "string").length).toBeGreaterThan(0);
});

function leavesOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(leavesOf);
}

/** Root fields that need no permission: who the caller is, the accounts that it is granted, and the router types that AWS knows. */
const WITHOUT_PERMISSION = ["viewer", "accounts", "routerTypes"];

/** What stands for an argument that a field needs. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  ...{ id: TAGGED, ids: TAGGED, resourceArns: TAGGED, key: "a-key" },
  ...{ connectionId: fixtureIds["enterprise-100g"], interconnectId: fixtureIds["ic-dc2"] },
  ...{ lagId: fixtureIds["lag-dc2"], virtualInterfaceId: fixtureIds["vif-305"] },
  ...{ directConnectGatewayId: fixtureIds["vpc-gw"], virtualGatewayId: fixtureIds["vgw-free"] },
  ...{ associationId: fixtureIds["association-vgw-a"], resiliencyGroupId: fixtureIds["ashburn-group"] },
  ...{ proposalId: fixtureIds["proposal-requested"], connectionIds: fixtureIds["enterprise-100g"] },
  routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124",
};

/** Each field of a root type, with a selection of it under the name `field`. */
function rootsOf(type: GraphQLObjectType | null | undefined): (readonly [name: string, selection: string])[] {
  return Object.values(type?.getFields() ?? {}).map((field) => {
    const args = field.args.filter(isRequiredArgument).map(({ name, type }) => {
      const value = ARGUMENTS[name] ?? "";
      return `${name}: ${isListType(getNullableType(type)) ? `["${value}"]` : `"${value}"`}`;
    });
    const called = args.length === 0 ? field.name : `${field.name}(${args.join(", ")})`;
    const selected = isCompositeType(getNamedType(field.type)) ? "{ __typename }" : "";
    return [field.name, `{ field: ${called} ${selected} }`];
  });
}

const NEEDS = / needs the permission [A-Z]+, which none does not have\.$/;

test.each(rootsOf(schema.getQueryType()))(
  "Query.%s answers nothing without a permission",
  async (name, selection) => {
    const { data, errors } = await gateway.ask(selection, {}, headers.get("none"));
    const codes = errors.map(({ extensions }) => extensions["code"]);
    if (WITHOUT_PERMISSION.includes(name)) {
      expect([codes, data.field]).toEqual([[], expect.anything()]);
      return;
    }
    expect([codes, data?.field ?? null, gateway.calls()]).toEqual([["FORBIDDEN"], null, []]);
    expect(errors[0]?.message).toMatch(NEEDS);
  },
);

test.each(rootsOf(schema.getSubscriptionType()))(
  "Subscription.%s answers nothing without a permission",
  async (_name, selection) => {
    gateway.emulator.requests.clear();
    const request = { query: `subscription ${selection}` };
    const { results, state } = subscribeBySse(gateway.url, request, headers.get("none"));
    await until(() => state.ended !== undefined);
    expect(results.map(({ data }) => data?.field ?? null)).toEqual([null]);
    expect(results[0]?.errors).toMatchObject([
      { message: expect.stringMatching(NEEDS) as string, extensions: { code: "FORBIDDEN" } },
    ]);
    expect(gateway.calls()).toEqual([]);
  },
);
