import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, getNamedType, isCompositeType, isLeafType, isUnionType } from "graphql";

const mutations =
  buildSchema(readFileSync(join(__dirname, "../schema.graphql"), "utf8"))
    .getMutationType()
    ?.getFields() ?? {};

/**
 * The document of one mutation, with every argument as a variable; the answer is called `change`.
 * @param name the mutation's, or its operation's.
 * @param selection all that the answer holds by itself, where left out.
 */
export function mutationDocument(name: string, selection?: string): string {
  const field = mutations[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
  const type = field && getNamedType(field.type);
  if (field === undefined || !isCompositeType(type)) throw new Error(`There is no mutation ${name}.`);
  const leaves = Object.values(isUnionType(type) ? {} : type.getFields()).filter((each) =>
    isLeafType(getNamedType(each.type)),
  );
  const selected = selection ?? leaves.map((leaf) => leaf.name).join(" ");
  const variables = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(" ");
  const args = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(" ");
  return `mutation (${variables}) { change: ${field.name}(${args}) { __typename ${selected} } }`;
}
