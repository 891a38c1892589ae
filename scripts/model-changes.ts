import type { Model, Shape } from "../src/emulator/model/model";

/** What a newer model of the service has, in the order in which to work through it. */
export interface ModelChanges {
  readonly heading: string;
  readonly entries: readonly string[];
}

/** Holds a model of the service against a newer one. */
export function modelChanges(earlier: Model, newer: Model): ModelChanges[] {
  const structures = Object.entries(newer.shapes).filter(
    ([name]) => earlier.shapes[name]?.type === "structure",
  );
  return [
    {
      heading: "Structures and enums to declare",
      entries: Object.keys(newer.shapes)
        .filter((name) => earlier.shapes[name] === undefined)
        .flatMap((name) => described(name, newer)),
    },
    {
      heading: "Members to add to known structures",
      entries: structures.flatMap(([name, shape]) =>
        Object.entries(shape.members ?? {}).flatMap(([member, of]) =>
          earlier.shapes[name]?.members?.[member] === undefined ? [`${name}.${member}: ${of.shape}`] : [],
        ),
      ),
    },
    {
      heading: "Members that are required now",
      entries: structures.flatMap(([name, shape]) =>
        (shape.required ?? [])
          .filter((member) => earlier.shapes[name]?.required?.includes(member) !== true)
          .map((member) => `${name}.${member}`),
      ),
    },
    {
      heading: "Members of another type now",
      entries: structures.flatMap(([name, shape]) =>
        Object.entries(shape.members ?? {}).flatMap(([member, { shape: now }]) => {
          const before = earlier.shapes[name]?.members?.[member]?.shape;
          return before === undefined || before === now ? [] : [`${name}.${member}: ${now}, was ${before}`];
        }),
      ),
    },
    {
      heading: "Types with other bounds now",
      entries: Object.entries(newer.shapes).flatMap(([name, shape]) => {
        const before = earlier.shapes[name];
        return before === undefined ? [] : otherBounds(before, shape).map((bound) => `${name}: ${bound}`);
      }),
    },
    {
      heading: "Values to add to enums",
      entries: Object.entries(newer.shapes).flatMap(([name, shape]) =>
        (shape.enum ?? [])
          .filter((value) => earlier.shapes[name]?.enum?.includes(value) === false)
          .map((value) => `${name}.${value}`),
      ),
    },
    {
      heading: "Operations to offer and to emulate",
      entries: Object.values(newer.operations)
        .filter(({ name }) => earlier.operations[name] === undefined)
        .map(({ name, input, output, errors = [] }) => {
          const required = newer.shapes[input?.shape ?? ""]?.required ?? [];
          return `${name}(${required.join(", ")}) → ${output?.shape ?? "nothing"}; errors: ${errors.map(({ shape }) => shape).join(", ")}`;
        }),
    },
    {
      heading: "Known operations with another input or output now",
      entries: Object.values(newer.operations).flatMap(({ name, input, output }) => {
        const before = earlier.operations[name];
        return before !== undefined &&
          (before.input?.shape !== input?.shape || before.output?.shape !== output?.shape)
          ? [`${name}: ${input?.shape ?? "nothing"} → ${output?.shape ?? "nothing"}`]
          : [];
      }),
    },
    {
      heading: "Errors that known operations declare now",
      entries: Object.values(newer.operations).flatMap(({ name, errors = [] }) => {
        const before = earlier.operations[name]?.errors?.map(({ shape }) => shape);
        return errors
          .filter(({ shape }) => before?.includes(shape) === false)
          .map(({ shape }) => `${name}: ${shape}`);
      }),
    },
    {
      heading: "Operations that are deprecated now",
      entries: Object.values(newer.operations)
        .filter(
          ({ name, deprecated }) => deprecated === true && earlier.operations[name]?.deprecated === undefined,
        )
        .filter(({ name }) => earlier.operations[name] !== undefined)
        .map(({ name }) => name),
    },
    {
      heading: "Members that are no longer required",
      entries: structures.flatMap(([name, { members = {}, required = [] }]) =>
        (earlier.shapes[name]?.required ?? [])
          .filter((member) => members[member] !== undefined && !required.includes(member))
          .map((member) => `${name}.${member}`),
      ),
    },
    {
      heading: "Gone from the model",
      entries: [
        ...Object.keys(earlier.operations).filter((name) => newer.operations[name] === undefined),
        ...Object.entries(earlier.shapes).flatMap(([name, { members = {}, enum: values = [] }]) => {
          const now = newer.shapes[name];
          if (now === undefined) return [name];
          const gone = [
            ...Object.keys(members).filter((member) => now.members?.[member] === undefined),
            ...values.filter((value) => now.enum?.includes(value) !== true),
          ];
          return gone.map((one) => `${name}.${one}`);
        }),
      ],
    },
  ].filter(({ entries }) => entries.length > 0);
}

function described(name: string, { shapes }: Model): string[] {
  const shape = shapes[name];
  if (shape?.enum !== undefined) return [`${name}: one of ${shape.enum.join(", ")}`];
  if (shape?.type === "structure") return [`${name} { ${Object.keys(shape.members ?? {}).join(", ")} }`];
  return []; // a simple type is named where a member has it
}

/** What a value of a type may be, where that has changed. */
function otherBounds(before: Shape, now: Shape): string[] {
  const bounds = (shape: Shape) => ({
    ...{ type: shape.type, items: shape.member?.shape },
    ...{ min: shape.min, max: shape.max, pattern: shape.pattern },
  });
  const [was, is] = [bounds(before), bounds(now)];
  return (Object.keys(is) as (keyof typeof is)[]).flatMap((bound) =>
    was[bound] === is[bound] ? [] : [`${bound} ${is[bound] ?? "none"}, was ${was[bound] ?? "none"}`],
  );
}
