import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type FaultKind } from "../../src/emulator/wire/faults";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const operation = "DescribeInterconnects";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { AWS_TIMEOUT_MS: "300", READ_ATTEMPTS: "3" } });
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const read = (requested = gateway) =>
  requested.ask(`query ($id: ID!) { interconnect(interconnectId: $id) { interconnectName } }`, {
    id: fixtureIds["ic-dc2"],
  });
const attempts = () => gateway.emulator.requests.list(operation).length;

describe("a read that fails for a moment is tried again", () => {
  test.each<FaultKind>([
    "throttle",
    "serverException",
    "reset",
    "resetAfterExecution",
    "truncatedBody",
    "neverAnswers",
    "htmlErrorPage",
  ])("%s", async (kind) => {
    gateway.emulator.faults.add({ kind, operation, count: 1 });
    const { data, errors } = await read();
    expect(errors).toEqual([]);
    expect(data.interconnect).toEqual({ interconnectName: "ic-dc2" });
    expect(attempts()).toBe(2);
  });
});

describe("a read that keeps failing is given up after as many attempts as READ_ATTEMPTS says", () => {
  test.each<[FaultKind, string]>([
    ["throttle", "THROTTLED"],
    ["serverException", "UPSTREAM_UNAVAILABLE"],
    ["reset", "UPSTREAM_UNAVAILABLE"],
    ["neverAnswers", "UPSTREAM_TIMEOUT"],
    ["htmlErrorPage", "UPSTREAM_UNAVAILABLE"],
  ])("%s: %s", async (kind, code) => {
    gateway.emulator.faults.add({ kind, operation });
    const { data, errors } = await read();
    expect(data).toEqual({ interconnect: null });
    expect(errors).toMatchObject([
      {
        path: ["interconnect"],
        extensions: {
          code,
          retryable: true,
          aws: { operation, account: "111111111111", region: "us-east-1" },
        },
      },
    ]);
    expect(attempts()).toBe(3);
  });
});

test("an answer that cannot be read is UPSTREAM_UNAVAILABLE", async () => {
  gateway.emulator.faults.add({ kind: "malformedJson", operation });
  const { errors } = await read();
  expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } }]);
});

test("what AWS decides is asked once", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation,
    error: { name: "AccessDeniedException", message: "User is not authorized" },
  });
  const { errors } = await read();
  expect(errors).toMatchObject([
    {
      message:
        "AWS does not allow account 111111111111 to do directconnect:DescribeInterconnects in us-east-1.",
      extensions: {
        code: "FORBIDDEN",
        retryable: false,
        aws: { error: "AccessDeniedException", requestId: expect.any(String) as string },
      },
    },
  ]);
  expect(attempts()).toBe(1);
});

test("no connection is UPSTREAM_UNAVAILABLE, and names no address", async () => {
  const alone = await startGatewayUnderTest({ settings: { READ_ATTEMPTS: "1" } });
  try {
    await alone.emulator.close();
    const { errors } = await read(alone);
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } }]);
    expect(errors[0]?.message).not.toContain("127.0.0.1");
  } finally {
    await alone.stop();
  }
});

test("one collection is read once, however many fields of a document need it", async () => {
  const { data, errors } = await gateway.ask(
    `{
      a: interconnects(accounts: ["partner"], regions: ["us-east-1"]) { totalCount }
      b: interconnects(accounts: ["111111111111"], regions: ["us-east-1"], first: 1) { nodes { interconnectId } }
      c: interconnects(accounts: ["partner"], regions: ["us-east-1"], filter: { location: ["CSVA1"] }) { totalCount }
    }`,
  );
  expect(errors).toEqual([]);
  expect(data.c).toEqual({ totalCount: 1 });
  expect(gateway.calls()).toEqual([`111111111111 us-east-1 ${operation}`]);
});

test("a failed read of a collection is an error of every field that needs it, from one call", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation,
    error: { name: "AccessDeniedException", message: "no" },
  });
  const { data, errors } = await gateway.ask(
    `{
      a: interconnects(accounts: ["partner"], regions: ["us-east-1"]) { totalCount unavailable { code } }
      b: interconnects(accounts: ["partner"], regions: ["us-east-1"]) { totalCount unavailable { code } }
    }`,
  );
  expect(errors).toMatchObject(
    ["a", "b"].map((field) => ({ path: [field], extensions: { code: "FORBIDDEN" } })),
  );
  expect(data).toEqual({ a: null, b: null });
  expect(attempts()).toBe(1);
});
