import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ParseOptions,
  visit,
} from "graphql";
import { Parser } from "../../libraries/graphql";
import { LRUCache } from "lru-cache";
import { CEILINGS, type Limits } from "../../auth/caller-limits";
import { type PreparationOptions, PreparedOperation } from "../../execution/prepared-operation";
import type { MeasuredDocument, Unparsed } from "../limits/admission";
import { type SizedShape, tooDeep } from "../limits/check";
import { comparisonsIn } from "../limits/comparisons";
import { shapeOf } from "../limits/document-shape";
import type { RequestMembers } from "./graphql-request";
import { KnownOperation } from "./known-operation";

/** A parsed, valid document, with everything that was computed from it. */
export class KnownDocument {
  readonly isValid = true;
  readonly shape: SizedShape;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #operations = new Map<OperationDefinitionNode, KnownOperation>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly options: PreparationOptions,
    readonly ast: DocumentNode,
  ) {
    this.shape = sizedShapeOf(ast, this.text);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of ast.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    this.fragments = fragments;
  }

  get text(): string {
    return this.ast.loc?.source.body ?? "";
  }

  /**
   * @param wanted the operation's name, where the request has one.
   * @returns undefined where the document has no such operation, or several and none is named.
   */
  operation(wanted: string | undefined): KnownOperation | undefined {
    const definition = getOperationAST(this.ast, wanted);
    if (!definition) return undefined;
    let operation = this.#operations.get(definition);
    if (operation === undefined) {
      const prepared = PreparedOperation.of(this.schema, this.ast, wanted, this.options);
      if (prepared === undefined) return undefined;
      operation = new KnownOperation(this.schema, this, prepared);
      this.#operations.set(definition, operation);
    }
    return operation;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The maximum size of the cached documents, in characters; everything computed from a document takes about thirty
 * times as much.
 */
export const MOST_CHARACTERS = 1024 * 1024;
const LONGEST = MOST_CHARACTERS / 4;

interface ParsedDocument {
  readonly ast: DocumentNode;
}

interface Entry {
  readonly hash: string;
  readonly document: KnownDocument;
}

/**
 * The one cache of documents. Apollo Server parses and validates a document that is not cached, and stores it; from
 * then on neither is repeated, and the results of steps are stored with it. The least recently used are removed
 * first.
 */
export class KnownDocuments {
  /** By text. */
  readonly #documents = new LRUCache<string, Entry>({
    maxSize: MOST_CHARACTERS,
    maxEntrySize: LONGEST,
    sizeCalculation: ({ document: { ast } }, text) => text.length * operationsIn(ast), // each operation has its own plans
    dispose: ({ hash }) => this.#texts.delete(hash),
  });
  /** By the hash that Apollo uses for a document. */
  readonly #texts = new Map<string, string>();
  /** Of requests that may open a stream. */
  readonly #parsed = new WeakMap<RequestMembers, ParsedDocument | Unparsed>();
  /** Also documents that are too long for the cache. */
  readonly #byAst = new WeakMap<DocumentNode, KnownDocument>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly options: PreparationOptions,
  ) {}

  /** A document that was validated before. */
  find(text: string): KnownDocument | undefined {
    return this.#documents.get(text)?.document;
  }

  /** @param ast of a valid document. */
  of(ast: DocumentNode): KnownDocument {
    let document = this.#byAst.get(ast);
    if (document === undefined) {
      this.#byAst.set(ast, (document = new KnownDocument(this.schema, this.options, ast)));
    }
    return document;
  }

  /** The document of a hash of automatic persisted queries, where it was validated before. */
  named(hash: string): DocumentNode | undefined {
    const text = this.#texts.get(hash);
    return text === undefined ? undefined : this.find(text)?.ast;
  }

  /**
   * The size of a document, which need not be valid: one that is too large is refused before its validation, which
   * takes time that grows with the square of its size.
   * @throws GatewayError LIMIT_EXCEEDED where it is nested too deeply to be parsed.
   */
  measure(members: RequestMembers, text: string, limits: Limits): MeasuredDocument | Unparsed {
    const cached = this.find(text);
    if (cached !== undefined) return cached;
    try {
      const parsed = this.parse(members, text);
      if ("syntaxError" in parsed) return parsed;
      const { ast } = parsed;
      const { shape } = ast.loc === undefined ? { shape: sizedShapeOf(ast, text) } : this.of(ast);
      return { ast, shape, isValid: false };
    } catch (error) {
      throw error instanceof RangeError ? tooDeep(limits) : error;
    }
  }

  /**
   * Parses the text of a request that is not cached. Several steps need the document of a subscription, with its
   * locations: it is parsed once for all that have the same members. Other documents are parsed by Apollo Server.
   * @throws RangeError where it is nested too deeply: the parser is recursive, and its stack can overflow before the limit
   * of tokens.
   */
  parse(members: RequestMembers, text: string): ParsedDocument | Unparsed {
    const parsed = this.#parsed.get(members);
    if (parsed !== undefined) return parsed;
    if (!text.includes("subscription")) return parsedText(text, { noLocation: true });
    const first = parsedText(text, {});
    this.#parsed.set(members, first);
    return first;
  }

  /** This cache as Apollo's document store. */
  readonly store = {
    get: (key: string): Promise<DocumentNode | undefined> => Promise.resolve(this.named(hashIn(key))),
    set: (key: string, ast: DocumentNode): Promise<void> => {
      const text = ast.loc?.source.body;
      if (text !== undefined) {
        const hash = hashIn(key);
        this.#documents.set(text, { hash, document: this.of(ast) });
        if (this.#documents.has(text)) this.#texts.set(hash, text);
      }
      return Promise.resolve();
    },
    delete: (key: string): Promise<boolean> => {
      const text = this.#texts.get(hashIn(key));
      return Promise.resolve(text !== undefined && this.#documents.delete(text));
    },
  };
}

/** @throws RangeError */
function parsedText(text: string, options: ParseOptions): ParsedDocument | Unparsed {
  const parser = new Parser(text, { ...options, maxTokens: CEILINGS.tokens });
  try {
    return { ast: Object.assign(parser.parseDocument(), { tokenCount: parser.tokenCount }) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { syntaxError: error as GraphQLError, tokens: parser.tokenCount }; // it throws nothing else
  }
}

/** Apollo's keys have the schema's hash before the document's. */
function hashIn(key: string): string {
  return key.slice(key.lastIndexOf(":") + 1);
}

function sizedShapeOf(ast: DocumentNode, text: string): SizedShape {
  return {
    lines: linesIn(text),
    tokens: ast.tokenCount ?? 0,
    nameLength: longestNameIn(ast),
    comparisons: comparisonsIn(ast),
    ...shapeOf(ast),
  };
}

/** Counted as graphql-js does for the location of each error: one by one. */
function linesIn(text: string): number {
  let lines = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) lines += 1;
  }
  return lines;
}

/**
 * In characters. Aliases and the names of operations, fragments and variables are chosen by the caller, and are
 * repeated in answers and logs.
 */
function longestNameIn(ast: DocumentNode): number {
  let longest = 0;
  visit(ast, {
    Name: ({ value }) => {
      longest = Math.max(longest, value.length);
    },
  });
  return longest;
}

function operationsIn({ definitions }: DocumentNode): number {
  return Math.max(1, definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length);
}
