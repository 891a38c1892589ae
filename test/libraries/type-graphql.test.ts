import { isObjectType } from "graphql";
import { createSchema } from "../../src/schema";
import { acceptedInstance } from "../../src/schema/accepted-arguments";
import { handledFields } from "../../src/schema/field-handlers";

/** Where one of these fails, type-graphql has changed inside: the files of src/schema that they name have to follow. */

const schema = createSchema();

test("src/schema/field-handlers.ts: methods of resolvers are found, with their parameters in order", () => {
  const found = handledFields(schema);
  const ofRow = found.find(
    ({ type, field }) => `${type.name}.${field.name}` === "Connection.virtualInterfaces",
  );
  expect(ofRow).toMatchObject({ of: "rows", handler: { kind: "external", schemaName: "virtualInterfaces" } });
  expect(ofRow?.handler.params?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["root", "context", "args"]),
  );
  expect(new Set(found.map(({ of }) => of))).toEqual(new Set(["queries", "mutations", "rows"]));
});

test("src/schema/direct-resolvers.ts: type-graphql checks arguments before a resolver's first call returns", async () => {
  const type = schema.getType("Connection");
  const field = isObjectType(type) ? type.getFields()["virtualInterfaces"] : undefined;
  const args = { first: 1 };
  const info = { operation: { operation: "query" }, parentType: type, fieldName: "virtualInterfaces" };
  const called = Promise.resolve(field?.resolve?.({}, args, {}, info as never));
  expect(acceptedInstance(args)).toMatchObject({ first: 1 });
  await called.catch(() => undefined); // its context is none
});
