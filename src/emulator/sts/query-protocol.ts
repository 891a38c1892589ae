import type { IncomingHttpHeaders } from "node:http";
import type { ServiceError } from "../errors";
import type { Answer } from "../wire/answer";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
const contentType = "text/xml";

/** Whether a request uses the AWS query protocol, which is that of STS, instead of AWS JSON. */
export function isQueryRequest(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.toLowerCase().startsWith("application/x-www-form-urlencoded") ?? false;
}

/** A result as XML: text, or members by name. */
export type Xml = string | number | { readonly [name: string]: Xml };

/** The answer of an action in the query protocol. */
export function queryAnswer(action: string, result: Xml, requestId: string): Answer {
  const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return {
    status: 200,
    contentType,
    body: `<${action}Response xmlns="${namespace}">${write(body)}</${action}Response>`,
  };
}

/** Names that the query protocol has for errors that AWS JSON calls otherwise. */
const queryNames: Readonly<Record<string, string>> = {
  UnrecognizedClientException: "InvalidClientTokenId",
  ExpiredTokenException: "ExpiredToken",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  IncompleteSignatureException: "IncompleteSignature",
  ThrottlingException: "Throttling",
};

/** The error envelope of the query protocol. */
export function queryErrorAnswer(error: ServiceError, requestId: string): Answer {
  const { name, message, status } = error;
  const Type = status >= 500 ? "Receiver" : "Sender";
  const body = { Error: { Type, Code: queryNames[name] ?? name, Message: message }, RequestId: requestId };
  return { status, contentType, body: `<ErrorResponse xmlns="${namespace}">${write(body)}</ErrorResponse>` };
}

function write(value: Xml): string {
  if (typeof value !== "object") return escape(String(value));
  return Object.entries(value)
    .map(([name, member]) => `<${name}>${write(member)}</${name}>`)
    .join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
