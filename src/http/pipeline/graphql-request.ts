import type { HTTPGraphQLRequest } from "@apollo/server";

/** The members of one GraphQL request: of a body, or the parameters of a GET. */
export type RequestMembers = Readonly<Record<string, unknown>>;

/** The members of a request, whether it is well-formed or not. */
export function requestMembersOf({ method, search, body }: HTTPGraphQLRequest): RequestMembers {
  if (method === "GET") return Object.fromEntries(new URLSearchParams(search));
  return typeof body === "object" && body !== null ? (body as RequestMembers) : {};
}

/** The text of the document in a request. */
export function textOf({ query }: RequestMembers): string | undefined {
  return typeof query === "string" && query !== "" ? query : undefined;
}

/** The variables of a request, which are JSON in a GET; undefined for invalid JSON. */
export function variablesOf({ variables }: RequestMembers): unknown {
  if (typeof variables !== "string") return variables;
  try {
    return JSON.parse(variables);
  } catch {
    return undefined;
  }
}
