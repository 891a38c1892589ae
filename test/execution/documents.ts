import {
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { drawFrom, type Draw } from "./world";

/** A generated operation. */
export interface GeneratedQuery {
  text: string;
  variables: Record<string, unknown>;
}

const FRAGMENTS = 3;
/** So many fields and no more; a list in a list in a list makes enough of each. */
const FIELDS = 40;

/**
 * Writes queries over a schema: named and inline fragments, aliases, merged duplicates, `@skip` and `@include` on
 * fields and fragments, variables with and without defaults, `__typename`, introspection. Most are valid.
 */
export class DocumentWriter {
  readonly #variables = new Map<string, { declared: string; value: unknown }>();
  readonly #fragments: { name: string; type: GraphQLCompositeType }[] = [];
  readonly #composites: GraphQLCompositeType[];
  #fieldsLeft = FIELDS;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly draw: Draw,
  ) {
    this.#composites = Object.values(schema.getTypeMap()).filter(
      (type): type is GraphQLCompositeType =>
        isCompositeType(type) &&
        !type.name.startsWith("__") &&
        !isUnionType(type) &&
        type.name !== "Mutation",
    );
  }

  query(): GeneratedQuery {
    const { draw } = this;
    const query = this.schema.getQueryType();
    if (!query) throw new Error("The schema has no queries.");
    for (let index = 0; index < draw(FRAGMENTS + 1); index += 1) {
      // Those of the selected fields, so that they are spread; `Query` itself now and then.
      const type = this.#composites[draw(this.#composites.length)];
      if (type) this.#fragments.push({ name: `F${index}`, type });
    }
    // Written from the last: a fragment spreads only those after it, so that none spreads itself.
    const fragments = this.#fragments.map(
      ({ name, type }, index) => `fragment ${name} on ${type.name} ${this.#selection(type, 2, index + 1)}`,
    );
    const selection = this.#selection(query, 4, 0);
    const declared = [...this.#variables.values()].map((variable) => variable.declared);
    const variables: Record<string, unknown> = {};
    for (const [name, { value }] of this.#variables) if (value !== undefined) variables[name] = value;
    const head = `query Generated${declared.length > 0 ? `(${declared.join(", ")})` : ""} `;
    return { text: [head + selection, ...fragments].join("\n"), variables };
  }

  /** @param from the first fragment that may be spread. */
  #selection(type: GraphQLCompositeType, depth: number, from: number): string {
    const { draw } = this;
    const chunks: string[] = [];
    const count = 1 + draw(4);
    for (let index = 0; index < count; index += 1) {
      switch (draw(12)) {
        case 11:
          chunks.push(depth > 0 ? this.#inlineFragment(type, depth, from) : "__typename");
          break;
        case 10:
          chunks.push(this.#spread(type, from) ?? "__typename");
          break;
        case 9:
          chunks.push(`${["", "kind: "][draw(2)] ?? ""}__typename${this.#condition()}`);
          break;
        default:
          chunks.push(this.#field(type, depth, from));
      }
    }
    // The same once more, so that selections merge.
    if (draw(6) === 5) chunks.push(chunks[draw(chunks.length)] ?? "__typename");
    return `{ ${chunks.join(" ")} }`;
  }

  #inlineFragment(type: GraphQLCompositeType, depth: number, from: number): string {
    const { draw } = this;
    const overlapping = this.#composites.filter((other) => this.#overlap(type, other));
    const on = draw(3) === 0 ? type : (overlapping[draw(overlapping.length)] ?? type);
    const condition = draw(4) === 3 ? "" : `on ${on.name} `;
    return `... ${condition}${this.#condition()} ${this.#selection(condition === "" ? type : on, depth - 1, from)}`;
  }

  #spread(type: GraphQLCompositeType, from: number): string | undefined {
    const fitting = this.#fragments.slice(from).filter((fragment) => this.#overlap(type, fragment.type));
    const fragment = fitting.length === 0 ? undefined : fitting[this.draw(fitting.length)];
    return fragment && `...${fragment.name}${this.#condition()}`;
  }

  #overlap(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    const objects = (type: GraphQLCompositeType) =>
      isObjectType(type) ? [type] : this.schema.getPossibleTypes(type);
    return objects(one).some((type) => objects(other).includes(type));
  }

  #field(type: GraphQLCompositeType, depth: number, from: number): string {
    const { draw } = this;
    if (isUnionType(type) || this.#fieldsLeft-- <= 0) return "__typename";
    if (type.name === "Query" && draw(40) === 39) {
      return `__type(name: "Connection") { name kind fields { name args { name defaultValue } } }`;
    }
    const all = Object.values(type.getFields());
    const fields = depth > 0 ? all : all.filter((field) => !isCompositeType(getNamedType(field.type)));
    // Half of the time, what leads deeper.
    const deep = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    const choice = deep.length > 0 && draw(2) === 1 ? deep : fields;
    const field = choice[draw(choice.length)];
    if (!field) return "__typename";
    // Arguments go with the alias, so that what has one response name merges.
    const variant = draw(3);
    const alias = variant === 0 ? "" : `${field.name}_${variant}: `;
    const named = getNamedType(field.type);
    const selection = isCompositeType(named) ? ` ${this.#selection(named, depth - 1, from)}` : "";
    return `${alias}${field.name}${this.#arguments(type, field, variant)}${this.#condition()}${selection}`;
  }

  #arguments(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>, variant: number): string {
    const draw = drawFrom(`${type.name}.${field.name} ${variant}`);
    const input: string[] = [];
    for (const argument of field.args) {
      const required = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!required && draw(3) !== 0) continue;
      const written = draw(3) === 0 ? this.#variable(argument.type, draw) : literal(argument.type, draw, 3);
      input.push(`${argument.name}: ${written}`);
    }
    return input.length === 0 ? "" : `(${input.join(", ")})`;
  }

  #variable(type: GraphQLInputType, draw: Draw): string {
    const name = `v${this.#variables.size}`;
    const value = this.draw(6) === 5 ? undefined : this.#unusual(type, jsonOf(type, draw, 3));
    const isDefaulted = this.draw(3) === 2 && !isNonNullType(type);
    const declared = `$${name}: ${String(type)}${isDefaulted ? ` = ${literal(type, draw, 3)}` : ""}`;
    this.#variables.set(name, { declared, value });
    return `$${name}`;
  }

  /** A variable's value as it is, or now and then in a rarer form, right or wrong. */
  #unusual(type: GraphQLInputType, value: unknown): unknown {
    const { draw } = this;
    const wrong = ["surely wrong", 1.5, [null], [["deep"]], {}, { unheardOf: 1 }][draw(6)];
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    switch (draw(18)) {
      case 13:
        return wrong;
      case 14:
        return Array.isArray(value) ? value[0] : wrong; // one item means a list of it
      case 15:
        return Array.isArray(value) ? [...(value as unknown[]), wrong] : [value];
      case 16:
        return isObject ? { ...value, unheardOf: wrong } : value;
      case 17:
        return isObject ? { ...value, ...memberOf(type, wrong) } : value;
      default:
        return value;
    }
  }

  /** `@skip` and `@include`, some of the time. */
  #condition(): string {
    const { draw } = this;
    const one = (directive: string) => {
      const number = draw(6);
      if (number < 2) return ` @${directive}(if: ${String(number === 0)})`;
      const name = `c${number}`;
      if (!this.#variables.has(name)) {
        const form = draw(8);
        this.#variables.set(name, {
          declared: form >= 5 ? `$${name}: Boolean = ${String(draw(2) === 0)}` : `$${name}: Boolean!`,
          // Null for what has a default is an error that only execution finds.
          value: form === 7 ? null : form >= 5 ? undefined : draw(2) === 0,
        });
      }
      return ` @${directive}(if: $${name})`;
    };
    switch (draw(8)) {
      case 5:
        return one("skip");
      case 6:
        return one("include");
      case 7:
        return one("skip") + one("include");
      default:
        return "";
    }
  }
}

