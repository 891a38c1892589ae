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

const secrets = new Set(SECRET_MEMBERS.map((name) => name.toLowerCase()));
const alternatives = SECRET_MEMBERS.join("|");
/** A member of that name, in JSON or in JSON that is itself quoted inside a string (once or more often). */
const anySecret = new RegExp(String.raw`"(?:${alternatives})\\*"\s*:`, "i");
/**
 * JSON inside a text, such as a request body quoted by an error message: the member and its string value, up to the
 * quote that is escaped as often as the one that opened it, or to the end where the text was cut.
 */
const quotedSecret = new RegExp(
  String.raw`(\\*"(?:${alternatives})\\*"\s*:\s*)(\\*)"[^]*?(?:(?<!\\)\2"|$)`,
  "gi",
);

/**
 * Credentials that name themselves wherever they stand: of HTTP, a signed token, a URL's user and password, SigV4's. What
 * only leads to one is kept, in a group: to look behind at each letter of each line would take four microseconds.
 */
const selfEvident = new RegExp(
  [
    String.raw`\b(?:Bearer|Basic) +[\w.~+/=-]+`,
    String.raw`\beyJ[\w-]+\.[\w-]+\.[\w-]*`,
    String.raw`(://)[^\s/@"]+:[^\s/@"]+(?=@)`,
    String.raw`(\bSignature=)[0-9a-f]{64}`,
  ].join("|"),
  "gi",
);
const anySelfEvident = new RegExp(selfEvident.source, "i");

function redactSelfEvident(text: string): string {
  return text.replace(selfEvident, `$1$2${REDACTED}`);
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
    if (secrets.has(name.toLowerCase()) && value !== null && value !== undefined) return REDACTED;
    return typeof value === "string" ? value.replace(quotedSecret, `$1$2"${REDACTED}$2"`) : value;
  });
  return line.endsWith("\n") ? `${redacted}\n` : redacted;
}

/** Whether a member of this name holds a secret. */
export function isSecretMember(name: string): boolean {
  return secrets.has(name.toLowerCase());
}

/** Secret members as graphql-js quotes input objects in its messages (`{ ckn: "…", cak: "…" }`). */
const quotedInput = new RegExp(String.raw`\b(${alternatives}): (?:"(?:[^"\\]|\\.)*"|[^\s,}]+)`, "gi");
/** The value that graphql-js quotes before it names the path of a secret member. */
const valueAtSecret = new RegExp(String.raw`got invalid value [^]*? at "(\S*\.(?:${alternatives}))"`, "gi");
/** What was given where a text is wanted: the member is named late (variables) or not at all (documents). */
const noText =
  /(?:got invalid value [^]*?((?: at "[^"]*")?; ))?String cannot represent a non string value: [^]*$/;
/** A text that stands where the grammar has no place for one, such as after a member without its colon. */
const misplacedText = /found (String|BlockString) "[^]*"/;
/** Half of a MACsec pair, wherever it stands: graphql-js quotes a literal without its member's name. */
const key256 = /\b[0-9a-f]{64}\b/gi;

/** Takes secrets out of a message for a caller, as graphql-js makes them from documents and variables. */
export function redactText(text: string): string {
  const redacted = text
    .replace(valueAtSecret, `got invalid value ${REDACTED} at "$1"`)
    .replace(noText, (_, place?: string) =>
      place === undefined
        ? `String cannot represent a non string value: ${REDACTED}`
        : `got invalid value ${REDACTED}${place}String cannot represent a non string value: ${REDACTED}`,
    )
    .replace(misplacedText, `found $1 "${REDACTED}"`)
    .replace(quotedInput, `$1: ${REDACTED}`)
    .replace(key256, REDACTED);
  return redactSelfEvident(redacted);
}
