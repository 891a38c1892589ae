import { JsonShapeDeserializer2 } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";

type Schema = Parameters<JsonShapeDeserializer2["readObject"]>[0];

/** Makes one parsed value what the SDK would give; an object or list is changed in place where that will do. */
type Reader = (value: unknown) => unknown;

/**
 * The SDK's deserializer with the same answers, at little more than the cost of parsing the text.
 *
 * The SDK copies each structure member by member and asks its schema about each value again. Here a schema is walked
 * once, to find what needs a hand at all, and an object with known members and without nulls stays as it was parsed, but
 * for its timestamps and blobs. What structures, lists and plain values do not cover is left to the SDK's own code. The
 * one difference: members may stand in the order of the text instead of the schema's.
 */
export class InPlaceDeserializer extends JsonShapeDeserializer2 {
  readonly #structures = new Map<unknown, Reader>();

  protected override _read(schema: Schema, value: unknown): unknown {
    const reader = this.#readerOf(NormalizedSchema.of(schema));
    return reader === undefined ? value : reader(value);
  }

  /** @returns undefined where every value stays as it was parsed. */
  #readerOf(schema: NormalizedSchema): Reader | undefined {
    if (schema.isBooleanSchema()) return undefined;
    if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return undefined;
    if (schema.isStructSchema() && !schema.isUnionSchema()) return this.#structureReader(schema);
    if (schema.isListSchema()) return this.#listReader(schema);
    const bySdk: Reader = (value) => super._read(schema, value) as unknown;
    if (!schema.isNumericSchema()) return bySdk;
    return (value) => (typeof value === "number" ? value : bySdk(value)); // as a text: "NaN", "Infinity"
  }

  #listReader(schema: NormalizedSchema): Reader | undefined {
    const item = this.#readerOf(schema.getValueSchema());
    if (item === undefined) return undefined;
    return (value) => {
      if (!Array.isArray(value)) return super._read(schema, value) as unknown;
      const items: unknown[] = value;
      for (let index = 0; index < items.length; index += 1) items[index] = item(items[index]);
      return items;
    };
  }

  #structureReader(schema: NormalizedSchema): Reader {
    const structure = schema.getSchema();
    const made = this.#structures.get(structure);
    if (made !== undefined) return made;
    const members = new Map<string, Reader | undefined>();
    const fixes: [name: string, reader: Reader][] = [];
    const reader: Reader = (value) => {
      if (!isObject(value) || typeof value["__type"] === "string")
        return super._read(schema, value) as unknown;
      if (!isUsual(value, members)) return copyOf(value, members);
      for (const [name, fix] of fixes) {
        const member = value[name];
        if (member !== undefined) value[name] = fix(member);
      }
      return value;
    };
    this.#structures.set(structure, reader); // before its members: one of them may hold the same structure
    for (const [name, member] of schema.structIterator()) {
      const fix = this.#readerOf(member);
      members.set(name, fix);
      if (fix !== undefined) fixes.push([name, fix]);
    }
    return reader;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether all members are known and none is null. */
function isUsual(value: Record<string, unknown>, members: ReadonlyMap<string, unknown>): boolean {
  for (const name in value) if (value[name] === null || !members.has(name)) return false;
  return true;
}

/** The known members that are not null. A copy, as deleting the others would make the object slow for good. */
function copyOf(
  value: Record<string, unknown>,
  members: ReadonlyMap<string, Reader | undefined>,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, reader] of members) {
    const member = value[name];
    if (member != null) copy[name] = reader === undefined ? member : reader(member);
  }
  return copy;
}
