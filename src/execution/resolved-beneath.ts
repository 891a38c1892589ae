import type { Completion, FieldPlan, ObjectPlan } from "./plan";

/**
 * The fields that are resolved as soon as a field's value is there, by their schema coordinates, such as
 * `Connection.lag`: those with a resolver, beneath it and beneath the plain objects and lists in it. What an abstract
 * type has is left out, for which type it will be is not known.
 */
export function resolvedBeneath({ completion }: FieldPlan): Set<string> {
  const found = new Set<string>();
  collect(completion, found);
  return found;
}

/** The fields of an object that are executed one by one, rather than written along with their neighbours. */
export function fieldsOf({ steps }: ObjectPlan): FieldPlan[] {
  return steps.flatMap((step) => ("write" in step ? [] : [step]));
}

function collect(completion: Completion, found: Set<string>): void {
  if (completion.kind === "nonNull" || completion.kind === "list") collect(completion.of, found);
  if (completion.kind !== "object") return;
  for (const { definition, parentType, completion: beneath } of fieldsOf(completion.plan)) {
    if (definition.resolve === undefined) collect(beneath, found);
    else found.add(`${parentType.name}.${definition.name}`);
  }
}
