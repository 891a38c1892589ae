import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import { getMetadataStorage } from "type-graphql";

/** A method of a resolver, as type-graphql holds it. */
export type Handler = ReturnType<typeof getMetadataStorage>[
  "queries" | "mutations" | "fieldResolvers"][number];

/** A field of the schema, and the method that resolves it. */
export interface HandledField {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly handler: Handler;
  readonly of: "queries" | "mutations" | "rows";
}

/** The fields that one method of a resolver resolves, those of interfaces for each type that has them. */
export function handledFields(schema: GraphQLSchema): HandledField[] {
  const { queries, mutations, fieldResolvers, objectTypes, interfaceTypes } = getMetadataStorage();
  const names = new Map([...objectTypes, ...interfaceTypes].map(({ target, name }) => [target, name]));
  const handlers = [
    ...queries.map((handler) => ({ handler, owner: schema.getQueryType()?.name, of: "queries" as const })),
    ...mutations.map((handler) => ({
      handler,
      owner: schema.getMutationType()?.name,
      of: "mutations" as const,
    })),
    ...fieldResolvers
      .filter(({ kind }) => kind === "external")
      .map((handler) => ({
        handler,
        owner: names.get(handler.getObjectType?.() ?? Object),
        of: "rows" as const,
      })),
  ];
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type)) return [];
    const owners = new Set([type, ...type.getInterfaces()].map(({ name }) => name));
    return Object.values(type.getFields()).flatMap((field) => {
      const [only, ...others] = handlers.filter(
        ({ handler, owner = "" }) => handler.schemaName === field.name && owners.has(owner),
      );
      return only === undefined || others.length > 0 ? [] : [{ type, field, ...only }];
    });
  });
}
