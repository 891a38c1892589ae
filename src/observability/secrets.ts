import { Beginning, type Place } from "./beginning";

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

/** The text that replaces a secret. */
export const REDACTED = "[redacted]";

const secrets = new Set(SECRET_MEMBERS.map(plainName));

/** Members that people type by hand, and so misspell. */
const OFTEN_MISSPELT = [
  { name: "authkey", edits: 2 },
  { name: "cak", edits: 1 },
];

/** Whether a member of this name holds a secret. Case and separators are ignored: `auth_key` is `authKey`. */
export function isSecretMember(name: string): boolean {
  return secrets.has(plainName(name));
}

/** Whether a name that is not in the schema may be meant for a member that holds a secret, as `authKye` is. */
export function maySecretBeMeant(name: string): boolean {
  const plain = plainName(name);
  return secrets.has(plain) || OFTEN_MISSPELT.some((one) => editsBetween(plain, one.name) <= one.edits);
}

/** How names end that are no member of Direct Connect, and yet are likely to be meant for one that holds a secret. */
const SECRET_ENDING = /(?:key|md5|passw(?:or)?d|passphrase|psk|secret|token|credentials?)$/;

/** Whether an unknown name in a text may be that of a secret: `bgpKey`, `md5`. */
function maySecretFollow(name: string): boolean {
  return maySecretBeMeant(name) || SECRET_ENDING.test(plainName(name));
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
 * Credentials that identify themselves in any position: of HTTP, an API key of this gateway, the secret of a webhook, a
 * URL's user and password, SigV4's. What only leads to one is kept, in a group: to look behind at each letter of each line would
 * take four microseconds. Each alternative takes in the whole run of letters that it begins with, whatever it then turns
 * out to be, so that no character is scanned again from another start: the time is linear in the text.
 */
const selfEvident = new RegExp(
  [
    String.raw`\b(Bearer|Basic) +([\w.~+/=-]+)`,
    String.raw`dxgql_[\w-]+`,
    String.raw`whsec_[\w+/=-]+`,
    String.raw`:\/\/[^\s"\\]+`,
    String.raw`\bSignature=[0-9a-f]{64}`,
  ].join("|"),
  "gi",
);
const anySelfEvident = /\b(?:Bearer|Basic) |eyJ|dxgql_|whsec_|:\/\/|\bSignature=/i;
/** A signed or encrypted token (RFC 7519): JSON in base64url, which begins with `{"`, and two to four more segments. */
const token = /eyJ[\w-]+(?:(?:\.[\w-]*){2,4})?/g;

/**
 * Whether a text holds an API key of this gateway or the secret of a webhook, or what has the form of one, or a token,
 * such as a JWT: every reader could use it. Its position in the text is ignored.
 */
export function holdsCredential(text: string): boolean {
  return (
    /dxgql_[\w-]|whsec_[\w+/=-]/i.test(text) ||
    text.match(token)?.some((found) => found.includes(".")) === true
  );
}

/** In prose, "a Bearer token" is a word; what proves something is longer than any word of ours. */
const WORD = /^(?:tokens?|scheme|authentication|auth)[.,;:]?$/i;

function redactSelfEvident(text: string): string {
  return text
    .replace(selfEvident, (found: string, scheme?: string, proof?: string) => {
      if (scheme !== undefined) return WORD.test(proof ?? "") ? found : REDACTED;
      if (found.startsWith("://")) {
        const at = found.lastIndexOf("@");
        return at === -1 ? found : `://${REDACTED}${found.slice(at)}`;
      }
      return found.startsWith("Signature=") ? `Signature=${REDACTED}` : REDACTED;
    })
    .replace(token, (found) => (found.includes(".") ? REDACTED : found));
}

/**
 * Takes one log line (a JSON text) and gives it back with the value of every secret member replaced.
 * Works on the finished line, so it also covers child bindings, serialized errors and whatever a library logs.
 * Lines without such a member, nearly all of them, cost two regular expressions.
 */
export function redactLine(raw: string): string {
  const line = anySelfEvident.test(raw) ? redactSelfEvident(raw) : raw;
  if (!anySecret.test(line)) return line;
  const redacted = JSON.stringify(JSON.parse(line), (name, value: unknown) => {
    if (isSecretMember(name) && value !== null && value !== undefined) return REDACTED;
    return typeof value === "string" ? value.replace(quotedSecret, `$1$2"${REDACTED}$2"`) : value;
  });
  return line.endsWith("\n") ? `${redacted}\n` : redacted;
}
/** Secret members as graphql-js quotes input objects in its messages (`{ ckn: "…", cak: "…" }`), cut ones too. */
const quotedInput = new RegExp(String.raw`\b(${alternatives}): (?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s,}]+)`, "gi");
/** What graphql-js found instead of a text, or a list or an object instead of a number: a literal's member is not named. */
const misplacedValue =
  /(String cannot represent a non string value: |cannot represent [\w -]*value: (?=[{[]))[^]*$/;
/** A text or a list that was found where an object is wanted: it may hold all that the object was to hold. */
const misplacedObject = /(Expected value of type "[^"]*", found )["[{][^]*$/;
/** A text in a position where the grammar allows none, such as after a member without its colon. */
const misplacedText = /^(Syntax Error: [^]*?\b(?:Block)?String )"[^]*$/;
/**
 * Hexadecimal digits as long as key material of MACsec: a CAK has 32 or 64, a CKN 64, and a mistyped one has a few more or
 * less; as pairs with separators, too. It can be anywhere: graphql-js quotes a literal without its member's name.
 */
const longHex = /[0-9a-f]{32,}|(?:[0-9a-f]{2}[: ]){15,}[0-9a-f]{2}/gi;

/** A name in a sentence with a quoted value, as in `bgpKey: "…"` and `{\"bgpKey\":\"…\"}`, or with any, as in `bgpKey=…`. */
const assignedInSentence = /(?<![:\w])(\w+)\\*["']?\s*(?:=\s*|:\s*(?=\\*"))/g;
/** That value: a text to its end, or what follows up to the end of the quotation that contains it. */
const valueInSentence = /"(?:[^"\\]|\\[^])*"?|(?:[^"\\]|\\[^])+/y;
/** The same in what a caller sent as a text: everything from there on may be the value. */
const assignedInText = /(?<![:\w])(\w+)\\*["']?\s*[:=]\s*/g;
const valueInText = /[^]+/y;

/** Takes out what is assigned to a name that may be that of a secret. */
function redactAssigned(text: string, assignment: RegExp, value: RegExp): string {
  let redacted = "";
  let from = 0;
  for (const { 0: found, 1: name = "", index } of text.matchAll(assignment)) {
    const start = index + found.length;
    if (index < from || !maySecretFollow(name)) continue;
    value.lastIndex = start;
    const [secret] = value.exec(text) ?? [];
    if (secret === undefined) continue;
    const quote = secret.startsWith('"') ? '"' : "";
    redacted += `${text.slice(from, start)}${quote}${REDACTED}${quote}`;
    from = start + secret.length;
  }
  return redacted + text.slice(from);
}

/** The longest external text that is searched and passed on, in characters. */
export const LONGEST_TEXT = 2_000;

/**
 * Takes secrets out of a text that the gateway did not write: messages of graphql-js, which quote documents, of AWS, and of
 * libraries. Sentences of the gateway's own need it not: what they quote has come through `quoted`.
 * @returns at most `LONGEST_TEXT` characters; what is cut ends in "…".
 */
export function redactText(text: string): string {
  const redacted = cut(text, LONGEST_TEXT)
    .replace(misplacedValue, `$1${REDACTED}`)
    .replace(misplacedObject, `$1${REDACTED}.`)
    .replace(misplacedText, `$1"${REDACTED}".`)
    .replace(quotedInput, `$1: ${REDACTED}`)
    .replace(longHex, REDACTED);
  const unassigned = redactAssigned(redacted, assignedInSentence, valueInSentence);
  return cut(redactSelfEvident(unassigned), LONGEST_TEXT);
}

/** A text of at most so many characters. Half a word could be half a secret, which nothing would find any more. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let end = longest;
  while (end > 0 && /[\w.~+/=-]/.test(text.charAt(end - 1))) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** The longest quotation of what a caller sent, in characters. */
export const LONGEST_QUOTATION = 200;

/** Before secrets are taken out, a quotation may consist of so many characters. */
const LONGEST_SEARCHED = 4 * LONGEST_QUOTATION;

const HIDES_NOTHING: Place = { hides: () => false, inside: () => HIDES_NOTHING };

/**
 * What a caller sent, as JSON, as an error quotes it: shortened, without secrets. No more of it is read than is shown.
 * @param value anything that JSON can say; `undefined` is quoted as `nothing`.
 * @param place what is hidden beside secrets.
 */
export function quoted(value: unknown, place: Place = HIDES_NOTHING): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(excerpt(value));
  const beginning = new Beginning({
    characters: LONGEST_SEARCHED,
    hidden: REDACTED,
    excerpt,
    isSecret: maySecretBeMeant,
  });
  return redactWhole(shortened(JSON.stringify(beginning.copy(value, place))));
}

/** An id or a name that a caller sent, as a sentence repeats it without quotation marks: shortened, without secrets. */
export function excerpt(sent: string): string {
  return redactAssigned(redactWhole(shortened(sent)), assignedInText, valueInText);
}

/** What may well be a hash, and then is shown whole though key material of MACsec would look alike: keys and ids that callers make up. */
export function excerptOfName(sent: string): string {
  return /^(?:sha256:)?[0-9a-f]{32,64}$/i.test(sent) ? sent : excerpt(sent);
}

function redactWhole(text: string): string {
  return redactSelfEvident(text.replace(longHex, REDACTED));
}

/** A word that is cut in its middle still shows how it begins, unless it may be a secret. */
function shortened(text: string): string {
  if (text.length <= LONGEST_QUOTATION) return text;
  const beginning = redactWhole(text.slice(0, LONGEST_SEARCHED)).slice(0, LONGEST_QUOTATION);
  return `${beginning.replace(/(?:eyJ[\w.-]*|dxgql_[\w-]*|whsec_[\w+/=-]*|(?:[0-9a-f][: ]?){20,})$/i, REDACTED)}…`;
}
