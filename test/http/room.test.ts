import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { startOf } from "../../src/http/remembered-answers";
import { giveBack, takeRoom, writtenIn } from "../../src/http/room";
import { type Edge, startEdge, stopEdges } from "./edge";

afterEach(stopEdges);

const QUERY = "query Letters($letter: String!) { many(letter: $letter) }";
/** So much that a few answers that are not read fill a connection, and the next one waits in the gateway. */
const LENGTH = 500_000;

async function startLetters(): Promise<Edge> {
  const schema = buildSchema("type Query { many(letter: String!): String! }");
  Object.assign(schema.getQueryType()?.getFields()["many"] ?? {}, {
    resolve: (_source: unknown, { letter }: { letter: string }) => letter.repeat(LENGTH),
  });
  const originOf = () => ({ holds: () => true, freshness: () => undefined });
  const edge = await startEdge({ schema, originOf });
  expect((await edge.post({ query: QUERY, variables: { letter: "-" } })).status).toBe(200); // known from here on
  return edge;
}

function request(letter: string): string {
  const body = JSON.stringify({ query: QUERY, variables: { letter } });
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Asks for letters, one answer after the other on one connection, and reads nothing yet. */
async function askFor(edge: Edge, letters: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(edge.url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(letters.map(request).join(""));
  return socket;
}

/** The runs of letters that come, until so many answers have ended. */
async function lettersFrom(socket: Socket, answers: number): Promise<string[]> {
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.length > answers * LENGTH && text.endsWith("}}}\n")) break;
  }
  return [...text.matchAll(/"many":"([^"]*)"/g)].map(([, letters = ""]) => letters);
}

async function expectMany(edge: Edge, letter: string): Promise<void> {
  const answer = await edge.post({ query: QUERY, variables: { letter } });
  expect(await answer.json()).toMatchObject({ data: { many: letter.repeat(LENGTH) } });
}

test("an answer that waits to be sent keeps its bytes, whatever is answered meanwhile", async () => {
  const edge = await startLetters();
  const asked = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letters) =>
    letters.split(""),
  );
  const sockets = await Promise.all(asked.map((letters) => askFor(edge, letters)));
  for (let digit = 0; digit < 10; digit += 1) await expectMany(edge, String(digit));
  const gone = await askFor(edge, ["X", "Y", "Z"]);
  gone.destroy();
  const found = await Promise.all(sockets.map((socket) => lettersFrom(socket, 26)));
  const whole = found.map((all) => all.filter((many) => many === many.charAt(0).repeat(LENGTH)));
  expect(whole.map((all) => all.map((many) => many.charAt(0)))).toEqual(asked);
});

test("an answer that is given again and again stays as it is", async () => {
  const edge = await startLetters();
  for (const letter of "aabacab".split("")) await expectMany(edge, letter);
});

test("room is lent to one at a time, and taken back once", () => {
  const room = takeRoom(10);
  const written = writtenIn(room, 5);
  expect(written).toHaveLength(5);
  giveBack(written);
  giveBack(written);
  giveBack(Buffer.from("other"));
  expect(takeRoom(10)).toBe(room);
  expect(takeRoom(10)).not.toBe(room);
});

test("an answer of more bytes than characters needs another room, and gives back the one that it began in", () => {
  const room = takeRoom(30_000);
  giveBack(writtenIn(room, 1));
  const wide = "«".repeat(20_000);
  expect(startOf([wide]).toString()).toBe(`{"data":${wide}`);
  expect(takeRoom(30_000)).toBe(room);
});

test.each([70_000, 5_000_000])("there is room for %d bytes", (length) => {
  const room = takeRoom(length);
  expect(room.length).toBeGreaterThanOrEqual(length);
  giveBack(writtenIn(room, length));
  expect(takeRoom(10).length).toBeLessThan(length); // what is large is not lent for little
});