/** The first member of an input object, with another value. */
function memberOf(input: GraphQLInputType, value: unknown): Record<string, unknown> {
  const type = getNullableType(input);
  const [name] = isInputObjectType(type) ? Object.keys(type.getFields()) : [];
  return name === undefined ? {} : { [name]: value };
}

function jsonOf(input: GraphQLInputType, draw: Draw, depth: number): unknown {
  const type = getNullableType(input);
  if (type === input && draw(6) === 5) return null;
  if (isListType(type)) return Array.from({ length: draw(3) }, () => jsonOf(type.ofType, draw, depth - 1));
  if (isEnumType(type)) return type.getValues()[draw(type.getValues().length)]?.name;
  if (isInputObjectType(type)) {
    const object: Record<string, unknown> = {};
    for (const field of Object.values(type.getFields())) {
      const required = isNonNullType(field.type);
      if (required || (depth > 0 && draw(4) === 0)) object[field.name] = jsonOf(field.type, draw, depth - 1);
    }
    return object;
  }
  switch (type.name) {
    case "Int":
    case "ASN":
    case "SafeInt":
      return 1 + draw(50);
    case "Boolean":
      return draw(2) === 0;
    case "DateTime":
      return "2026-01-02T03:04:05Z";
    case "JSONObject":
      return {};
    default:
      return ["111111111111", "us-east-1", "dxcon-fg000001"][draw(3)];
  }
}

function literal(type: GraphQLInputType, draw: Draw, depth: number): string {
  return literalOf(getNullableType(type), jsonOf(type, draw, depth));
}

function literalOf(input: GraphQLInputType, value: unknown): string {
  const type = getNullableType(input);
  if (value === null || value === undefined) return "null";
  if (isListType(type) && Array.isArray(value))
    return `[${value.map((item) => literalOf(type.ofType, item)).join(", ")}]`;
  if (isEnumType(type) && typeof value === "string") return value;
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const members = Object.entries(value).map(([name, member]) => {
      const field = fields[name];
      return `${name}: ${field ? literalOf(field.type, member) : "null"}`;
    });
    return `{${members.join(", ")}}`;
  }
  return JSON.stringify(value);
}
