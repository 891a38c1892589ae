import * as sdk from "@aws-sdk/client-direct-connect";
import { clientError, ServiceError } from "../errors";
import type { OperationName } from "./operations";

/*
 * The SDK's own runtime schemas, walked. A schema is a number for a simple type (64 added: a list of it), a
 * tuple that starts with its kind, or a function that gives one of these.
 */
const kind = { list: 1, structure: 3, operation: 9 } as const;
const simple = { text: 0, number: 1, flag: 2, timestamp: 4, blob: 21, listOf: 64 } as const;

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** The input and output schema of one operation. */
interface OperationShape {
  readonly input: unknown;
  readonly output: unknown;
}

const shapes = new Map<string, OperationShape>();
for (const schema of Object.values(sdk) as unknown[]) {
  if (Array.isArray(schema) && schema[0] === kind.operation && typeof schema[2] === "string") {
    shapes.set(schema[2], { input: schema[4], output: schema[5] });
  }
}

/** Whether the installed SDK knows an operation of this name. */
export function isOperationName(name: string): name is OperationName {
  return shapes.has(name);
}

/** The names of all operations of the installed SDK. */
export function operationNames(): string[] {
  return [...shapes.keys()].sort();
}

/**
 * Reads a request body by the operation's input schema. Members that the schema lacks are left out, null
 * counts as absent.
 * @throws SerializationException for a value of the wrong JSON type
 * @throws DirectConnectClientException naming every required member that is missing
 */
export function parseInput(operation: OperationName, body: unknown): Record<string, unknown> {
  const missing: string[] = [];
  const parsed = read(resolve(shapes.get(operation)?.input), body, "", missing);
  if (missing.length > 0) {
    const problems = missing.map(
      (path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    );
    const count = `${missing.length} validation error${missing.length > 1 ? "s" : ""} detected`;
    throw clientError(`${count}: ${problems.join("; ")}`);
  }
  return isObject(parsed) ? parsed : {};
}

/** Writes an answer by the operation's output schema; what the schema lacks or is undefined is left out. */
export function writeOutput(operation: OperationName, output: unknown): string {
  return JSON.stringify(write(resolve(shapes.get(operation)?.output), output) ?? {});
}

function resolve(schema: unknown): unknown {
  return typeof schema === "function" ? resolve((schema as () => unknown)()) : schema;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Member {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

/** The members of each structure that was met: a page of an answer has the same ones a hundred times over. */
const membersByStructure = new WeakMap<readonly unknown[], readonly Member[]>();

function membersOf(structure: readonly unknown[]): readonly Member[] {
  const known = membersByStructure.get(structure);
  if (known) return known;
  const [, , , , names, schemas, required] = structure;
  const members =
    Array.isArray(names) && Array.isArray(schemas)
      ? names.map((name, index) => ({
          name: String(name),
          schema: resolve(schemas[index]),
          required: typeof required === "number" && index < required,
        }))
      : [];
  membersByStructure.set(structure, members);
  return members;
}

/** The item schema of a list, else undefined. */
function itemOf(schema: unknown): { schema: unknown } | undefined {
  if (typeof schema === "number" && schema >= simple.listOf) return { schema: schema - simple.listOf };
  if (Array.isArray(schema) && schema[0] === kind.list) return { schema: resolve(schema[4]) };
  return undefined;
}

const isStructure = (schema: unknown): schema is readonly unknown[] =>
  Array.isArray(schema) && schema[0] === kind.structure;

function read(schema: unknown, value: unknown, path: string, missing: string[]): unknown {
  const item = itemOf(schema);
  if (item) {
    if (!Array.isArray(value)) throw wrongType(value, "a list");
    return value.map((entry: unknown, index) =>
      read(item.schema, entry, `${path}.${index + 1}.member`, missing),
    );
  }
  if (isStructure(schema)) {
    if (!isObject(value)) throw wrongType(value, "a structure");
    const result: Record<string, unknown> = {};
    for (const member of membersOf(schema)) {
      const given = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
      const memberPath = path ? `${path}.${member.name}` : member.name;
      if (given !== undefined && given !== null) {
        result[member.name] = read(member.schema, given, memberPath, missing);
      } else if (member.required) missing.push(memberPath);
    }
    return result;
  }
  if (schema === simple.text && typeof value !== "string") throw wrongType(value, "a String");
  if (schema === simple.number && !Number.isInteger(value)) throw wrongType(value, "an Integer");
  if (schema === simple.flag && typeof value !== "boolean") throw wrongType(value, "a Boolean");
  return value;
}

/** In the words that AWS's JSON services use for a value of the wrong type. */
function wrongType(value: unknown, wanted: string): ServiceError {
  const message =
    typeof value === "object" && value !== null
      ? "Start of structure or map found where not expected."
      : `${(value === null ? "null" : typeof value).toUpperCase()}_VALUE can not be converted to ${wanted}`;
  return new ServiceError("SerializationException", message);
}

function write(schema: unknown, value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const item = itemOf(schema);
  if (item) {
    return Array.isArray(value)
      ? value.map((entry: unknown) => write(item.schema, entry) ?? null)
      : undefined;
  }
  if (isStructure(schema) && typeof value === "object") {
    const result: Record<string, Json> = {};
    const source = value as Record<string, unknown>;
    for (const member of membersOf(schema)) {
      const written = write(member.schema, source[member.name]);
      if (written !== undefined) result[member.name] = written;
    }
    return result;
  }
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return undefined;
}
