import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { isSecretMember } from "../../observability/secrets";

/** Whether a valid document selects no secret, and no `FLEETING` field. */
export function selectsNothingFleeting(schema: GraphQLSchema, document: DocumentNode): boolean {
  let lasts = true;
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field: ({ name }) => {
      if (isSecretMember(name.value) || types.getFieldDef()?.extensions["fleeting"] === true) lasts = false;
    },
  });
  visit(document, visitor);
  return lasts;
}
