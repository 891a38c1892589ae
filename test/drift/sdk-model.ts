/*
 * The SDK's exported runtime schemas, read into names. A schema is a number for a simple type (64 added: a list of
 * it), a tuple that starts with its kind, or a function that gives one of these.
 */
const kind = { list: 1, structure: 3, operation: 9 } as const;

export interface Member {
  readonly name: string;
  readonly required: boolean;
  /** The structure that it holds, itself or as a list's items; else undefined. */
  readonly structure: string | undefined;
}

export interface Operation {
  readonly name: string;
  /** The names of structures. */
  readonly input: string;
  readonly output: string;
}

/** What the SDK says of the service. */
export interface SdkModel {
  readonly operations: readonly Operation[];
  readonly structures: ReadonlyMap<string, readonly Member[]>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/** @param exported what `@aws-sdk/client-direct-connect` exports, as it is or doctored. */
export function readSdkModel(exported: Readonly<Record<string, unknown>>): SdkModel {
  const operations: Operation[] = [];
  const structures = new Map<string, readonly Member[]>();
  const enums = new Map<string, readonly string[]>();
  const walked = new Set<readonly unknown[]>();
  for (const [name, value] of Object.entries(exported)) {
    if (isSchema(value, kind.operation)) {
      operations.push({
        name: String(value[2]),
        input: structureIn(value[4]),
        output: structureIn(value[5]),
      });
      addStructures(value[4], structures, walked);
      addStructures(value[5], structures, walked);
    } else if (isSchema(value, kind.structure)) {
      structures.set(String(value[2]), membersOf(value));
    } else if (isEnum(value)) {
      enums.set(name, Object.values(value));
    }
  }
  return { operations, structures, enums };
}

function isSchema(value: unknown, wanted: number): value is readonly unknown[] {
  return Array.isArray(value) && value[0] === wanted && typeof value[2] === "string";
}

function isEnum(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every((member) => typeof member === "string")
  );
}

function membersOf([, , , , names, schemas, required]: readonly unknown[]): Member[] {
  if (!Array.isArray(names) || !Array.isArray(schemas)) return [];
  return names.map((name, index) => ({
    name: String(name),
    required: typeof required === "number" && index < required,
    structure: structureIn(schemas[index]) || undefined,
  }));
}

/** Adds what a schema is made of; what was exported by itself is known. */
function addStructures(
  schema: unknown,
  structures: Map<string, readonly Member[]>,
  walked: Set<readonly unknown[]>,
): void {
  if (typeof schema === "function") addStructures((schema as () => unknown)(), structures, walked);
  else if (isSchema(schema, kind.list)) addStructures(schema[4], structures, walked);
  else if (isSchema(schema, kind.structure) && !walked.has(schema)) {
    walked.add(schema);
    structures.set(String(schema[2]), structures.get(String(schema[2])) ?? membersOf(schema));
    for (const member of Array.isArray(schema[5]) ? schema[5] : []) addStructures(member, structures, walked);
  }
}

/** The name of the structure in a schema, or an empty text. */
function structureIn(schema: unknown): string {
  if (typeof schema === "function") return structureIn((schema as () => unknown)());
  if (isSchema(schema, kind.list)) return structureIn(schema[4]);
  return isSchema(schema, kind.structure) ? String(schema[2]) : "";
}
