import type { Model } from "../src/emulator/model/model";

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
      heading: "Gone from the model",
      entries: [
        ...Object.keys(earlier.operations).filter((name) => newer.operations[name] === undefined),
        ...Object.entries(earlier.shapes).flatMap(([name, { members = {} }]) =>
          newer.shapes[name] === undefined
            ? [name]
            : Object.keys(members)
                .filter((member) => newer.shapes[name]?.members?.[member] === undefined)
                .map((member) => `${name}.${member}`),
        ),
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
