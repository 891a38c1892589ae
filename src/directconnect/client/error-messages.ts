import type { ErrorCode } from "../../errors";
import { isKnownRegion } from "../accounts/regions";
import { isSecretMember, redactText } from "../../observability/secrets";

/** An error that AWS answered, and its call. */
export interface ServiceRefusal {
  /** The name of the AWS error. */
  readonly name: string;
  /** AWS's message, of the length that `redactText` leaves: the matchers below need that bound. */
  readonly message: string;
  readonly code: ErrorCode;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** The input of the call: a message may quote what a caller sent. */
  readonly input?: unknown;
}

/**
 * Errors whose message describes what is wrong with the input, or with the resource that it names. The messages of all
 * others concern AWS's internals: principals, policies, parsers.
 */
const ABOUT_THE_INPUT: ReadonlySet<string> = new Set([
  "DirectConnectClientException",
  "DuplicateTagKeysException",
  "TooManyTagsException",
  "LimitExceededException",
  "ValidationException",
]);

/**
 * Names that a message may contain only where the caller sent them; each pattern is applied to what the previous ones
 * leave.
 */
const NAMES: readonly RegExp[] = [
  /\barn:[\w-]*:[^\s"'<>,;()]*/gi,
  // account ids
  /(?<![\d-])\d{12}(?!\d)/g,
  // hosts, and classes of a program: dotted names that end in a word
  /[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]+/gi,
];

/** Words that concern principals, hosts and files, whatever they name. */
const INTERNAL =
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}|\b(?:assumed|role|user|policy|principal|credentials?|instance profile)\b|\b(?:role|session) ?name\b|:\/\/|\blocalhost\b|\d\.\d{1,3}\.\d{1,3}:\d|\b(?:ip|i)-\d|(?<![\w.])~?\/[a-z]/i;

/** Compound words, such as `dx-portal-prod` and `fleet_7`: AWS's internal names, except regions and the forms below. */
const COMPOUND = /[a-z0-9]+(?:[-_]+[a-z0-9]+)+/gi;

/** Ids of Direct Connect's and EC2's resources, UUIDs, dates, and words of plain English. */
const PLAIN_COMPOUNDS: readonly RegExp[] = [
  /^(?:dx[a-z]*|vgw|tgw|vpc|core-network|lag)-[0-9a-z]+$/i,
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^\d{4}-\d\d-\d\d(?:t\d\d)?$/i,
  /^(?:non|pre|re|un|in|on|up|auto|self|cross|multi|sub|max|min|one|two|already|well|case|comma|read|opt|ip)-[a-z]+$/i,
];

/** An IAM action, as `is not authorized to perform: directconnect:CreateLag` names it. */
const ACTION = /\bperform:? ([a-z][a-z0-9-]*:[A-Z][A-Za-z]+)\b/;

/**
 * @returns the IAM action that was denied, from AWS's message, otherwise that of the call; undefined where none was
 * denied.
 */
export function deniedAction({ message, code, operation }: ServiceRefusal): string | undefined {
  return code === "FORBIDDEN" ? (ACTION.exec(message)?.[1] ?? `directconnect:${operation}`) : undefined;
}

/**
 * The message for callers of an error that AWS answered. AWS's own message is returned where it is about the caller's
 * input, and contains no ARN, account, principal or host but those of the call. Otherwise the message is the gateway's
 * own; AWS's message is in the log alone.
 *
 * A message that this function returned passes it unchanged, so journaled errors of earlier versions can be passed
 * again.
 */
export function wordsForCallers(refusal: ServiceRefusal): string {
  return ABOUT_THE_INPUT.has(refusal.name) && isPresentable(refusal) ? refusal.message : ownWords(refusal);
}

/**
 * AWS's message about a row's state, such as why a deletion was reverted: the same rule as for errors. What is
 * withheld is logged (withheld-reasons.ts).
 */
export function stateTextForCallers(message: string, account: string, row: object): string {
  if (isPresentable({ message: redactText(message), account, input: row })) return redactText(message);
  return "AWS gives a reason that names more than this resource; the gateway's log has it.";
}

function isPresentable({
  message,
  account,
  input,
}: Pick<ServiceRefusal, "message" | "account" | "input">): boolean {
  if (INTERNAL.test(message)) return false;
  const sent: Sent = { texts: new Set([account]), members: new Set(), secrets: new Set() };
  collectSent(input, sent);
  if ([...sent.secrets].some((secret) => message.includes(secret))) return false;
  let rest = message;
  const areCompoundsPlain = (message.match(COMPOUND) ?? []).every(
    (word) =>
      isKnownRegion(word) ||
      PLAIN_COMPOUNDS.some((plain) => plain.test(word)) ||
      [...sent.texts, ...sent.members].some((text) => text.includes(word)),
  );
  if (!areCompoundsPlain) return false;
  return NAMES.every((names) => {
    const found = rest.match(names) ?? [];
    rest = rest.replace(names, ""); // an ARN contains an account as well
    return found.every((name) => isSent(name, sent));
  });
}

/** What a call sent: its texts, the names of its members, and the values of its secret members. */
type Sent = Record<"texts" | "members" | "secrets", Set<string>>;

function collectSent(input: unknown, sent: Sent, isSecret = false): void {
  if (typeof input === "string") (isSecret ? sent.secrets : sent.texts).add(input);
  if (typeof input !== "object" || input === null) return;
  for (const [name, value] of Object.entries(input)) {
    sent.members.add(name);
    collectSent(value, sent, isSecret || isSecretMember(name));
  }
}

/** Whether a name in a message is what was sent, or the place of a member, such as `tags.1.key`. */
function isSent(found: string, { texts, members }: Sent): boolean {
  return (
    texts.has(found) || texts.has(found.replace(/[.:]+$/, "")) || members.has(found.split(".").at(-1) ?? "")
  );
}

function ownWords(refusal: ServiceRefusal): string {
  const { code, name, operation, account, region } = refusal;
  switch (code) {
    case "UPSTREAM_CREDENTIALS":
      return `AWS does not accept the gateway's credentials for account ${account}.`;
    case "FORBIDDEN":
      return `AWS does not allow account ${account} to do ${deniedAction(refusal) ?? operation} in ${region}.`;
    case "NOT_FOUND":
      return `${operation} found no such resource in account ${account} in ${region}.`;
    case "CONFLICT":
      return `${operation} does not fit the state of the resource, or of another that it concerns.`;
    case "QUOTA_EXCEEDED":
      return `${operation} would exceed a quota of account ${account} in ${region}.`;
    case "UPSTREAM_UNAVAILABLE":
      return "STS gives no credentials at the moment.";
    default:
      return `AWS rejected ${operation} with ${name}; the gateway's log has the reason under AWS's request id.`;
  }
}
