import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { isProbablyChange } from "../../../src/http/limits/change-detection";
import { TrustedDocuments } from "../../../src/http/pipeline/trusted-documents";

const trusted = new TrustedDocuments(
  new Map([
    ["accept", "mutation { accept }"],
    ["list", "{ list }"],
  ]),
);

function requestOf(body: string, headers: Record<string, string> = {}, method = "POST"): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method, headers });
  if (body !== "") request.push(body);
  return request;
}

test.each<[string, boolean, IncomingMessage]>([
  ["a mutation", true, requestOf('{"query":"mutation M { accept }"}')],
  [
    "a mutation whose variables come first",
    true,
    requestOf('{"variables":{},"query":"mutation { accept }"}'),
  ],
  ["a registered mutation", true, requestOf('{"documentId":"sha256:accept"}')],
  [
    "a registered mutation by its hash",
    true,
    requestOf('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"accept"}}}'),
  ],
  ["a header", true, requestOf("", { "idempotency-key": "k" })],
  ["a query", false, requestOf('{"query":"{ mutationOutcome(key: \\"k\\") { state } }"}')],
  ["a registered query", false, requestOf('{"documentId":"list"}')],
  ["what is not registered", false, requestOf('{"documentId":"nothing"}')],
  ["no body yet", false, requestOf("")],
  ["a GET", false, requestOf("", { "idempotency-key": "k" }, "GET")],
])("%s looks like a change: %s", (_name, expected, request) => {
  const before = request.readableLength;
  expect(isProbablyChange(request, trusted)).toBe(expected);
  expect(request.readableLength).toBe(before);
});
