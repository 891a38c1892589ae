import {
  getNamedType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { createSchema } from "../src/schema";

/** A described element: what it is called, and what its description would have to add to. */
interface Described {
  readonly coordinate: string;
  /** Elements of one meaning have one name here, such as `first` of every list. */
  readonly meaning: string;
  /** The words that a reader has already read: the element's name and that of its type. */
  readonly names: readonly string[];
  readonly description: string;
}

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
const elements = types.flatMap(describedIn);

function describedIn(type: GraphQLNamedType): Described[] {
  const member = (name: string, description?: string | null): Described => ({
    coordinate: `${type.name}.${name}`,
    meaning: name,
    names: [type.name, name],
    description: description ?? "",
  });
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => member(name, description));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, description }) => member(name, description));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    member(name, description),
    ...args.map((argument) => ({
      coordinate: `${type.name}.${name}(${argument.name}:)`,
      // every mutation has an argument `input`, which means something else in each of them
      meaning: argument.name === "input" ? `input: ${getNamedType(argument.type).name}` : argument.name,
      names: [argument.name],
      description: argument.description ?? "",
    })),
  ]);
}

const FILLERS = new Set(
  "a an the of for in to its it is this that and or by which what where whether one s with has".split(" "),
);

/** The words of a name or sentence in lower case, without plurals and without those that say nothing. */
const wordsOf = (text: string) =>
  text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/s$/, ""))
    .filter((word) => word !== "" && !FILLERS.has(word));

/** Whether a description has no word that the names do not have. */
function repeatsOnly(names: readonly string[], description: string): boolean {
  const read = new Set(names.flatMap(wordsOf));
  return wordsOf(description).every((word) => read.has(word));
}

test("no description is shared by more than three elements of different meaning", () => {
  const meanings = new Map<string, Set<string>>();
  for (const { description, meaning } of elements)
    meanings.set(description, (meanings.get(description) ?? new Set()).add(meaning));
  const vague = [...meanings]
    .filter(([, of]) => of.size > 3)
    .map(([description, of]) => [description, [...of]]);
  expect(vague).toEqual([]);
});

test("every description says something that the name does not", () => {
  const empty = elements.filter(({ names, description }) => repeatsOnly(names, description));
  expect(empty.map(({ coordinate, description }) => `${coordinate}: ${description}`)).toEqual([]);
});

test.each([
  [["Connection", "tags"], "Its tags."],
  [["RouterConfiguration", "virtualInterfaceName"], "The virtual interface's name."],
  [["LagState", "DELETING"], "Deleting."],
])("a description of %j that only repeats the name is found", (names, description) => {
  expect(repeatsOnly(names, description)).toBe(true);
});

test("a description that adds a unit is kept", () => {
  expect(repeatsOnly(["FailoverTest", "duration"], "The duration, in minutes.")).toBe(false);
});
