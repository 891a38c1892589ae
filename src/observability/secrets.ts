/**
 * The members whose values never leave the process but to whom they are meant for: key material of MACsec and BGP, contents that
 * AWS hands out as documents (router configuration, letters of authorisation), and every form of credential.
 * Compared without regard to case, at any depth.
 */
const SECRET_MEMBERS = [
  // Direct Connect
  "cak",
  "authKey",
  "customerRouterConfig",
  "loaContent",
  // AWS credentials
  "secretAccessKey",
  "aws_secret_access_key",
  "sessionToken",
  "aws_session_token",
  "x-amz-security-token",
  // HTTP and everything else a caller may prove itself with
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "apiKey",
  "password",
  "secret",
  "token",
  "access_token",
  "id_token",
  "refresh_token",
  "client_secret",
  "clientSecret",
  "privateKey",
] as const;

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

const secrets = new Set(SECRET_MEMBERS.map(plainName));

/** Members that people type by hand, and so misspell. */
const OFTEN_MISSPELT = [
  { name: "authkey", edits: 2 },
  { name: "cak", edits: 1 },
];

/** Whether a member of this name holds a secret. Case and separators count for nothing: `auth_key` is `authKey`. */
export function isSecretMember(name: string): boolean {
  return secrets.has(plainName(name));
}

/** Whether a name that the schema does not know may be meant for a member that holds a secret, as `authKye` is. */
export function maySecretBeMeant(name: string): boolean {
  const plain = plainName(name);
  return secrets.has(plain) || OFTEN_MISSPELT.some((one) => editsBetween(plain, one.name) <= one.edits);
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

/** How many letters are to be changed, added, left out or swapped with their neighbour; more than 2 is not counted on. */
function editsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      now[column] = Math.min(
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, now];
  }
  return last[other.length] ?? Infinity;
}

const alternatives = SECRET_MEMBERS.map((name) =>
  name.replace(/[-_]/g, "[-_]?").replace(/(?<=[a-z])(?=[A-Z])/g, "[-_]?"),
).join("|");
/** A member of that name, in JSON or in JSON that is itself quoted inside a string (once or more often). */
const anySecret = new RegExp(String.raw`"(?:${alternatives})\\*"\s*:`, "i");
/**
 * JSON inside a text, such as a request body quoted by an error message: the member and its string value, up to the
 * quote that is escaped as often as the one that opened it, or to the end where the text was cut.
 */
const quotedSecret = new RegExp(
  String.raw`("(?:${alternatives})\\*"\s*:\s*)(\\*)"[^]*?(?:(?<!\\)\2"|$)`,
  "gi",
);

/**
 * Credentials that name themselves wherever they stand: of HTTP, a signed token, an API key of this gateway, a URL's user
 * and password, SigV4's. What only leads to one is kept, in a group: to look behind at each letter of each line would
 * take four microseconds. Each alternative takes in the whole run of letters that it begins with, whatever it then turns
 * out to be, so that no letter is looked at again from another start: the time is linear in the text.
 */
const selfEvident = new RegExp(
  [
    String.raw`\b(Bearer|Basic) +([\w.~+/=-]+)`,
    String.raw`\beyJ[\w-]+(?:\.[\w-]+\.[\w-]*)?`,
    String.raw`\bdxgql_[\w-]+`,
    String.raw`:\/\/[^\s"\\]+`,
    String.raw`\bSignature=[0-9a-f]{64}`,
  ].join("|"),
  "gi",
);
const anySelfEvident = /\b(?:Bearer|Basic) |\beyJ|\bdxgql_|:\/\/|\bSignature=/i;

/** In prose, "a Bearer token" is a word; what proves something is longer than any word of ours. */
const WORD = /^(?:tokens?|scheme|authentication|auth)[.,;:]?$/i;

function redactSelfEvident(text: string): string {
  return text.replace(selfEvident, (found: string, scheme?: string, proof?: string) => {
    if (scheme !== undefined) return WORD.test(proof ?? "") ? found : REDACTED;
    if (found.startsWith("://")) {
      const at = found.lastIndexOf("@");
      return at === -1 ? found : `://${REDACTED}${found.slice(at)}`;
    }
    if (/^eyJ/i.test(found) && !found.includes(".")) return found;
    return found.startsWith("Signature=") ? `Signature=${REDACTED}` : REDACTED;
  });
}

