import type { HTTPGraphQLRequest } from "@apollo/server";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { GatewayError } from "../../errors";
import { excerptOfName } from "../../observability/secrets";
import { type RequestMembers, requestMembersOf, textOf } from "./graphql-request";

/** The output of Apollo's `generate-persisted-query-manifest`. */
const apolloManifest = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** relay-compiler's `persistConfig.file`, and graphql-codegen's persisted documents: texts by id. */
const relayManifest = z.record(z.string().min(1), z.string().min(1));

/** The members that name a document in the bodies of existing clients; Apollo's have a hash instead. */
const ID_MEMBERS = ["documentId", "doc_id", "id"] as const;

/** Used where none are registered. */
export const NO_TRUSTED_DOCUMENTS = (): TrustedDocuments => new TrustedDocuments(new Map());

/** The operations that were registered with the gateway, by id, from the manifest that a client's build writes. */
export class TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #registered: ReadonlySet<string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
    this.#registered = new Set(texts.values());
  }

  /**
   * The document that a request names by an id, or by the hash of automatic persisted queries.
   * @returns the id alone where it is not registered; an empty object where none is named, or for an unregistered hash:
   * that may be the hash of another document, sent before.
   */
  find(members: RequestMembers): { id?: string; text?: string } {
    const id = ID_MEMBERS.map((name) => members[name]).find((value) => typeof value === "string");
    if (typeof id === "string") {
      const text = this.#texts.get(withoutAlgorithm(id));
      return { id, ...(text !== undefined && { text }) };
    }
    const hash = persistedHashOf(members);
    const text = typeof hash === "string" ? this.#texts.get(hash) : undefined;
    return typeof hash === "string" && text !== undefined ? { id: hash, text } : {};
  }

  /**
   * Refuses an unregistered id, and, for callers restricted to registered documents, every other request.
   * @throws GatewayError UNTRUSTED_DOCUMENT, with status 404 or 403.
   */
  check(members: RequestMembers, isHeld: boolean): void {
    const text = textOf(members);
    const { id, text: registered } = text === undefined ? this.find(members) : {};
    if (id !== undefined && registered === undefined) {
      throw untrusted(404, `No document is registered as ${JSON.stringify(excerptOfName(id))}.`);
    }
    if (isHeld && !this.#registered.has(text ?? "")) {
      throw untrusted(
        403,
        "This caller may send registered documents only, by their id or their exact text.",
      );
    }
  }
}

function untrusted(status: number, message: string): GatewayError {
  return new GatewayError("UNTRUSTED_DOCUMENT", `${message} Nothing was executed.`, { http: { status } });
}

/**
 * Reads a manifest.
 * @throws Error that describes what is wrong with the file.
 */
export function readManifest(path: string): TrustedDocuments {
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  const apollo = apolloManifest.safeParse(content);
  if (apollo.success) {
    return new TrustedDocuments(new Map(apollo.data.operations.map(({ id, body }) => [id, body])));
  }
  const relay = relayManifest.safeParse(content);
  if (!relay.success) {
    throw new Error(`${path} is neither a manifest of Apollo's tools nor an object of texts by id.`);
  }
  // a client may name a text by either its id or its SHA-256
  const entries = Object.entries(relay.data).flatMap(([id, text]) => [
    [id, text] as const,
    [sha256(text), text] as const,
  ]);
  return new TrustedDocuments(new Map(entries));
}

/**
 * The hash of automatic persisted queries in a request.
 * @see https://www.apollographql.com/docs/apollo-server/performance/apq
 */
export function persistedHashOf({ extensions }: RequestMembers): unknown {
  const extension: unknown = typeof extensions === "string" ? parsed(extensions) : extensions;
  const { persistedQuery }: { persistedQuery?: { sha256Hash?: unknown } } = extension ?? {};
  return persistedQuery?.sha256Hash;
}

function parsed(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** The form `sha256:…` of GraphQL over HTTP's appendix on persisted documents. */
const withoutAlgorithm = (id: string) => id.replace(/^sha256:/, "");

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Replaces an id by the registered text; a request without an id is returned unchanged. */
export function withRegisteredText(
  request: HTTPGraphQLRequest,
  trusted: TrustedDocuments,
): HTTPGraphQLRequest {
  const members = requestMembersOf(request);
  const registered = withRegisteredMembers(members, trusted);
  if (registered === members) return request;
  if (request.method !== "GET") return { ...request, body: registered };
  const parameters = new URLSearchParams(request.search);
  parameters.set("query", textOf(registered) ?? "");
  return { ...request, search: `?${parameters.toString()}` };
}

/** The same for members alone. */
export function withRegisteredMembers(members: RequestMembers, trusted: TrustedDocuments): RequestMembers {
  if (textOf(members) !== undefined) return members;
  const { text } = trusted.find(members);
  return text === undefined ? members : { ...members, query: text };
}
