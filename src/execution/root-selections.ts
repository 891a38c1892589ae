import type { Completion, FieldPlan, ObjectPlan } from "./plan";

/** A root field, and what is resolved beneath it. */
export interface RootSelection {
  readonly field: string;
  /**
   * The fields that are resolved directly on the root field's value, by their schema coordinates, such as
   * `Connection.lag`: those with a resolver, beneath it and beneath the plain objects and lists in it. What an abstract
   * type has is left out, for which type it will be is not known.
   */
  readonly beneath: ReadonlySet<string>;
}

export type RootSelections = readonly RootSelection[];

const selectionsByPlan = new WeakMap<ObjectPlan, RootSelections>();

/** What the fields of a plan select: one object for each plan, so that what follows from it can be cached by it. */
export function rootSelections(plan: ObjectPlan): RootSelections {
  let selections = selectionsByPlan.get(plan);
  if (selections === undefined) {
    selections = resolvedFields(plan).map(({ definition, completion }) => {
      const beneath = new Set<string>();
      collect(completion, beneath);
      return { field: definition.name, beneath };
    });
    selectionsByPlan.set(plan, selections);
  }
  return selections;
}

/** The fields of an object that are executed one by one, rather than written along with their neighbours. */
function resolvedFields({ steps }: ObjectPlan): FieldPlan[] {
  return steps.flatMap((step) => ("write" in step ? [] : [step]));
}

function collect(completion: Completion, found: Set<string>): void {
  if (completion.kind === "nonNull" || completion.kind === "list") collect(completion.of, found);
  if (completion.kind !== "object") return;
  for (const { definition, parentType, completion: beneath } of resolvedFields(completion.plan)) {
    if (definition.resolve === undefined) collect(beneath, found);
    else found.add(`${parentType.name}.${definition.name}`);
  }
}
