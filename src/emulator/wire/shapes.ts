import { clientError, ServiceError } from "../errors";
import { model, type Shape } from "../model/model";
import type { OperationName } from "./operations";

/* The service's own model, walked. */

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** Whether the service has an operation of this name. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(model.operations, name);
}

/** The names of all operations of the service. */
export function operationNames(): string[] {
  return Object.keys(model.operations).sort();
}

/** Whether a caller of an operation can say how many rows a page of its answer may have. */
export function hasPages(operation: OperationName): boolean {
  return Object.hasOwn(shapeOf(model.operations[operation]?.input?.shape).members ?? {}, "maxResults");
}

/** What of a request's body its operation's input shape does not have. */
export interface ParsedInput {
  readonly input: Record<string, unknown>;
  /** The paths of members that no structure of the input has, such as `newLag.speed`. */
  readonly unknownMembers: readonly string[];
}

/**
 * Reads a request body by the operation's input shape. Members that the shape lacks are left out, null
 * counts as absent.
 * @throws SerializationException for a value of the wrong JSON type
 * @throws DirectConnectClientException naming every required member that is missing
 */
export function parseInput(operation: OperationName, body: unknown): ParsedInput {
  const found: Found = { missing: [], unknown: [] };
  const parsed = read(shapeOf(model.operations[operation]?.input?.shape), body, "", found);
  const { missing } = found;
  if (missing.length > 0) {
    const problems = missing.map(
      (path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    );
    const count = `${missing.length} validation error${missing.length > 1 ? "s" : ""} detected`;
    throw clientError(`${count}: ${problems.join("; ")}`);
  }
  return { input: isObject(parsed) ? parsed : {}, unknownMembers: found.unknown };
}

/** Writes an answer by the operation's output shape; what the shape lacks or is undefined is left out. */
export function writeOutput(operation: OperationName, output: unknown): string {
  return JSON.stringify(write(shapeOf(model.operations[operation]?.output?.shape), output) ?? {});
}

const EMPTY_STRUCTURE: Shape = { type: "structure", members: {} };

function shapeOf(name: string | undefined): Shape {
  return (name === undefined ? undefined : model.shapes[name]) ?? EMPTY_STRUCTURE;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

/** The members of each structure that was met: a page of an answer has the same ones a hundred times over. */
const membersByStructure = new Map<Shape, readonly Member[]>();

function membersOf(structure: Shape): readonly Member[] {
  const cached = membersByStructure.get(structure);
  if (cached) return cached;
  const members = Object.entries(structure.members ?? {}).map(([name, { shape }]) => ({
    name,
    shape: shapeOf(shape),
    required: structure.required?.includes(name) ?? false,
  }));
  membersByStructure.set(structure, members);
  return members;
}

interface Found {
  readonly missing: string[];
  readonly unknown: string[];
}

function read(shape: Shape, value: unknown, path: string, found: Found): unknown {
  if (shape.type === "list") {
    if (!Array.isArray(value)) throw wrongType(value, "a list");
    const item = shapeOf(shape.member?.shape);
    return value.map((entry: unknown, index) => read(item, entry, `${path}.${index + 1}.member`, found));
  }
  if (shape.type === "structure") return readStructure(shape, value, path, found);
  if (shape.type === "string" && typeof value !== "string") throw wrongType(value, "a String");
  if (shape.type === "integer" && !Number.isInteger(value)) throw wrongType(value, "an Integer");
  if (shape.type === "long" && !Number.isInteger(value)) throw wrongType(value, "a Long");
  if (shape.type === "boolean" && typeof value !== "boolean") throw wrongType(value, "a Boolean");
  return value;
}

function readStructure(shape: Shape, value: unknown, path: string, found: Found): unknown {
  if (!isObject(value)) throw wrongType(value, "a structure");
  const result: Record<string, unknown> = {};
  const pathOf = (name: string) => (path ? `${path}.${name}` : name);
  for (const member of membersOf(shape)) {
    const memberValue = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
    if (memberValue !== undefined && memberValue !== null) {
      result[member.name] = read(member.shape, memberValue, pathOf(member.name), found);
    } else if (member.required) found.missing.push(pathOf(member.name));
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape.members ?? {}, name)) found.unknown.push(pathOf(name));
  }
  return result;
}

/** In the words that AWS's JSON services use for a value of the wrong type. */
function wrongType(value: unknown, wanted: string): ServiceError {
  const message =
    typeof value === "object" && value !== null
      ? "Start of structure or map found where not expected."
      : `${(value === null ? "null" : typeof value).toUpperCase()}_VALUE can not be converted to ${wanted}`;
  return new ServiceError("SerializationException", message);
}

function write(shape: Shape, value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (shape.type === "list") {
    const item = shapeOf(shape.member?.shape);
    return Array.isArray(value) ? value.map((entry: unknown) => write(item, entry) ?? null) : undefined;
  }
  if (shape.type === "structure" && typeof value === "object") {
    const result: Record<string, Json> = {};
    const source = value as Record<string, unknown>;
    for (const member of membersOf(shape)) {
      const written = write(member.shape, source[member.name]);
      if (written !== undefined) result[member.name] = written;
    }
    return result;
  }
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return undefined;
}
