import { fixtureIds } from "../../src/emulator/fixtures/names";
import { MOST_BYTES, readBounded } from "../../src/journal/bounded-rows";
import { EmbeddedPostgres } from "../../src/store/embedded";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** Large entries of the journal: no statement holds the store for long, whatever a request selects of them. */
const ENTRIES = 40;
const TAGS = Array.from({ length: 45 }, (_, index) => ({
  key: `k${index}é`.padEnd(127, "é"),
  value: "ü".repeat(250),
}));
/** As the store writes it. */
const BYTES_OF_AN_ENTRY = Buffer.byteLength(JSON.stringify(TAGS));
const ARN = `arn:aws:directconnect:us-east-1:222222222222:dxcon/${fixtureIds["acme-dc2"]}`;

const query = jest.spyOn(EmbeddedPostgres.prototype, "query");
afterAll(() => jest.restoreAllMocks());

/** The bytes of the rows that each statement returned. */
async function bytesOfStatements(): Promise<number[]> {
  const results = await Promise.all(query.mock.results.map(({ value }) => value));
  return results.map(({ rows }) => Buffer.byteLength(JSON.stringify(rows)));
}

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ store: {}, access: {} });
  const changes = Array.from(
    { length: ENTRIES / 2 },
    (_, index) => `m${index}: tagResource(input: { resourceArn: "${ARN}", tags: $tags }) { resourceArn }`,
  );
  for (let time = 0; time < 2; time += 1) {
    const { errors } = await gateway.ask(`mutation ($tags: [TagInput!]!) { ${changes.join(" ")} }`, {
      tags: TAGS,
    });
    expect(errors).toEqual([]);
  }
});
afterAll(() => gateway.stop());
beforeEach(() => query.mockClear());

test("a page reads nothing of the entries that it does not select", async () => {
  const { data, errors } = await gateway.ask(
    "{ auditEntries(first: 1000) { nodes { key state openedAt } } }",
  );
  expect(errors).toEqual([]);
  expect(data.auditEntries.nodes).toHaveLength(ENTRIES);
  const sum = (await bytesOfStatements()).reduce((all, one) => all + one, 0);
  expect(sum).toBeLessThan(ENTRIES * 1_000);
});

test("what is selected is read once for all aliases, in statements of a bounded number of bytes", async () => {
  const nodes = "nodes { input output error { code } state }";
  const { data, errors } = await gateway.ask(
    `{ a: auditEntries(first: 1000) { ${nodes} } b: auditEntries(last: 1000) { ${nodes} } }`,
  );
  expect(errors).toEqual([]);
  expect(data.a).toEqual(data.b);
  expect(data.a.nodes).toEqual(
    Array.from({ length: ENTRIES }, () => ({
      input: { resourceArn: ARN, tags: TAGS },
      output: {},
      error: null,
      state: "APPLIED",
    })),
  );
  const bytes = await bytesOfStatements();
  expect(Math.max(...bytes)).toBeLessThan(MOST_BYTES + 2 * BYTES_OF_AN_ENTRY);
  expect(bytes.filter((one) => one >= BYTES_OF_AN_ENTRY).length).toBeGreaterThan(4);
  expect(bytes.reduce((all, one) => all + one, 0)).toBeLessThan(1.5 * ENTRIES * BYTES_OF_AN_ENTRY);
});

test("no more is read than an answer may have", async () => {
  gateway.configure({ limits: { answer: 100_000 } });
  gateway.reload();
  const { status, errors } = await gateway.ask("{ auditEntries(first: 1000) { nodes { input } } }");
  expect([status, errors.map(({ extensions }) => [extensions["code"], extensions["limit"]])]).toEqual([
    400,
    [["LIMIT_EXCEEDED", { name: "answer", allowed: 100_000 }]],
  ]);
  const read = async () => (await bytesOfStatements()).reduce((all, one) => all + one, 0);
  await gateway.ask('{ mutationOutcome(key: "none") { key } }'); // by then nothing is read for the other one
  expect(await read()).toBeLessThan(200_000 + MOST_BYTES + 2 * BYTES_OF_AN_ENTRY);
});

describe("rows that are read with several statements", () => {
  /** Reads rows of these sizes, and notes how many were requested each time. */
  async function readAll(sizes: Record<string, number>, ids = Object.keys(sizes)) {
    const calls: number[] = [];
    const taken: string[] = [];
    const read = (some: readonly string[]) => {
      calls.push(some.length);
      let before = 0;
      const fitting = some.filter((id) => {
        const fits = id in sizes && before < 100;
        before += sizes[id] ?? 0;
        return fits;
      });
      return Promise.resolve(fitting.map((id) => ({ id })));
    };
    await readBounded(ids, read, (rows) => taken.push(...rows.map(({ id }) => id)));
    return { asked: calls, taken };
  }
  const rows = (count: number, size: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`r${String(index).padStart(3, "0")}`, size]),
    );

  test("small ones come more and more at once", async () => {
    const { asked: calls, taken } = await readAll(rows(100, 0));
    expect(calls).toEqual([8, 16, 32, 44]);
    expect(taken).toEqual(Object.keys(rows(100, 0)));
  });

  test("large ones come one by one, each once", async () => {
    const { asked: calls, taken } = await readAll(rows(10, 100));
    expect(calls).toEqual([8, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    expect(taken).toEqual(Object.keys(rows(10, 100)));
  });

  test("those that are not there any more are left out", async () => {
    const { taken } = await readAll({ b: 60, d: 60, e: 60 }, ["a", "b", "c", "d", "e", "f", "g"]);
    expect(taken).toEqual(["b", "d", "e"]);
    expect((await readAll({}, ["a", "b"])).taken).toEqual([]);
  });
});
