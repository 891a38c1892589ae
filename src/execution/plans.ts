import {
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from "graphql";
import type { ExecutionContext } from "graphql/execution/execute";
import { type ObjectPlan, planOperation } from "./plan";
import { RememberedTexts } from "./remembered-texts";

/** How many combinations of the variables of `@skip` and `@include` are planned for one operation. */
const VARIANTS = 32;

/** The plans of one operation: what is selected depends on nothing but the variables of `@skip` and `@include`. */
interface OperationPlans {
  readonly conditions: readonly string[];
  /** Null where graphql-js is to execute it. */
  readonly byConditions: Map<string, ObjectPlan | null>;
}

/** Plans each operation once, for as long as its document is kept. */
export class Plans {
  readonly #texts = new RememberedTexts();
  readonly #plans = new WeakMap<OperationDefinitionNode, OperationPlans>();

  constructor(private readonly isImmutable: (type: GraphQLObjectType) => boolean) {}

  /** Null for what graphql-js is to execute: a change, or a selection that cannot be planned. */
  planOf(context: ExecutionContext): ObjectPlan | null {
    const { operation, variableValues } = context;
    if (operation.operation !== OperationTypeNode.QUERY) return null;
    let plans = this.#plans.get(operation);
    if (plans === undefined) {
      plans = { conditions: conditionsOf(context), byConditions: new Map() };
      this.#plans.set(operation, plans);
    }
    const { conditions, byConditions } = plans;
    const variant = conditions.map((name) => String(variableValues[name])).join();
    let plan = byConditions.get(variant);
    if (plan === undefined) {
      if (byConditions.size >= VARIANTS) return null;
      plan = this.#plan(context, conditions);
      byConditions.set(variant, plan);
    }
    return plan;
  }

  #plan(context: ExecutionContext, conditions: readonly string[]): ObjectPlan | null {
    const { schema, fragments, operation } = context;
    const type = schema.getQueryType();
    if (!type) return null;
    // Only these: a plan must not keep the rest of a request's variables, nor depend on them.
    const variableValues = Object.fromEntries(conditions.map((name) => [name, context.variableValues[name]]));
    const { isImmutable } = this;
    try {
      return planOperation(
        { schema, fragments, variableValues, texts: this.#texts, isImmutable },
        type,
        operation.selectionSet,
      );
    } catch {
      // A condition without a value: graphql-js words the error, and knows which field it belongs to.
      return null;
    }
  }
}

/** The variables in `@skip` and `@include` of an operation and all fragments of its document. */
function conditionsOf({ operation, fragments }: ExecutionContext): string[] {
  const names = new Set<string>();
  for (const definition of [operation, ...Object.values(fragments)]) {
    visit(definition, {
      Directive: ({ name, arguments: given = [] }) => {
        if (name.value !== "skip" && name.value !== "include") return;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names];
}
