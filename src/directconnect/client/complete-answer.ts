import { valueAt } from "./member-path";
import { REQUIRED_MEMBERS } from "./required-members";
import type { Unfit } from "./unfit-values";

/** AWS answered 200 without a complete answer: the effect or result of the call is unknown. */
export class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";

  /** @param missing the missing members, as text. */
  constructor(
    readonly operation: string,
    readonly missing: string,
  ) {
    super(`${operation} answered without ${missing}.`);
  }
}

/**
 * Whether the bytes can be an answer: a JSON object. The SDK reads an empty body and `null` as an object without
 * members, which is the same as the output of an operation without output members.
 * @throws IncompleteAnswerError
 */
export function checkBody(operation: string, bytes: Uint8Array): void {
  const first = bytes.find((byte) => byte > SPACE);
  if (first === undefined) throw new IncompleteAnswerError(operation, "a body");
  if (first !== BRACE) throw new IncompleteAnswerError(operation, "a JSON object");
  if (requiresNoMember(operation) && ERROR_BODY.test(Buffer.from(bytes).toString()))
    throw new IncompleteAnswerError(operation, "an answer of its own: this is the body of an error");
}

/** Where no member is required, the body of an error with the status 200 would be accepted as an answer. */
const ERROR_BODY = /"__type"\s*:/;

function requiresNoMember(operation: string): boolean {
  const required: Readonly<Record<string, readonly string[] | undefined>> = REQUIRED_MEMBERS;
  return required[operation]?.length === 0;
}

/**
 * Whether an answer has what its operation's answers always have.
 * @throws IncompleteAnswerError
 */
export function checkMembers(operation: string, output: unknown): void {
  const required: Readonly<Record<string, readonly string[] | undefined>> = REQUIRED_MEMBERS;
  for (const path of required[operation] ?? []) {
    const value = valueAt(output, path);
    if (value === undefined || value === "") throw new IncompleteAnswerError(operation, path);
  }
}

/**
 * Whether the `nextToken` of an answer is usable. A list whose `nextToken` counted as absent would be read as complete,
 * and the rows of its other pages as removed.
 * @param unfit the unfit values of the answer; null where there are none.
 * @throws IncompleteAnswerError
 */
export function checkNextPage(operation: string, unfit: Unfit | undefined): void {
  for (const member of unfit?.members.keys() ?? [])
    if (member.endsWith(".nextToken"))
      throw new IncompleteAnswerError(operation, "a nextToken that is text or null");
}

/** JSON white space is at or below this code; the first character of any JSON value is above it. */
const SPACE = 0x20;
const BRACE = 0x7b;
