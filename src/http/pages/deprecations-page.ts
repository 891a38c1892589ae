import {
  type GraphQLArgument,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { type Deprecation, deprecationOf } from "../pipeline/deprecation";
import { refuse } from "../edge/failures";
import { escapeHtml, page, type Page, sendPage } from "./page";
import type { Authenticate } from "../edge/request";
import type { WebServer } from "../edge/web-server";

/** The page that lists what is deprecated: the target of the `Link` header. */
export const DEPRECATIONS_PATH = "/docs/deprecations";

export interface DeprecationsOptions {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  /** Whether every caller may read the schema. */
  readonly introspection: boolean;
}

/** Lists every deprecation of the schema, taken from the schema itself, for callers who may read the schema. */
export function serveDeprecations(
  server: WebServer,
  { schema, authenticate, introspection }: DeprecationsOptions,
): void {
  const listed = deprecationsPage(deprecationsIn(schema));
  server.get(DEPRECATIONS_PATH, async (request, reply) => {
    if (!introspection)
      return refuse(request, reply, 404, "The schema is not shown here, nor what is deprecated in it.");
    const caller = await authenticate(request.headers);
    if (!caller.permissions.has("introspect"))
      return refuse(
        request,
        reply,
        403,
        "The list of deprecations needs the permission INTROSPECT.",
        "FORBIDDEN",
      );
    return sendPage(reply, listed);
  });
}

/** Every deprecated field, argument, input field and enum value, by coordinate. */
function deprecationsIn(schema: GraphQLSchema): Deprecation[] {
  const all: (Deprecation | undefined)[] = [];
  const addArguments = (owner: string, args: readonly GraphQLArgument[]) => {
    for (const argument of args) all.push(deprecationOf(`${owner}(${argument.name}:)`, argument));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        all.push(deprecationOf(`${type.name}.${field.name}`, field));
        addArguments(`${type.name}.${field.name}`, field.args);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        all.push(deprecationOf(`${type.name}.${field.name}`, field));
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) all.push(deprecationOf(`${type.name}.${value.name}`, value));
    }
  }
  for (const directive of schema.getDirectives()) addArguments(`@${directive.name}`, directive.args);
  return all
    .filter((deprecation) => deprecation !== undefined)
    .sort((one, other) => one.coordinate.localeCompare(other.coordinate));
}

function deprecationsPage(deprecations: readonly Deprecation[]): Page {
  const rows = deprecations.map(
    ({ coordinate, since, replacement, reason }) => `<tr id="${escapeHtml(coordinate)}">
<td><code>${escapeHtml(coordinate)}</code></td><td>${escapeHtml(since ?? "")}</td>
<td>${replacement === undefined ? "" : `<code>${escapeHtml(replacement)}</code>`}</td><td>${escapeHtml(reason)}</td></tr>`,
  );
  return page("Deprecations", {
    root: "../",
    body: `<header><strong>Direct Connect GraphQL</strong><a href="../">Explorer</a></header>
<main><h1>Deprecations</h1>
<p>What callers should stop using. A response that used one of these says so in <code>extensions.deprecations</code>,
and in the HTTP headers <code>Deprecation</code> and <code>Link</code>.</p>
${
  rows.length === 0
    ? "<p>Nothing is deprecated.</p>"
    : `<table><thead><tr><th>Deprecated</th><th>Since</th><th>Use instead</th><th>Why and how</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`
}</main>`,
  });
}
