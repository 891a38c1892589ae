import { connect } from "node:net";
import { startEmulated, type Emulated } from "../emulated";

let emulated: Emulated;
let bugs: unknown[];
let unknownMembers: string[];
beforeEach(async () => {
  bugs = [];
  unknownMembers = [];
  emulated = await startEmulated({
    accessKeys: { AKIDEXAMPLE: "222222222222" },
    maxBodyBytes: 10_000,
    strict: false,
    reportUnknownMembers: (message) => unknownMembers.push(message),
    reportBug: (bug) => bugs.push(bug),
  });
});
afterEach(async () => {
  // Whatever a test did, the emulator must still answer.
  const { status } = await post("DescribeLocations", "{}");
  expect(status).toBe(200);
  expect(bugs).toEqual([]);
  await emulated.stop();
});

const authorization = (accessKey: string, region = "us-east-1") =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/20260115/${region}/directconnect/aws4_request, SignedHeaders=host, Signature=00`;

async function post(operation: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(emulated.emulator.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `OvertureService.${operation}`,
      authorization: authorization("222222222222"),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  const json = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

test("every answer carries a request id and AWS's content type", async () => {
  for (const answer of [await post("DescribeLocations", "{}"), await post("DescribeConnections", "[")]) {
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  }
});

describe("the account of a request", () => {
  test.each([
    ["no credentials", "", 403, "MissingAuthenticationTokenException"],
    ["another scheme", "Basic YTpi", 403, "IncompleteSignatureException"],
    [
      "another service's scope",
      authorization("222222222222").replace("/directconnect/", "/ec2/"),
      403,
      "IncompleteSignatureException",
    ],
    ["an unknown key", authorization("AKIANOBODY"), 403, "UnrecognizedClientException"],
    [
      "a key that is a property of every object",
      authorization("constructor"),
      403,
      "UnrecognizedClientException",
    ],
  ])("%s", async (_what, header, status, name) => {
    const answer = await post("DescribeConnections", "{}", { authorization: header });
    expect(answer).toMatchObject({ status, json: { __type: name } });
    expect(emulated.emulator.requests.list()).toEqual([]);
  });

  test("a mapped key is its account, twelve digits are their own", async () => {
    await post("DescribeConnections", "{}", { authorization: authorization("AKIDEXAMPLE", "eu-west-1") });
    await post("DescribeConnections", "{}", { authorization: authorization("987654321098") });
    expect(emulated.emulator.requests.take()).toMatchObject([
      { operation: "DescribeConnections", account: "222222222222", region: "eu-west-1" },
      { operation: "DescribeConnections", account: "987654321098", region: "us-east-1" },
    ]);
    expect(emulated.emulator.requests.list()).toEqual([]);
  });
});

describe("what is asked", () => {
  test.each([
    ["an operation that does not exist", "DeleteEverything", 400],
    ["a property of every object", "toString", 400],
    ["no operation", "", 400],
  ])("%s is unknown", async (_what, operation, status) => {
    expect(await post(operation, "{}")).toMatchObject({
      status,
      json: { __type: "UnknownOperationException" },
    });
  });

  test("another content type, method or target is no operation", async () => {
    const unknown = { status: 404, json: { __type: "UnknownOperationException" } };
    expect(await post("DescribeConnections", "{}", { "content-type": "application/json" })).toMatchObject(
      unknown,
    );
    const got = await fetch(emulated.emulator.url);
    expect(got.status).toBe(404);
    expect(await post("", "{}", { "x-amz-target": "Other.DescribeConnections" })).toMatchObject({
      status: 400,
    });
  });

  test.each([
    ["no JSON", "DescribeConnections", "{"],
    ["a list", "DescribeConnections", "[]"],
    ["null", "DescribeConnections", "null"],
    ["a number for text", "DescribeConnections", '{"connectionId": 5}'],
    ["text for a number", "DescribeConnections", '{"maxResults": "5"}'],
    ["a fraction for an integer", "DescribeConnections", '{"maxResults": 1.5}'],
    ["text for a flag", "CreateConnection", '{"requestMACSec": "yes"}'],
    ["text for a list", "DescribeTags", '{"resourceArns": "arn"}'],
    ["a nesting without end", "DescribeConnections", "[".repeat(4_900) + "]".repeat(4_900)],
    ["null in a list", "DescribeTags", '{"resourceArns": [null]}'],
    ["text for a structure", "TagResource", '{"resourceArn": "arn", "tags": ["a"]}'],
    ["a structure for text", "DescribeConnections", '{"connectionId": {}}'],
  ])("%s cannot be read", async (_what, operation, body) => {
    expect(await post(operation, body)).toMatchObject({
      status: 400,
      json: { __type: "SerializationException" },
    });
  });

  test("all missing members are named at once; null is missing", async () => {
    const { json } = await post(
      "AllocateHostedConnection",
      '{"connectionId": null, "vlan": 5, "tags": [{}]}',
    );
    expect(json["__type"]).toBe("DirectConnectClientException");
    expect(json["message"]).toBe(
      "5 validation errors detected: " +
        ["connectionId", "ownerAccount", "bandwidth", "connectionName", "tags.1.member.key"]
          .map((name) => `Value null at '${name}' failed to satisfy constraint: Member must not be null`)
          .join("; "),
    );
  });

  test("where it is strict, unknown members are refused, also within structures", async () => {
    await emulated.stop();
    emulated = await startEmulated({ strict: true, reportUnknownMembers: () => undefined });
    const order = {
      location: "EqDC2",
      bandwidth: "1Gbps",
      connectionName: "a",
      tags: [{ key: "a", hue: 1 }],
    };
    expect(await post("CreateConnection", JSON.stringify(order))).toMatchObject({
      status: 400,
      json: {
        __type: "SerializationException",
        message: "CreateConnection was sent members that the service does not have: tags.1.member.hue",
      },
    });
  });

  test("unknown members are reported and ignored, and an empty body is an empty request", async () => {
    expect(
      await post("DescribeConnections", '{"colour": 1, "__proto__": {"connectionId": "x"}}'),
    ).toMatchObject({
      status: 200,
      json: { connections: [] },
    });
    expect(unknownMembers).toEqual([
      "DescribeConnections was sent members that the service does not have: colour, __proto__",
    ]);
    expect(await post("DescribeConnections", "")).toMatchObject({ status: 200 });
  });

  test("timestamps travel as epoch seconds", async () => {
    await emulated.stop();
    emulated = await startEmulated({ fixtures: true, startAt: new Date("2026-03-01T00:00:00.500Z") });
    const { json } = await post("DescribeInterconnects", '{"interconnectId": "dxcon-fgdc2000"}', {
      authorization: authorization("111111111111"),
    });
    expect(json).toMatchObject({ interconnects: [{ loaIssueTime: 1768867200.5 }] });
  });

  test("an oversized body is refused", async () => {
    const answer = await post("DescribeConnections", JSON.stringify({ connectionId: "x".repeat(20_000) }));
    expect(answer).toMatchObject({ status: 413, json: { __type: "RequestEntityTooLargeException" } });
  });

  test("what is no HTTP, and a body that never ends", async () => {
    const { port } = emulated.emulator;
    const garbage = connect(port, "127.0.0.1");
    const answer = await new Promise<string>((resolve, reject) => {
      garbage.on("data", (data) => resolve(data.toString()));
      garbage.on("error", reject);
      garbage.write("\x16\x03\x01 not http\r\n\r\n");
    });
    garbage.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    const halfway = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => {
      halfway.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{", () => resolve());
    });
    halfway.resetAndDestroy();
  });
});

test("a bug is answered as an internal failure, and reported", async () => {
  const bug = new Error("a bug with a secret in it");
  jest.spyOn(emulated.emulator.store, "table").mockImplementationOnce(() => {
    throw bug;
  });
  const answer = await post("DescribeConnections", "{}");
  expect(answer).toMatchObject({
    status: 500,
    json: { __type: "InternalFailure", message: "An internal error occurred." },
  });
  expect(bugs.splice(0)).toEqual([bug]);
});

test("closing ends idle and waiting connections at once", async () => {
  emulated.emulator.faults.add({ kind: "neverAnswers", count: 1 });
  const waiting = post("DescribeConnections", "{}").catch((error: unknown) => error);
  while (emulated.emulator.requests.list().length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await emulated.stop(); // which would wait for as long as a test may take
  expect(await waiting).toHaveProperty("message", "fetch failed");
  emulated = await startEmulated();
});
