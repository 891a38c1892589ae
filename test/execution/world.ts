import {
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { createSchema } from "../../src/schema";

/** Deterministic draws: 0 is the first, the likeliest and the least surprising choice of all. */
export type Draw = (choices: number) => number;

/** What one execution saw of the world: compared too, so that resolvers are called alike. */
export interface WorldContext {
  readonly world: World;
  readonly calls: string[];
}

/**
 * What resolvers give, for one seed: the same value for the same field, for every caller and however often, so that
 * two executions can be compared. It holds everything that can be wrong with a value.
 */
export class World {
  readonly #values = new Map<string, unknown>();

  constructor(
    private readonly seed: number,
    private readonly schema: GraphQLSchema,
    readonly surprisesPerThousand: number,
    /** Whether what others promise is given at once, and what they reject with is thrown. */
    private readonly isAtOnce = false,
  ) {}

  /** The same world without a promise in it. */
  get atOnce(): World {
    return (this.#atOnce ??= new World(this.seed, this.schema, this.surprisesPerThousand, true));
  }
  #atOnce: World | undefined;

  /** Resolves after a number of turns of the microtask queue. */
  later<Value>(ticks: number, value: () => Value): Value | Promise<Value> {
    return this.isAtOnce ? value() : later(ticks, value);
  }

  #promised(value: unknown): unknown {
    return this.isAtOnce ? value : Promise.resolve(value);
  }

  #rejected(error: Error): unknown {
    if (this.isAtOnce) return error;
    const rejection = Promise.reject(error);
    rejection.catch(() => undefined); // it may never be awaited
    return rejection;
  }

  /** What a resolver gives for a question. */
  answer(query: string, type: GraphQLOutputType): unknown {
    if (this.#values.has(query)) return this.#values.get(query);
    const value = this.#value(type, drawFrom(`${this.seed} ${query}`), query, 4);
    this.#values.set(query, value);
    return value;
  }

  #value(type: GraphQLOutputType, draw: Draw, name: string, depth: number): unknown {
    if (draw(1_000) >= 1_000 - this.surprisesPerThousand) return this.#surprise(type, draw, name, depth);
    if (isNonNullType(type)) return this.#usual(type.ofType, draw, name, depth);
    return draw(8) === 7 ? [null, undefined][draw(2)] : this.#usual(type, draw, name, depth);
  }

  #surprise(type: GraphQLOutputType, draw: Draw, name: string, depth: number): unknown {
    const usual = () => this.#usual(type, draw, name, depth);
    if (isLeafType(getNamedType(type)) && draw(3) > 0) return ODD[draw(ODD.length)];
    switch (draw(13)) {
      case 0:
        return null;
      case 1:
        return new Error(`${name} is an error.`);
      case 2:
        return () => {
          throw new Error(`${name} throws.`);
        };
      case 3: {
        const value = usual();
        return () => value;
      }
      case 4: {
        const value = usual();
        const ticks = draw(4); // once, or the same method would take another time when it is called again
        return () => this.later(ticks, () => value);
      }
      case 5: {
        const error = new Error(`${name} rejects.`);
        const ticks = draw(4);
        return () =>
          this.later(ticks, () => {
            throw error;
          });
      }
      case 6:
        return this.#promised(usual());
      case 7:
        return this.#rejected(new Error(`${name} was rejected.`));
      case 8:
        return new Set([usual()]);
      case 9:
        return [usual(), null, "text", this.#promised(null)];
      case 10:
        return { toString: () => "an object" };
      case 11:
        return ODD;
      default:
        return "surprise";
    }
  }

  #usual(type: GraphQLOutputType, draw: Draw, name: string, depth: number): unknown {
    if (isNonNullType(type)) return this.#usual(type.ofType, draw, name, depth);
    if (isListType(type)) {
      const items = Array.from({ length: draw(3) }, (_, index) =>
        this.#value(type.ofType, draw, `${name}.${index}`, depth),
      );
      return items;
    }
    if (isEnumType(type)) {
      const values = type.getValues().map(({ value }) => value as unknown);
      return draw(12) === 11 ? "invented-tomorrow" : values[draw(values.length)];
    }
    if (isAbstractType(type)) {
      const types = this.schema.getPossibleTypes(type);
      const drawn = types[draw(types.length)];
      return drawn && this.#usual(drawn, draw, name, depth);
    }
    if (isObjectType(type)) return this.#object(type.name, draw, name, depth);
    switch (type.name) {
      case "Boolean":
        return draw(2) === 0;
      case "Int":
      case "SafeInt":
      case "ASN":
        return [65_000, 0, 1, 2 ** 31 - 1, "7"][draw(5)];
      case "DateTime":
        return [new Date(1_700_000_000_123), "2026-01-02T03:04:05Z", 1_700_000_000_000][draw(3)];
      case "JSONObject":
        return { a: [1, null, { b: "\u2028" }], c: draw(5) };
      default:
        return TEXTS[draw(TEXTS.length)];
    }
  }

  #object(typeName: string, draw: Draw, name: string, depth: number): object {
    const type = this.schema.getType(typeName);
    const object: Record<string, unknown> =
      draw(10) === 9 ? (Object.create(null) as Record<string, unknown>) : {};
    object["__typename"] = draw(60) === 59 ? ["Query", "Nothing", 7, "ConnectionState"][draw(4)] : typeName;
    object["name of source"] = hash(name).toString(36); // short, however deep it is nested
    if (!isObjectType(type) || depth === 0) return object;
    for (const field of Object.values(type.getFields())) {
      // Some members are left out; what has a resolver is no member.
      if (field.resolve !== undefined || draw(40) === 39) continue;
      const value = this.#value(field.type, draw, `${name}.${field.name}`, depth - 1);
      if (draw(1_000) >= 1_000 - this.surprisesPerThousand / 4) {
        Object.defineProperty(object, field.name, {
          get: () => {
            throw new Error(`${name}.${field.name} cannot be read.`);
          },
        });
      } else object[field.name] = value;
    }
    return object;
  }
}

