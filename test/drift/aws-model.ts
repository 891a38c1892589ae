import type { Model } from "../../src/emulator/model/model";
import type { SdkModel } from "./sdk-model";

/** The public model of the service, read into the names that the SDK's schemas are read into. */
export function readAwsModel({ operations, shapes }: Model): SdkModel {
  const structureIn = (name: string): string | undefined => {
    const shape = shapes[name];
    if (shape?.type === "list") return structureIn(shape.member?.shape ?? "");
    return shape?.type === "structure" ? name : undefined;
  };
  const structures = Object.entries(shapes).filter(
    ([, { type, exception }]) => type === "structure" && !exception,
  );
  const enums = Object.entries(shapes).flatMap(([name, shape]) =>
    shape.enum === undefined ? [] : [[name, shape.enum] as const],
  );
  return {
    operations: Object.values(operations).map(({ name, input, output }) => ({
      name,
      input: input?.shape ?? "",
      output: output?.shape ?? "",
    })),
    structures: new Map(
      structures.map(([name, { members = {}, required = [] }]) => [
        name,
        Object.entries(members).map(([member, { shape }]) => ({
          name: member,
          required: required.includes(member),
          structure: structureIn(shape),
        })),
      ]),
    ),
    enums: new Map(enums),
  };
}
