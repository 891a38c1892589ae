import { OPEN_CALLER } from "../../../src/auth/caller";
import { HEADER_LENGTHS } from "../../../src/http/edge/header-lengths";
import { type Edge, startEdge, stopEdges } from "../edge";
import { sendRaw } from "./raw";

/** Headers are bounded before anything parses them, and before the caller is determined. */
let edge: Edge;
let authenticated = 0;
beforeAll(async () => {
  edge = await startEdge({
    authenticate: () => {
      authenticated += 1;
      return OPEN_CALLER;
    },
  });
});
afterAll(stopEdges);

const statusWith = async (name: string, length: number) => {
  const host = name === "host" ? "" : "host: localhost\r\n";
  const { status } = await sendRaw(
    edge.url,
    `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\n${host}${name}: ${"x".repeat(length)}\r\nconnection: close\r\n\r\n`,
  );
  return status;
};

test.each(Object.entries(HEADER_LENGTHS))("%s: %i characters", async (name, longest) => {
  expect(await statusWith(name, longest)).not.toBe(431);
  const before = authenticated;
  expect(await statusWith(name, longest + 1)).toBe(431);
  expect(authenticated).toBe(before);
});

test("several lines of one header count together", async () => {
  const line = `accept: ${"x".repeat(600)}\r\n`;
  const { status } = await sendRaw(
    edge.url,
    `GET /graphql HTTP/1.1\r\nhost: localhost\r\n${line}${line}connection: close\r\n\r\n`,
  );
  expect(status).toBe(431);
});
