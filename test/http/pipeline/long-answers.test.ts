import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { type Edge, startEdge, stopEdges } from "../edge";

afterEach(stopEdges);

const QUERY = "query Letters($letter: String!) { many(letter: $letter) }";
/** So much that a few answers that are not read fill a connection, and the next one waits in the gateway. */
const LENGTH = 500_000;

async function startLoas(): Promise<Edge> {
  const schema = buildSchema("type Query { many(letter: String!): String! }");
  Object.assign(schema.getQueryType()?.getFields()["many"] ?? {}, {
    resolve: (_source: unknown, { letter }: { letter: string }) => letter.repeat(LENGTH),
  });
  const originOf = () => ({ holds: () => true, freshness: () => undefined });
  const edge = await startEdge({ schema, originOf });
  expect((await edge.post({ query: QUERY, variables: { letter: "-" } })).status).toBe(200); // known from here on
  return edge;
}

function request(suffix: string): string {
  const body = JSON.stringify({ query: QUERY, variables: { letter: suffix } });
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Requests LOAs, one answer after the other on one connection, and reads nothing yet. */
async function requestFor(edge: Edge, suffixes: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(edge.url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(suffixes.map(request).join(""));
  return socket;
}

/** The runs of letters that come, until so many answers have ended. */
async function loasFrom(socket: Socket, answers: number): Promise<string[]> {
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if ([...text.matchAll(/\}\}\}\n/g)].length === answers) break;
  }
  const inOnePiece = text.replace(/\r\n[0-9a-f]+\r\n/g, ""); // between the chunks that they come in
  return [...inOnePiece.matchAll(/"many":"([^"]*)"/g)].map(([, suffixes = ""]) => suffixes);
}

async function expectMany(edge: Edge, suffix: string): Promise<void> {
  const answer = await edge.post({ query: QUERY, variables: { letter: suffix } });
  expect(await answer.json()).toMatchObject({ data: { many: suffix.repeat(LENGTH) } });
}

test("an answer that waits to be sent keeps its bytes, whatever is answered meanwhile", async () => {
  const edge = await startLoas();
  const calls = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((suffixes) =>
    suffixes.split(""),
  );
  const sockets = await Promise.all(calls.map((suffixes) => requestFor(edge, suffixes)));
  for (let digit = 0; digit < 10; digit += 1) await expectMany(edge, String(digit));
  const gone = await requestFor(edge, ["X", "Y", "Z"]);
  gone.destroy();
  const found = await Promise.all(sockets.map((socket) => loasFrom(socket, 26)));
  const whole = found.map((all) => all.filter((many) => many === many.charAt(0).repeat(LENGTH)));
  expect(whole.map((all) => all.map((many) => many.charAt(0)))).toEqual(calls);
});

test("an answer that is given again and again stays as it is", async () => {
  const edge = await startLoas();
  for (const suffix of "aabacab".split("")) await expectMany(edge, suffix);
});
