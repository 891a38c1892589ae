import { getMetadataStorage } from "type-graphql";
import { type IdRule, idRuleOfArgument, idRuleOfMember } from "../types/rules/id-rules";
import type { Handler } from "./field-handlers";

/** A place in a field's arguments that takes an id, or several. */
export interface IdPlace {
  /** Such as `["input", "connectionId"]`. */
  readonly path: readonly string[];
  readonly rule: IdRule;
}

interface Class {
  readonly prototype: object;
}

/** The places in the arguments of a resolver's method that take ids of Direct Connect. */
export function idPlacesOf({ target, methodName, params = [] }: Handler): IdPlace[] {
  return params.flatMap((parameter): IdPlace[] => {
    if (parameter.kind === "args") return placesIn(parameter.getType(), []);
    if (parameter.kind !== "arg") return [];
    const { prototype } = target as Class; // type-graphql holds a class of resolvers as a function
    const rule = idRuleOfArgument(prototype, methodName, parameter.name);
    return rule === undefined
      ? placesIn(parameter.getType(), [parameter.name])
      : [{ path: [parameter.name], rule }];
  });
}

/** @param type a class of arguments or of an input; what else a member can be has no members. */
function placesIn(type: unknown, path: readonly string[]): IdPlace[] {
  const { argumentTypes, inputTypes } = getMetadataStorage();
  const classes = [...argumentTypes, ...inputTypes].filter(({ target }) => isWithin(type, target));
  return classes.flatMap(({ fields = [] }) =>
    fields.flatMap(({ name, getType }): IdPlace[] => {
      const rule = isClass(type) ? idRuleOfMember(type.prototype, name) : undefined;
      return rule === undefined ? placesIn(getType(), [...path, name]) : [{ path: [...path, name], rule }];
    }),
  );
}

/** Whether a class is another one, or inherits from it. */
function isWithin(type: unknown, other: unknown): boolean {
  return isClass(type) && isClass(other) && (type === other || prototypesOf(type).includes(other.prototype));
}

function prototypesOf({ prototype }: Class): object[] {
  const above: unknown = Object.getPrototypeOf(prototype);
  return typeof above === "object" && above !== null ? [above, ...prototypesOf({ prototype: above })] : [];
}

function isClass(type: unknown): type is Class {
  return typeof type === "function";
}
