import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { type Edge, startEdge, stopEdges } from "../edge";

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
    if ([...text.matchAll(/\}\}\}\n/g)].length === answers) break;
  }
  const inOnePiece = text.replace(/\r\n[0-9a-f]+\r\n/g, ""); // between the chunks that they come in
  return [...inOnePiece.matchAll(/"many":"([^"]*)"/g)].map(([, letters = ""]) => letters);
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
