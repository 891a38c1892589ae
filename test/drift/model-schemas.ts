import type { Model, Shape } from "../../src/emulator/model/model";

const NAMESPACE = "com.amazonaws.directconnect";
const SIMPLE: Readonly<Partial<Record<Shape["type"], number>>> = {
  string: 0,
  integer: 1,
  long: 1,
  boolean: 2,
  timestamp: 4,
  blob: 21,
};

export type SchemaTuple = readonly unknown[];

/** The model's declarations of operations in the form of the SDK's schemas, by the operation's name. */
export function schemasOf(model: Model): ReadonlyMap<string, SchemaTuple> {
  const made = new Map<string, unknown>();
  const schemaOf = (name: string): unknown => {
    const existing = made.get(name);
    if (existing !== undefined) return existing;
    const shape = model.shapes[name];
    if (shape === undefined) throw new Error(`The model has no shape ${name}.`);
    const simple = SIMPLE[shape.type];
    if (simple !== undefined) return simple;
    if (shape.type === "list") {
      const item = shape.member?.shape ?? "";
      return [1, NAMESPACE, name, 0, () => schemaOf(item)];
    }
    const schema: unknown[] = [3, NAMESPACE, name, 0, [], []];
    made.set(name, schema);
    const { members = {}, required = [] } = shape;
    // The SDK has required members first, in the order in which the model names them.
    const names = [...required, ...Object.keys(members).filter((member) => !required.includes(member))];
    schema[4] = names;
    schema[5] = names.map((member) => () => schemaOf(members[member]?.shape ?? ""));
    if (required.length > 0) schema[6] = required.length;
    return schema;
  };
  const none = [3, NAMESPACE, "Unit", 0, [], []];
  const refer = (reference: { shape: string } | undefined) => () =>
    reference === undefined ? none : schemaOf(reference.shape);
  return new Map(
    Object.values(model.operations).map(({ name, input, output }) => [
      name,
      [9, NAMESPACE, name, 0, refer(input), refer(output)],
    ]),
  );
}

/** A value for a shape with every member that it and its structures have; lists hold two items. */
export function fullValue(
  model: Model,
  name: string,
  isSent: boolean,
  within: readonly string[] = [],
): unknown {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The model has no shape ${name}.`);
  switch (shape.type) {
    case "structure":
      return Object.fromEntries(
        Object.entries(shape.members ?? {})
          .filter(([, member]) => !within.includes(member.shape))
          .map(([member, of]) => [member, fullValue(model, of.shape, isSent, [...within, name])]),
      );
    case "list": {
      const item = shape.member?.shape ?? "";
      return [fullValue(model, item, isSent, within), fullValue(model, item, isSent, within)];
    }
    case "string":
      return shape.enum?.at(-1) ?? `any ${name}`;
    case "long":
      return 4_200_000_001;
    case "integer":
      return 17;
    case "boolean":
      return true;
    case "timestamp":
      return isSent ? new Date(1_796_000_000_000) : 1_796_000_000;
    case "blob":
      return isSent ? Buffer.from("bytes") : Buffer.from("bytes").toString("base64");
  }
}
