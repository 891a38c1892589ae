import { hash } from "node:crypto";
import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { type RequestMembers, variablesOf } from "../pipeline/graphql-request";

/** One GraphQL request, and its parsed document; undefined where the text was not parsed. */
export interface ParsedRequest {
  readonly members: RequestMembers;
  readonly document: DocumentNode | undefined;
}

/** The argument of every mutation that takes its idempotency key. */
const ARGUMENT = "idempotencyKey";

/**
 * Finds HTTP requests that consist of mutations with idempotency keys only.
 * @param header its `Idempotency-Key`.
 * @returns a text that is equal for equal requests with equal keys; undefined for all others, and where root
 * fields are in fragments.
 */
export function keyedMutationsOf(
  requests: readonly ParsedRequest[],
  header: string | undefined,
): string | undefined {
  const areKeyed = requests.every(({ members, document }) => {
    const operation = document && mutationIn(document, members);
    return operation !== undefined && isKeyed(operation, variablesOf(members), header);
  });
  if (!areKeyed || requests.length === 0) return undefined;
  const texts = requests.map(({ members }) => [
    members["query"],
    members["extensions"],
    members["operationName"],
    members["variables"],
  ]);
  return hash("sha256", JSON.stringify([header, texts]), "base64");
}

/** Whether one of the GraphQL requests of an HTTP request is a mutation, as far as their documents are parsed. */
export function holdsMutation(requests: readonly ParsedRequest[]): boolean {
  return requests.some(({ members, document }) => document && mutationIn(document, members) !== undefined);
}

function mutationIn(
  document: DocumentNode,
  { operationName }: RequestMembers,
): OperationDefinitionNode | undefined {
  const operation = getOperationAST(document, typeof operationName === "string" ? operationName : null);
  return operation?.operation === OperationTypeNode.MUTATION ? operation : undefined;
}

function isKeyed(
  operation: OperationDefinitionNode,
  variables: unknown,
  header: string | undefined,
): boolean {
  const { selections } = operation.selectionSet;
  const fields = selections.filter(
    (selection): selection is FieldNode =>
      selection.kind === Kind.FIELD && selection.name.value !== "__typename",
  );
  if (fields.length !== selections.length || fields.length === 0) return false;
  if (header !== undefined && header !== "" && fields.length === 1) return true;
  return fields.every((field) => statesKey(field, operation, variables));
}

function statesKey(field: FieldNode, operation: OperationDefinitionNode, variables: unknown): boolean {
  const value = field.arguments?.find(({ name }) => name.value === ARGUMENT)?.value;
  if (value?.kind === Kind.STRING) return true;
  if (value?.kind !== Kind.VARIABLE) return false;
  const name = value.name.value;
  const isProvided = typeof variables === "object" && variables !== null && Object.hasOwn(variables, name);
  if (isProvided) return typeof (variables as Readonly<Record<string, unknown>>)[name] === "string";
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue?.kind === Kind.STRING;
}
