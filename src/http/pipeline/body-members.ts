import { mayNamePrototype } from "../edge/prototype-members";

/** The members of a request that asks by a document's text. */
export interface BodyMembers {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MEMBERS: ReadonlySet<string> = new Set(["query", "operationName", "variables"]);

/**
 * What a body asks where it is of the usual form.
 * @returns undefined for everything else, which may be right or wrong in many ways.
 */
export function membersIn(bodyText: string): BodyMembers | undefined {
  if (mayNamePrototype(bodyText)) return undefined;
  const body = parsed(bodyText);
  if (!isObject(body) || !Object.keys(body).every((member) => MEMBERS.has(member))) return undefined;
  const { query, operationName, variables } = body;
  if (typeof query !== "string") return undefined;
  if (operationName != null && typeof operationName !== "string") return undefined;
  if (variables != null && !isObject(variables)) return undefined;
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
