import { JsonShapeDeserializer2, NormalizedSchema } from "../../libraries/aws-sdk";
import { entryIdentity, isWholeNumber } from "./member-types";
import { markUnfit, UnfitValues } from "./unfit-values";
import { timeFromText, validDate } from "./time-texts";

type Schema = Parameters<JsonShapeDeserializer2["readObject"]>[0];

/** Converts one parsed value as the SDK would; objects and lists are changed in place. Undefined: it does not fit. */
type Reader = (value: unknown) => unknown;

/** How the values of one member are read. */
interface MemberReader {
  /** The type of a value that may fit; for other types, `read` decides. */
  readonly type: "string" | "number" | "boolean" | "object";
  readonly read: Reader;
  /** Whether the type alone makes a value fit and stay as it was parsed. A number must also be a 32-bit one. */
  readonly isPlain: boolean;
}

/** The list or structure that contains a value. */
interface Owner {
  readonly structure: string;
  readonly member: string;
}

/**
 * The SDK's deserializer with the same answers, at little more than the cost of parsing the text, where an answer fits
 * AWS's model.
 *
 * The SDK copies each structure member by member, looks up the schema of each value again, and either accepts a value
 * of another type unchanged or rejects the whole answer. Here a schema is walked once, to find the members that need
 * a conversion, and an object with known members of the right types stays as it was parsed, but for its timestamps
 * and blobs. A value of another type counts as absent, a list's entry that is no object is left out, and both are
 * noted with the answer (`unfitOf`). Members may be in the order of the text instead of the schema's.
 */
export class InPlaceDeserializer extends JsonShapeDeserializer2 {
  readonly #structures = new Map<unknown, Reader>();
  /** The unfit values of the answer that is being read; the reading of one answer is never interrupted. */
  #unfit: UnfitValues | undefined;

  protected override _read(schema: Schema, value: unknown): unknown {
    const normalized = NormalizedSchema.of(schema);
    if (this.#unfit !== undefined || !isObject(value) || !isStructure(normalized))
      return super._read(schema, value) as unknown;
    const unfit = (this.#unfit = new UnfitValues());
    try {
      const output = this.#structureReader(normalized)(value);
      if (isObject(output) && !unfit.isEmpty) markUnfit(output, unfit);
      return output;
    } finally {
      this.#unfit = undefined;
    }
  }

  #memberReader(schema: NormalizedSchema, owner: Owner): MemberReader {
    const name = `${owner.structure}.${owner.member}`;
    const noting = (type: MemberReader["type"], read: Reader, isPlain = false): MemberReader => ({
      type,
      isPlain,
      read: (value) => {
        const fit = read(value);
        if (fit === undefined) this.#unfit?.noteMember(name);
        return fit;
      },
    });
    if (schema.isBooleanSchema()) return noting("boolean", ofType("boolean"), true);
    if (isStructure(schema)) {
      const read = this.#structureReader(schema);
      return noting("object", (value) => (isObject(value) ? read(value) : undefined));
    }
    if (schema.isListSchema()) return noting("object", this.#listReader(schema, owner));
    if (schema.isNumericSchema())
      return noting("number", (value) => (isWholeNumber(value, owner.member) ? value : undefined), true);
    const bySdk = this.#bySdk(schema);
    if (schema.isTimestampSchema())
      return noting("number", (value) =>
        typeof value === "string" ? timeFromText(value) : validDate(bySdk(value)),
      );
    if (!schema.isStringSchema()) return noting("string", bySdk);
    const isPlain = schema.getMergedTraits().mediaType === undefined;
    return noting("string", isPlain ? ofType("string") : bySdk, isPlain);
  }

  /** The SDK's own code reads what is not covered here; what it cannot read does not fit. */
  #bySdk(schema: NormalizedSchema): Reader {
    return (value) => {
      try {
        const read = super._read(schema, value) as unknown;
        return schema.isBlobSchema() && !(read instanceof Uint8Array) ? undefined : read;
      } catch {
        return undefined;
      }
    };
  }

  #listReader(schema: NormalizedSchema, owner: Owner): Reader {
    const items = schema.getValueSchema();
    const read = isStructure(items) ? this.#entryReader(items, owner) : this.#memberReader(items, owner).read;
    return (value) => {
      if (!Array.isArray(value)) return undefined;
      const list: unknown[] = value;
      let length = 0;
      for (const item of list) {
        const fit = read(item);
        if (fit !== undefined) list[length++] = fit;
      }
      if (length < list.length) list.length = length;
      return list;
    };
  }

  #entryReader(schema: NormalizedSchema, { structure, member }: Owner): Reader {
    const read = this.#structureReader(schema);
    const identity = entryIdentity(structure, nameOf(schema));
    return (value) => {
      if (!isObject(value)) {
        this.#unfit?.noteLeftOut(`entry of ${member} that is no object`);
        return undefined;
      }
      const entry = read(value) as Readonly<Record<string, unknown>>; // as a structure is read
      if (identity === undefined || (entry[identity] ?? "") !== "") return entry;
      this.#unfit?.noteLeftOut(`entry of ${member} without ${identity}`);
      return undefined;
    };
  }

  #structureReader(schema: NormalizedSchema): Reader {
    const structure = schema.getSchema();
    const cached = this.#structures.get(structure);
    if (cached !== undefined) return cached;
    const members = new Map<string, MemberReader>();
    const fixes: [name: string, reader: Reader][] = [];
    const reader: Reader = (value) => {
      const object = value as Record<string, unknown>; // is only called with objects
      if (!isUsual(object, members)) return copyOf(object, members);
      let isFit = true;
      for (const [name, fix] of fixes) {
        const member = object[name];
        if (member === undefined) continue;
        const fit = fix(member);
        object[name] = fit;
        isFit &&= fit !== undefined;
      }
      return isFit ? object : present(object);
    };
    this.#structures.set(structure, reader); // before its members: one of them may hold the same structure
    for (const [name, member] of schema.structIterator()) {
      const memberReader = this.#memberReader(member, { structure: nameOf(schema), member: name });
      members.set(name, memberReader);
      if (!memberReader.isPlain) fixes.push([name, memberReader.read]);
    }
    return reader;
  }
}

function isStructure(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() && !schema.isUnionSchema();
}

function nameOf(schema: NormalizedSchema): string {
  return schema.getName() ?? "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ofType(type: "string" | "boolean"): Reader {
  return (value) => (typeof value === type ? value : undefined);
}

/** Whether all members are known, and of the types that `typeof` can check. */
function isUsual(value: Record<string, unknown>, members: ReadonlyMap<string, MemberReader>): boolean {
  for (const name in value) {
    const member = value[name];
    const reader = members.get(name);
    if (member === null || reader?.type !== typeof member) return false;
    if (typeof member === "number" && reader.isPlain && (member | 0) !== member) return false;
  }
  return true;
}

/** The known members that fit. A copy, as deleting the others would make the object slow for good. */
function copyOf(
  value: Record<string, unknown>,
  members: ReadonlyMap<string, MemberReader>,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, { read }] of members) {
    const member = value[name];
    const fit = member == null ? undefined : read(member);
    if (fit !== undefined) copy[name] = fit;
  }
  return copy;
}

function present(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
