import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { REQUIRED_MEMBERS } from "../../../src/directconnect/client/required-members";
import { Clients } from "../../../src/directconnect/client/clients";
import { fromAws } from "../../../src/directconnect/client/failures";
import { type Operation, READ_OPERATIONS } from "../../../src/directconnect/client/operations";
import { handlers } from "../../../src/emulator/wire/handlers";
import { operationNames, writeOutput } from "../../../src/emulator/wire/shapes";
import { OPEN_FENCE } from "../../open-fence";
import { emulatedPlace } from "../reconciliation/scene";

const operations = Object.keys(REQUIRED_MEMBERS) as Operation[];
const place = emulatedPlace("enterprise");

/** Direct Connect's answer to every request. */
let body = "";
const server = createServer((request, response) => {
  request.resume().on("end", () => response.end(body));
});
let clients: Clients;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = new Clients({ endpoint, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
afterAll(() => {
  clients.close();
  server.close();
});

/** The code that an answer comes to; undefined where it is taken for one. */
async function codeOf(operation: Operation, answer: string): Promise<string | undefined> {
  body = answer;
  const kind = READ_OPERATIONS.some((name) => name === operation) ? "read" : "write";
  try {
    await clients.send(kind, place, operation, {}, { fence: OPEN_FENCE }); // of no interest: everything gets the same answer
    return undefined;
  } catch (error) {
    return fromAws(error, kind, { operation, account: "555555555555", region: "us-east-1" }).code;
  }
}

/** An answer with these members alone. */
function answerWith(paths: readonly string[]): string {
  const answer: Record<string, unknown> = {};
  for (const path of paths) {
    const [member = "", nested] = path.split(".");
    answer[member] = nested === undefined ? valueOf(member) : { [nested]: valueOf(nested) };
  }
  return JSON.stringify(answer);
}
const valueOf = (member: string) => (/Id$|State$|^status$|Config$|Content$/.test(member) ? "c29tZQ==" : []);

test("the table has all operations", () => {
  expect([...operations].sort()).toEqual(operationNames().filter((name) => Object.hasOwn(handlers, name)));
});

describe.each(operations)("%s", (operation) => {
  const required: readonly string[] = REQUIRED_MEMBERS[operation];
  const code = READ_OPERATIONS.some((name) => name === operation)
    ? "UPSTREAM_UNAVAILABLE"
    : "OUTCOME_UNKNOWN";

  test.each(["", " ", "null", "[]", '"text"'])("is not answered by %j", async (answer) => {
    expect(await codeOf(operation, answer)).toBe(code);
  });

  test("is answered by what it always has, and by nothing less", async () => {
    expect(await codeOf(operation, answerWith(required))).toBeUndefined();
    for (const path of required) {
      const others = required.filter((other) => other !== path);
      expect(await codeOf(operation, answerWith(others))).toBe(code);
      const [structure = "", nested] = path.split(".");
      const empty = nested === undefined ? null : {};
      expect(
        await codeOf(operation, JSON.stringify({ ...JSON.parse(answerWith(others)), [structure]: empty })),
      ).toBe(code);
    }
  });
});

describe("a next page", () => {
  /** The operations whose answers have pages, by the SDK's own schemas. */
  const paged = READ_OPERATIONS.filter(
    (operation) => writeOutput(operation, { nextToken: "more" }) === '{"nextToken":"more"}',
  );
  const withNext = (operation: Operation, nextToken: unknown) =>
    JSON.stringify({ ...(JSON.parse(answerWith(REQUIRED_MEMBERS[operation])) as object), nextToken });

  test("is what most lists have", () => expect(paged.length).toBeGreaterThan(10));

  test.each(paged)("of %s has a text for its name, or it is no answer", async (operation) => {
    for (const nextToken of [12_345, 0, true, false, {}, { token: "more" }, [], ["more"]])
      expect([nextToken, await codeOf(operation, withNext(operation, nextToken))]).toEqual([
        nextToken,
        "UPSTREAM_UNAVAILABLE",
      ]);
    for (const nextToken of ["more", "", null, undefined])
      expect(await codeOf(operation, withNext(operation, nextToken))).toBeUndefined();
  });
});
