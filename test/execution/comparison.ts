import fc from "fast-check";
import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  type GraphQLSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  print,
  specifiedRules,
  validate,
} from "graphql";
import { JsonText, chunksAround, stringifyAround } from "../../src/execution/json-text";
import type { TextResult } from "../../src/execution/prepared-operation";
import { createExecute } from "./execute";
import { DocumentWriter, type GeneratedQuery } from "./documents";
import { schemaOverWorld, World, type WorldContext } from "./world";

/** What cannot fail in execution, and is hard to avoid when fragments and variables are made beforehand. */
const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule,
);

export interface Coverage {
  /** Documents that were compared; the others were not valid. */
  compared: number;
  withErrors: number;
  /** Answered in text, so not by graphql-js. */
  asText: number;
}

/** Executes one generated document after the other by graphql-js and by us, and holds the answers together. */
export class Comparison {
  readonly coverage: Coverage = { compared: 0, withErrors: 0, asText: 0 };
  readonly #schema: GraphQLSchema = schemaOverWorld();
  readonly #execute;

  /** @param stepsInASlice small to have long answers of documents that are short. */
  constructor(private readonly stepsInASlice?: number) {
    this.#execute = createExecute(stepsInASlice);
  }

  /** Then fields may be called beside one that has failed, as if what it gave had been awaited. */
  private get isInSlices(): boolean {
    return this.stepsInASlice !== undefined;
  }

  /**
   * The property that holds for every document and world, for fast-check: it shrinks what it finds, because a
   * document is written by draws from a list of numbers, the smaller the simpler.
   * @param perThousand how many values of the world are not what their type expects.
   */
  property(perThousand: number) {
    const draws = fc.array(fc.nat(9_999), { minLength: 20, maxLength: 300, size: "max" });
    return fc.asyncProperty(draws, fc.nat(), async (numbers, seed) => {
      let next = 0;
      const draw = (choices: number) => (numbers[next++] ?? 0) % choices;
      const world = new World(seed, this.#schema, perThousand);
      await this.#compare(new DocumentWriter(this.#schema, draw).query(), world);
    });
  }

  async #compare({ text, variables }: GeneratedQuery, world: World): Promise<void> {
    const document = parse(text);
    if (validate(this.#schema, document, rules).length > 0) return;
    await this.#agree(document, variables, world);
    // One document, other fields.
    await this.#agree(document, withOtherConditions(variables), world);
    // And once more where all rows have been seen before.
    const { data, errors } = await this.#agree(document, variables, world);
    this.coverage.compared += 1;
    if (data instanceof JsonText) this.coverage.asText += 1;
    if (errors) this.coverage.withErrors += 1;
  }

  /** @throws Error with both answers where they differ. */
  async #agree(
    document: DocumentNode,
    variableValues: Record<string, unknown>,
    world: World,
  ): Promise<TextResult> {
    const execution = (of: World) => ({
      schema: this.#schema,
      document,
      variableValues,
      contextValue: { world: of, calls: [] } satisfies WorldContext as WorldContext,
    });
    // Of errors, graphql-js takes those that come first. Where all values are there at once, that is the order of the answer.
    const expected = `${JSON.stringify(await execute(execution(world.atOnce)))}\n`;
    const theirs = execution(world);
    await execute(theirs);
    await allCalls();
    const our = execution(world);
    const result = await this.#execute(our);
    const written = stringifyAround(result as FormattedExecutionResult); // written, errors are what their toJSON says
    const actual = chunksAround(written, result.data instanceof JsonText ? result.data : undefined).join("");
    await allCalls();
    const [theirCalls, ourCalls] = [theirs, our].map(({ contextValue }) => contextValue.calls.join("\n"));
    if (shown(actual) === shown(expected) && (this.isInSlices || ourCalls === theirCalls)) return result;
    throw new Error(
      ["Our answer is not that of graphql-js.", print(document), JSON.stringify(variableValues)]
        .concat("graphql-js:", expected, theirCalls ?? "", "we:", actual, ourCalls ?? "")
        .join("\n"),
    );
  }
}

/** A promise in a list is shown in a message as `{}`: there the two worlds differ. */
const shown = (answer: string) => answer.replace(/represent value: \[.*?\](?=","locations")/g, "a list");

/** Where an answer is null as a whole, resolvers beside the one that failed may be called once it has been given. */
const allCalls = () => new Promise<void>((resolve) => setImmediate(resolve));

function withOtherConditions(variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === "boolean" ? !value : value]),
  );
}