/** What scalars and enums may not expect. */
const ODD = [
  NaN,
  Infinity,
  1.5,
  2 ** 40,
  2 ** 31,
  -0,
  new Date(NaN),
  Symbol("no JSON"),
  "",
  "7",
  7,
  true,
  [],
  {},
];

const TEXTS = [
  "text",
  "",
  "Circuit 7 “north”",
  'a "quoted" \\ one',
  "line\nbreak\u0000\u001f\u007f",
  "\u{1f680} ok",
  "half \ud83d a rocket",
  "the other \ude80 half",
  "\u2028\u2029</script>",
  "x".repeat(300),
  42,
  true,
];

/** The schema as it is served, but every resolver reads the world of its context. */
export function schemaOverWorld(): GraphQLSchema {
  const schema = createSchema();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) if (field.resolve) field.resolve = executeInWorld;
  }
  return schema;
}

const executeInWorld: GraphQLFieldResolver<unknown, WorldContext, Record<string, unknown>> = (
  source,
  args,
  { world, calls },
  { fieldName, fieldNodes, parentType, returnType, path, variableValues, operation },
) => {
  const requests = (source as { "name of source"?: string } | undefined)?.["name of source"] ?? "";
  const query = `${requests}/${parentType.name}.${fieldName}${JSON.stringify(args)}`;
  const names: (string | number)[] = [];
  for (let at: typeof path | undefined = path; at; at = at.prev)
    names.unshift(`${at.typename ?? ""}.${at.key}`);
  calls.push(
    [query, names, String(returnType), fieldNodes.length, variableValues, operation.name?.value]
      .map((detail) => JSON.stringify(detail))
      .join(" "),
  );
  const draw = drawFrom(`how ${query}`);
  const fails = draw(250) < world.surprisesPerThousand;
  const answer = () => {
    if (fails) throw new Error(`${query} fails.`);
    return world.answer(query, returnType);
  };
  return draw(4) === 3 ? answer() : world.later(draw(4), answer);
};

/** Resolves after a number of turns of the microtask queue. */
async function later<Value>(ticks: number, value: () => Value | Promise<Value>): Promise<Value> {
  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  return value();
}

function hash(text: string): number {
  let hashed = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hashed = Math.imul(hashed ^ text.charCodeAt(index), 0x01000193);
  }
  return hashed >>> 0;
}

/** A small generator (mulberry32) seeded with a text. */
export function drawFrom(text: string): Draw {
  let state = hash(text);
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % choices;
  };
}
