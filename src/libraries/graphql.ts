/**
 * What this project takes of graphql-js that is not exported by `graphql` itself, and may change with any release of it. No
 * other file imports from inside of graphql-js (`.dependency-cruiser.cjs`); test/libraries/graphql.test.ts fails where one
 * of these is no longer what it was.
 */
export { collectFields, collectSubfields } from "graphql/execution/collectFields";
export { getFieldDef } from "graphql/execution/execute";
export { inspect } from "graphql/jsutils/inspect";
export { isIterableObject } from "graphql/jsutils/isIterableObject";
export { isPromise } from "graphql/jsutils/isPromise";
export type { Path } from "graphql/jsutils/Path";
export type { PromiseOrValue } from "graphql/jsutils/PromiseOrValue";
export { Parser } from "graphql/language/parser";
