import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getMetadataStorage as getRules } from "class-validator";
import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  isSpecifiedScalarType,
  isListType,
  isNonNullType,
  isScalarType,
  validateSchema,
} from "graphql";
import { getMetadataStorage } from "type-graphql";
import { createSchema } from "../src/schema";
import { sdlOf } from "../src/schema/sdl";

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
);

interface Element {
  coordinate: string;
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
  extensions: Readonly<Record<string, unknown>>;
}

/** Fields with their arguments, input fields and enum values of a type. */
function elementsOf(type: GraphQLNamedType): Element[] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => ({ ...value, coordinate: `${type.name}.${value.name}` }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      ...field,
      coordinate: `${type.name}.${field.name}`,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    { ...field, coordinate: `${type.name}.${field.name}` },
    ...field.args.map((argument) => ({
      ...argument,
      coordinate: `${type.name}.${field.name}(${argument.name}:)`,
    })),
  ]);
}
const elements = types.flatMap(elementsOf);

test("the schema is valid", () => {
  expect(validateSchema(schema)).toEqual([]);
});

test("schema.graphql is the schema that is served; `npm run schema` writes it", () => {
  expect(readFileSync(join(__dirname, "..", "schema.graphql"), "utf8")).toBe(sdlOf(schema));
});

describe("descriptions", () => {
  const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

  test("every type has one", () => {
    const bare = types.filter((type) => !ROOTS.includes(type as never) && !type.description);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  test("every field, argument, input field and enum value has one", () => {
    expect(elements.filter(({ description }) => !description).map(({ coordinate }) => coordinate)).toEqual(
      [],
    );
  });
});

/** Lists that are known without a read. */
const KNOWN_LISTS = ["Route.communities", "Query.accounts", "Query.routerTypes"];

/** Whether a field has a resolver of its own: its value is then read, or made of what is. */
const isResolved = ({ resolve }: GraphQLField<unknown, unknown>) =>
  resolve !== undefined && resolve !== defaultFieldResolver;

test("every list that depends on a read is nullable: where nothing could be read, an empty one would be wrong", () => {
  const lists = types.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => isResolved(field) || getNamedType(field.type).name.endsWith("Page"))
      .filter((field) => {
        const ofMany =
          isListType(getNullableType(field.type)) || getNamedType(field.type).name.endsWith("Page");
        return ofMany && !KNOWN_LISTS.includes(`${type.name}.${field.name}`);
      })
      .map((field) => ({ coordinate: `${type.name}.${field.name}`, type: field.type })),
  );
  expect(lists.length).toBeGreaterThan(30);
  expect(lists.filter(({ type }) => isNonNullType(type)).map(({ coordinate }) => coordinate)).toEqual([]);
});

describe("deprecations", () => {
  const coordinates = new Set(elements.map(({ coordinate }) => coordinate));
  const deprecated = elements.filter(({ deprecationReason }) => deprecationReason != null);

  test("are there", () => {
    expect(deprecated.map(({ coordinate }) => coordinate)).toEqual(
      expect.arrayContaining([
        "Mutation.allocateConnectionOnInterconnect",
        "Query.connectionsOnInterconnect",
      ]),
    );
  });

  test("each states since when, and a replacement that exists and is in the reason", () => {
    for (const { coordinate, deprecationReason, extensions } of deprecated) {
      const details = extensions["deprecation"] as { replacement: string; since: string } | undefined;
      expect([coordinate, details]).toEqual([
        coordinate,
        {
          replacement: expect.any(String) as string,
          since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
        },
      ]);
      expect(deprecationReason).toContain(details?.replacement);
      expect(coordinates).toContain(details?.replacement);
    }
  });
});

test("fields have the names of the rows' members: a simple resolver uses no other name", () => {
  const { fields } = getMetadataStorage();
  expect(fields.length).toBeGreaterThan(100);
  const renamed = fields.filter(({ name, schemaName }) => name !== schemaName);
  expect(renamed.map(({ target, name }) => `${target.name}.${name}`)).toEqual([]);
});

test("every page has the members of the Relay specification, and what could not be read", () => {
  const pages = types.filter(isObjectType).filter(({ name }) => name.endsWith("Page"));
  expect(pages.length).toBeGreaterThanOrEqual(3);
  for (const page of pages) {
    const fields = Object.values(page.getFields()).map(({ name, type }) => `${name}: ${String(type)}`);
    const item = page.name.replace(/Page$/, "");
    // These logs grow while they are read: they have no count, and nothing of them is read at AWS.
    const ofLists = ["ChangeEvent", "WebhookDelivery", "WebhookChange"].includes(item)
      ? []
      : ["totalCount: Int!", "unavailable: [Unavailable!]!"];
    expect(fields.sort()).toEqual([
      `edges: [${item}Edge!]!`,
      `nodes: [${item}!]!`,
      "pageInfo: PageInfo!",
      ...ofLists,
    ]);
  }
});

test("every mutation takes an idempotency key", () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  expect(mutations.length).toBeGreaterThan(40);
  const without = mutations.filter(({ args }) => !args.some(({ name }) => name === "idempotencyKey"));
  expect(without.map(({ name }) => name)).toEqual([]);
});

/** What AWS itself gives a member `id`, which is no ARN, and events, which have ids of their own. */
const OTHER_ID = new Set(["AssociatedGateway", "AssociatedCoreNetwork", "ChangeEvent"]);

test("everything with an id is a Node", () => {
  const withId = types
    .filter(isObjectType)
    .filter((type) => "id" in type.getFields() && !OTHER_ID.has(type.name));
  expect(withId.length).toBeGreaterThanOrEqual(2);
  for (const type of withId) expect(type.getInterfaces().map(({ name }) => name)).toContain("Node");
});

/** Scalars that take no wrong value. */
const RULED_BY_THEMSELVES = new Set(["Boolean", "ASN"]);

describe("rules of what mutations take", () => {
  /** The members of each input class that carry a rule. */
  const ruled = new Map(
    getMetadataStorage().inputTypes.map(({ name, target }) => [
      name,
      new Set(
        getRules()
          .getTargetValidationMetadatas(target, "", false, false)
          .map(({ propertyName }) => propertyName),
      ),
    ]),
  );
  const inputs = inputTypesOf(
    Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ args }) =>
      args.map(({ type }) => type),
    ),
  );

  test("every input has some", () => {
    expect(inputs.length).toBeGreaterThan(5);
    const without = inputs.filter(({ name }) => !ruled.get(name)?.size);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test("every required text, number and list has one", () => {
    const bare = inputs.flatMap((input) =>
      Object.values(input.getFields())
        .filter(
          (field) =>
            isRequiredInputField(field) &&
            !RULED_BY_THEMSELVES.has(getNamedType(field.type).name) &&
            (isScalarType(getNullableType(field.type)) || isListType(getNullableType(field.type))),
        )
        .filter((field) => !ruled.get(input.name)?.has(field.name))
        .map((field) => `${input.name}.${field.name}`),
    );
    expect(bare).toEqual([]);
  });

  /** The input objects among these, and those within. */
  function inputTypesOf(sent: readonly GraphQLInputType[]) {
    const found = new Set(sent.map((type) => getNamedType(type)).filter(isInputObjectType));
    for (const input of found) {
      for (const { type } of Object.values(input.getFields())) {
        const inner = getNamedType(type);
        if (isInputObjectType(inner)) found.add(inner);
      }
    }
    return [...found];
  }
});
