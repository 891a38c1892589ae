import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  getNamedType,
  type GraphQLNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

const schema = buildSchema(readFileSync(join(__dirname, "../schema.graphql"), "utf8"));

/** The arguments of fields that require them. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  routerTypeIdentifier: `"CiscoSystemsInc-2900SeriesRouters-IOS124"`,
};

/** Every field in every list costs more than an operation may as a rule: the cost that a caller's limits are set to. */
export const MOST_COST = 2_147_483_647;

/**
 * Every field of a type, with all fields below it.
 * @param typeName the GraphQL type's name.
 * @param depth how many resources are entered on the way down, one below the other.
 */
export function everyField(typeName: string, depth: number): string {
  const type = schema.getType(typeName);
  if (type === undefined) throw new Error(`There is no type ${typeName}.`);
  return selectionOf(type, depth);
}

/** The type of a query or mutation. */
export function typeOfField(root: "Query" | "Mutation", field: string): string {
  const type = schema.getType(root);
  const found = isObjectType(type) ? type.getFields()[field] : undefined;
  if (found === undefined) throw new Error(`There is no ${root}.${field}.`);
  return getNamedType(found.type).name;
}

function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (!isCompositeType(type)) return "";
  const possible = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  const own = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = own.flatMap((field) => {
    const args = field.args.flatMap((argument) => {
      if (argument.name === "first") return ["first: 2"]; // what a document may cost grows with its pages
      return isRequiredArgument(argument) ? [`${argument.name}: ${ARGUMENTS[argument.name] ?? ""}`] : [];
    });
    const called = args.length === 0 ? field.name : `${field.name}(${args.join(", ")})`;
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return [called];
    if (type.name.endsWith("Edge")) return [`${called} { __typename }`]; // the page's nodes are the same
    const cost = isRow(named) ? 1 : 0;
    if (depth < cost) return [];
    const below = selectionOf(named, depth - cost);
    return below === "" ? [] : [`${called} { ${below} }`];
  });
  const others = possible.map(({ name }) => `... on ${name} { __typename }`);
  return [...fields, ...others].join(" ");
}

/** Whether a type is a resource: following its relations may come back to where it began. */
function isRow(type: GraphQLNamedType): boolean {
  if (type.name === "Unavailable") return false;
  return (isObjectType(type) || isInterfaceType(type)) && "account" in type.getFields();
}