/**
 * Takes one log line (a JSON text) and gives it back with the value of every secret member replaced.
 * Works on the finished line, so it also covers child bindings, serialized errors and whatever a library logs.
 * Lines without such a member, nearly all of them, cost two regular expressions.
 */
export function redactLine(given: string): string {
  const line = anySelfEvident.test(given) ? redactSelfEvident(given) : given;
  if (!anySecret.test(line)) return line;
  const redacted = JSON.stringify(JSON.parse(line), (name, value: unknown) => {
    if (isSecretMember(name) && value !== null && value !== undefined) return REDACTED;
    return typeof value === "string" ? value.replace(quotedSecret, `$1$2"${REDACTED}$2"`) : value;
  });
  return line.endsWith("\n") ? `${redacted}\n` : redacted;
}
/** Secret members as graphql-js quotes input objects in its messages (`{ ckn: "…", cak: "…" }`), cut ones too. */
const quotedInput = new RegExp(String.raw`\b(${alternatives}): (?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s,}]+)`, "gi");
/** What was given where a text is wanted; a literal's member is not named. */
const noText = /String cannot represent a non string value: [^]*$/;
/** A text that stands where the grammar has no place for one, such as after a member without its colon. */
const misplacedText = /^(Syntax Error: [^]*?\b(?:Block)?String )"[^]*$/;
/** Half of a MACsec pair, wherever it stands: graphql-js quotes a literal without its member's name. */
const key256 = /\b[0-9a-f]{64}\b/gi;

/** The longest text from outside that is looked through and passed on, in characters. */
export const LONGEST_TEXT = 2_000;

/**
 * Takes secrets out of a text that the gateway did not write: messages of graphql-js, which quote documents, of AWS, and of
 * libraries. Sentences of the gateway's own need it not: what they quote has come through `quoted`.
 * @returns at most `LONGEST_TEXT` characters; what is cut ends in "…".
 */
export function redactText(text: string): string {
  const redacted = cut(text, LONGEST_TEXT)
    .replace(noText, `String cannot represent a non string value: ${REDACTED}`)
    .replace(misplacedText, `$1"${REDACTED}".`)
    .replace(quotedInput, `$1: ${REDACTED}`)
    .replace(key256, REDACTED);
  return cut(redactSelfEvident(redacted), LONGEST_TEXT);
}

/** A text of at most so many characters. Half a word could be half a secret, which nothing would find any more. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let end = longest;
  while (end > 0 && /[\w.~+/=-]/.test(text.charAt(end - 1))) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** The longest quotation of what a caller sent, in characters. */
const LONGEST_QUOTATION = 200;

/**
 * What a caller sent, as JSON, as an error quotes it: shortened, without secrets.
 * @param value anything that JSON can say; `undefined` is quoted as `nothing`.
 */
export function quoted(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(redactWhole(shortened(value)));
  const json = JSON.stringify(value, (name, member: unknown) =>
    maySecretBeMeant(name) && member !== null ? REDACTED : member,
  );
  return redactWhole(shortened(json));
}

/** An id or a name that a caller sent, as a sentence repeats it without quotation marks: shortened, without secrets. */
export function excerpt(sent: string): string {
  return redactWhole(shortened(sent));
}

/** What may well be a hash, and then is shown whole though half of a MACsec pair would look alike: keys and ids that callers make up. */
export function excerptOfName(sent: string): string {
  return /^(?:sha256:)?[0-9a-f]{64}$/i.test(sent) ? sent : excerpt(sent);
}

function redactWhole(text: string): string {
  return redactSelfEvident(text.replace(key256, REDACTED));
}

/** A word that is cut in its middle still shows how it begins, unless it may be a secret. */
function shortened(text: string): string {
  if (text.length <= LONGEST_QUOTATION) return text;
  const beginning = redactWhole(text.slice(0, 4 * LONGEST_QUOTATION)).slice(0, LONGEST_QUOTATION);
  return `${beginning.replace(/(?:eyJ[\w.-]*|\b[0-9a-f]{32,})$/i, REDACTED)}…`;
}
