import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { MOST_ITEMS } from "../../src/types/rules/item-count";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** The length of a list is checked first, and its items are not read where there are too many. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const schema = buildSchema(readFileSync(join(__dirname, "../../schema.graphql"), "utf8"));

/** Each list in the filter of each root list. */
function* filterLists(): Generator<[field: string, member: string, type: GraphQLInputType]> {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    if (field.args.some(({ type }) => isNonNullType(type))) continue;
    const filter = field.args.find(({ name }) => name === "filter");
    const type = filter && getNamedType(filter.type);
    if (!isInputObjectType(type)) continue;
    for (const { name, type: member } of Object.values(type.getFields()))
      if (isListType(getNullableType(member))) yield [field.name, name, member];
  }
}

/** One value of a type. */
function valueOf(type: GraphQLInputType): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues().find(({ name }) => name !== "UNKNOWN")?.name;
  if (isInputObjectType(named)) return { key: "a" };
  return ["ID", "String"].includes(named.name) ? "1" : 1; // or a number of our own, such as an ASN
}

const lists = [...filterLists()];

test("the walk finds the filters", () => {
  expect(lists.map(([field, member]) => `${field}.${member}`)).toEqual(
    expect.arrayContaining(["auditEntries.caller", "auditEntries.state", "connections.connectionId"]),
  );
});

test.each(lists)("%s(filter: { %s })", async (field, member, type) => {
  const query = `query ($list: ${String(type)}) { ${field}(filter: { ${member}: $list }) { __typename } }`;
  const values = (count: number) => ({ list: Array.from({ length: count }, () => valueOf(type)) });
  // what events are filtered by must exist
  if (field !== "changes") expect((await gateway.ask(query, values(MOST_ITEMS))).errors).toEqual([]);
  const { errors } = await gateway.ask(query, values(MOST_ITEMS + 1));
  expect(errors.map(({ extensions }) => extensions)).toEqual([
    expect.objectContaining({
      code: "BAD_USER_INPUT",
      fields: [
        {
          argument: expect.stringMatching(`^filter\\.${member}`) as string,
          sent: `more than ${MOST_ITEMS} values`,
          allowed: `at most ${MOST_ITEMS} values in all arguments of a field together`,
        },
      ],
    }),
  ]);
  expect(gateway.calls()).toEqual([]);
});

test.each([
  [
    "input.newPublicVirtualInterface.routeFilterPrefixes",
    "1 to 1000 items",
    9_000,
    `mutation ($list: [RouteFilterPrefixInput!]!) { createPublicVirtualInterface(input: { connectionId: "wrong", newPublicVirtualInterface: { virtualInterfaceName: "?", vlan: 0, asn: 65000, routeFilterPrefixes: $list } }) { virtualInterfaceId } }`,
    { cidr: "wrong" },
  ],
  [
    "input.tags",
    "1 to 50 items",
    6_000,
    `mutation ($list: [TagInput!]!) { tagResource(input: { resourceArn: "wrong", tags: $list }) { resourceArn } }`,
    { key: "aws:wrong" },
  ],
])(
  "%s: no rule looks at an item, nor at what stands beside",
  async (argument, allowed, count, query, item) => {
    const { errors } = await gateway.ask(query, { list: Array.from({ length: count }, () => item) });
    expect(errors.map(({ extensions }) => extensions["fields"])).toEqual([
      [{ argument, sent: `a list of ${count} items`, allowed }],
    ]);
  },
);
