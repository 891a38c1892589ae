import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
} from "graphql";
import { statedListSize } from "../../../src/http/limits/list-sizes";
import { createSchema } from "../../../src/schema";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const schema = createSchema();

/** All lists of objects without pages, whose cost does not depend on `first` and `last`. */
const unpaged = Object.values(schema.getTypeMap()).flatMap((type) => {
  if (type.name.startsWith("__") || (!isObjectType(type) && !isInterfaceType(type))) return [];
  const fields = Object.values(type.getFields());
  const isPage = fields.some(({ name }) => name === "pageInfo");
  return fields
    .filter(({ name }) => !(isPage && ["nodes", "edges"].includes(name)))
    .filter((field) => isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)))
    .map((field) => ({ type: type.name, field }));
});

test("the schema has such lists", () => expect(unpaged.length).toBeGreaterThan(40));

test.each(unpaged.map(({ type, field }) => [`${type}.${field.name}`, type, field] as const))(
  "%s has a stated largest size",
  (_coordinate, type, field) => {
    const size = statedListSize(type, field.name);
    expect(size).toBeDefined();
    if (typeof size === "string") expect(field.args.map(({ name }) => name)).toContain("resourceArns");
    else expect(size).toBeGreaterThan(0);
  },
);

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

async function costOf(query: string, variables: Record<string, unknown> = {}): Promise<number> {
  const { errors, extensions } = await gateway.ask(query, variables);
  const [error] = errors;
  const limit = error?.extensions["limit"] as { sent: number } | undefined;
  return limit?.sent ?? (extensions["cost"] as { requested: number }).requested;
}

test("a list costs what it may hold, a tenth where nothing but members of its items is selected", async () => {
  const planOf = (used: string) =>
    `{ interconnect(interconnectId: "dxcon-none") { vlanPlan { used { ${used} } } } }`;
  // the operation, the interconnect and its plan, and what the list holds
  expect(await costOf(planOf("vlan resourceId"))).toBe(1 + 2 + Math.ceil(4094 / 10));
  expect(await costOf(planOf("connection { connectionId }"))).toBe(1 + 2 + 4094 * 2);
});

test("a list within a list costs their product", async () => {
  const inner = "vlanPlan { used { vlan } }";
  const query = `{ interconnect(interconnectId: "dxcon-none") { vlanPlan { used { connection { ${inner} } } } } }`;
  expect(await costOf(query)).toBeGreaterThan(1_000_000);
});

test("a list of what an argument names costs as much as it has values", async () => {
  const query = "query ($arns: [ID!]!) { resourceTags(resourceArns: $arns) { resourceArn tags { key } } }";
  const arns = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `arn:aws:directconnect:us-east-1:000000000000:dxcon/${index}`,
    );
  const costs = [await costOf(query, { arns: arns(10) }), await costOf(query, { arns: arns(110) })];
  expect((costs[1] ?? 0) - (costs[0] ?? 0)).toBeGreaterThanOrEqual(100 * (1 + 5));
});

test("long names and many values of arguments cost, usual ones do not", async () => {
  const aliased = (name: string) =>
    `{ connections(first: 10) { nodes { ${Array.from({ length: 9 }, (_, index) => `${name}${index}: region`).join(" ")} } } }`;
  const usual = await costOf("{ connections(first: 10) { nodes { region } } }");
  expect(await costOf(aliased("a"))).toBe(usual);
  // 9 names of 127 characters are more than 1,024
  expect(await costOf(aliased("a".repeat(126)))).toBe(usual + 10);
  const filtered = "query ($l: [String!]) { connections(first: 1, filter: { location: $l }) { totalCount } }";
  const locations = (count: number) => ({ l: Array.from({ length: count }, (_, index) => `L${index}`) });
  expect(await costOf(filtered, locations(2))).toBe(await costOf(filtered, {}));
  expect(await costOf(filtered, locations(900))).toBeGreaterThanOrEqual(90);
});
