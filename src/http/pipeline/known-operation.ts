import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  OperationTypeNode,
} from "graphql";
import type { PreparedOperation } from "../../execution/prepared-operation";
import type { CoercedVariables } from "../../execution/variables";
import { type DocumentDeprecations, inDocument } from "./deprecated-elements";
import { type Cost, type Counted, countCost, decisiveVariables, LEAST_COST } from "../limits/cost";
import type { SizedShape } from "../limits/check";
import type { FanOut } from "../limits/fan-out";
import { jsonSizeOf } from "../limits/json-size";
import { selectsNothingFleeting } from "./lasting";
import { type RootFields, rootFieldsOf } from "./root-fields";

/** The maximum number of cached costs, by the visibility of their caller and the values of decisive variables. */
const MOST_COSTS = 64;
const LONGEST_KEY = 300;

/** The document of an operation. */
interface OperationDocument {
  readonly ast: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly shape: SizedShape;
  readonly text: string;
}

/** The computed details of one operation of a valid document; each is computed when it is first needed. */
export class KnownOperation {
  readonly rootFields: RootFields;
  /** Whether Apollo Server and its plugins answered it once without an error. */
  isProven = false;
  readonly #counted: Counted;
  readonly #decisive: readonly string[];
  readonly #costs = new Map<string, Cost>();
  #deprecations: DocumentDeprecations | undefined;
  #lasts: boolean | undefined;

  constructor(
    private readonly schema: GraphQLSchema,
    readonly document: OperationDocument,
    readonly prepared: PreparedOperation,
  ) {
    const { operation } = prepared;
    const { ast, fragments } = document;
    this.rootFields = rootFieldsOf(operation, ast);
    this.#counted = { schema, operation, fragments };
    this.#decisive = decisiveVariables(this.#counted);
  }

  /** Its name in the document. */
  get name(): string | undefined {
    return this.prepared.operation.name?.value;
  }

  get type(): OperationTypeNode {
    return this.prepared.operation.operation;
  }

  /** Whether it only queries the schema, so that its answer is the same as long as the gateway runs. */
  get isConstant(): boolean {
    return this.type === OperationTypeNode.QUERY && this.rootFields.schema && !this.rootFields.other;
  }

  /** The deprecated elements that it uses. */
  get deprecations(): DocumentDeprecations {
    return (this.#deprecations ??= inDocument(this.schema, this.document.ast, this.prepared.operation));
  }

  /** Whether it uses nothing deprecated, whatever its variables. */
  get usesNothingDeprecated(): boolean {
    const { found, suspectVariables } = this.deprecations;
    return found.length === 0 && suspectVariables.length === 0;
  }

  /** Whether its answer may be cached: it selects no secret, and no `FLEETING` field. */
  get lasts(): boolean {
    return (this.#lasts ??= selectsNothingFleeting(this.schema, this.document.ast));
  }

  /**
   * @param fanOut of the caller.
   * @param visibility of the caller: callers with the same visibility have the same fan-out.
   */
  costOf(variables: CoercedVariables, fanOut: FanOut, visibility: string): Cost {
    if (variables.errors !== undefined) return LEAST_COST;
    const { values } = variables;
    let key = `${visibility}\n`;
    for (const name of this.#decisive) key += `${JSON.stringify(values[name])}\n`;
    // of all others, only the number of values counts
    for (const [name, value] of Object.entries(values))
      if (typeof value === "object") key += `${name} ${jsonSizeOf(value).values}\n`;
    let cost = this.#costs.get(key);
    if (cost === undefined) {
      cost = countCost(this.#counted, values, fanOut);
      if (this.#costs.size >= MOST_COSTS) this.#costs.clear();
      if (key.length <= LONGEST_KEY) this.#costs.set(key, cost);
    }
    return cost;
  }
}
