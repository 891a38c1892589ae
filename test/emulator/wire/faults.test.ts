import {
  AllocateHostedConnectionCommand,
  ConfirmConnectionCommand,
  DescribeConnectionsCommand,
  DescribeHostedConnectionsCommand,
} from "@aws-sdk/client-direct-connect";
import type { Fault, FaultKind } from "../../../src/emulator/wire/faults";
import { accounts, startEmulated, type Emulated } from "../emulated";

const { partner, acme } = accounts;
const connectionId = "dxcon-fgva1000";

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const allocate = (abortSignal?: AbortSignal) =>
  emulated.as(partner).send(
    new AllocateHostedConnectionCommand({
      ...{ connectionId, ownerAccount: acme, bandwidth: "50Mbps", connectionName: "new", vlan: 500 },
    }),
    { ...(abortSignal ? { abortSignal } : {}) },
  );
const wasExecuted = async () => {
  const { connections } = await emulated
    .as(partner)
    .send(new DescribeHostedConnectionsCommand({ connectionId }));
  return connections?.some((connection) => connection.vlan === 500);
};
const put = (fault: Omit<Fault, "operation">) =>
  emulated.emulator.faults.add({ operation: "AllocateHostedConnection", count: 1, ...fault });

describe("refused, nothing executed", () => {
  test.each<[FaultKind, object]>([
    ["throttle", { name: "ThrottlingException", message: "Rate exceeded" }],
    ["serverException", { name: "DirectConnectServerException" }],
    ["error", { name: "AccessDeniedException", message: "no" }],
    ["reset", { message: /ECONNRESET/ }],
  ])("%s", async (kind, error) => {
    put({ kind, error: { name: "AccessDeniedException", message: "no", status: 403 } });
    await expect(allocate()).rejects.toMatchObject(error);
    expect(await wasExecuted()).toBe(false);
    await expect(allocate()).resolves.toMatchObject({ vlan: 500 });
  });
});

describe("executed, and the caller does not learn it", () => {
  test.each<[FaultKind, object]>([
    ["serverExceptionAfterExecution", { name: "DirectConnectServerException" }],
    ["resetAfterExecution", { message: /ECONNRESET/ }],
    ["truncatedBody", { message: /aborted/ }],
    ["htmlErrorPage", { $metadata: { httpStatusCode: 502 } }],
    ["malformedJson", { name: "SyntaxError" }],
  ])("%s", async (kind, error) => {
    put({ kind });
    await expect(allocate()).rejects.toMatchObject(error);
    expect(await wasExecuted()).toBe(true);
    await expect(allocate()).rejects.toMatchObject({ message: "VLAN 500 is already in use" });
  });
});

test.each<[FaultKind, boolean]>([
  ["neverAnswers", false],
  ["neverAnswersAfterExecution", true],
])("%s, until the caller gives up", async (kind, executed) => {
  put({ kind });
  await expect(allocate(AbortSignal.timeout(200))).rejects.toMatchObject({ name: "AbortError" });
  expect(await wasExecuted()).toBe(executed);
});

test("executedLate: the socket dies, and the change comes after all", async () => {
  put({ kind: "executedLate", milliseconds: 300 });
  await expect(allocate()).rejects.toMatchObject({ message: /ECONNRESET/ });
  expect(await wasExecuted()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await wasExecuted()).toBe(true);
});

test.each<FaultKind>(["latency", "trickle"])("%s delays the answer, which is true", async (kind) => {
  put({ kind, milliseconds: 200 });
  const before = Date.now();
  expect(await allocate()).toMatchObject({ vlan: 500 });
  expect(Date.now() - before).toBeGreaterThanOrEqual(195);
});

test("wrongContentType answers the truth under a wrong name", async () => {
  emulated.emulator.faults.add({ kind: "wrongContentType", count: 1 });
  const response = await fetch(emulated.emulator.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "OvertureService.DescribeLocations",
      authorization: `AWS4-HMAC-SHA256 Credential=${acme}/20260115/us-east-1/directconnect/aws4_request, Signature=0`,
    },
  });
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(await response.json()).toHaveProperty("locations");
});

describe("answered 200 without what the answer always has, and executed", () => {
  const raw = async (operation: string, body: object) => {
    const response = await fetch(emulated.emulator.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `OvertureService.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${acme}/20260115/us-east-1/directconnect/aws4_request, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  test.each<[FaultKind, string]>([
    ["emptyObject", "{}"],
    ["emptyBody", ""],
    ["nullBody", "null"],
    ["emptyStructures", '{"directConnectGateway":{}}'],
  ])("%s", async (kind, text) => {
    emulated.emulator.faults.add({ kind, operation: "CreateDirectConnectGateway", count: 1 });
    const directConnectGatewayName = `made-by-${kind}`;
    expect(await raw("CreateDirectConnectGateway", { directConnectGatewayName })).toEqual({
      status: 200,
      text,
    });
    expect((await raw("DescribeDirectConnectGateways", {})).text).toContain(directConnectGatewayName);
  });

  test("refused requests are reported", async () => {
    emulated.emulator.faults.add({ kind: "emptyObject", operation: "DeleteConnection" });
    expect((await raw("DeleteConnection", { connectionId: "dxcon-00000000" })).status).toBe(400);
  });
});

describe("lag: a list shows what changed only later", () => {
  const vlans = async () => {
    const { connections = [] } = await emulated
      .as(partner)
      .send(new DescribeHostedConnectionsCommand({ connectionId }));
    return connections.map(({ vlan, connectionState }) => `${vlan} ${connectionState}`);
  };

  test("rows that are new, changed and gone, each by its own time", async () => {
    const { faults, clock } = emulated.emulator;
    const before = await vlans();
    faults.add({ kind: "lag", seconds: 10, operation: "DescribeHostedConnections" });
    const { connectionId: id } = await allocate();
    expect(await vlans()).toEqual(before);
    clock.advance(9_000);
    await emulated.as(acme).send(new ConfirmConnectionCommand({ connectionId: id }));
    expect(await vlans()).toEqual(before);
    clock.advance(1_000);
    expect(await vlans()).toEqual([...before, "500 ordering"]);
    clock.advance(9_000);
    expect(await vlans()).toEqual([...before, "500 pending"]);
    faults.clear();
    expect(await vlans()).toEqual([...before, "500 pending"]);
  });

  test("a change sees the world as it is", async () => {
    emulated.emulator.faults.add({ kind: "lag", seconds: 10 });
    await allocate();
    await expect(allocate()).rejects.toMatchObject({ message: "VLAN 500 is already in use" });
  });
});

describe("shift: rows move between two pages", () => {
  const pages = async () => {
    const list = (input: object) =>
      emulated
        .as(partner)
        .send(new DescribeHostedConnectionsCommand({ connectionId: "dxcon-fgdc2000", ...input }));
    const first = await list({});
    const second = await list({ nextToken: first.nextToken });
    return [...(first.connections ?? []), ...(second.connections ?? [])].map(({ vlan }) => vlan);
  };

  test.each([
    [2, "are left out"],
    [-2, "are shown twice"],
  ])("%i rows that %s", async (rows) => {
    const all = await pages();
    emulated.emulator.faults.add({ kind: "shift", rows, count: 1 });
    const shifted = await pages();
    expect(shifted).toEqual(
      rows > 0
        ? [...all.slice(0, 100), ...all.slice(102)]
        : [...all.slice(0, 100), ...all.slice(98)].slice(0, shifted.length),
    );
    expect(shifted).toHaveLength(all.length - rows);
    expect(await pages()).toEqual(all);
  });
});

test("a fault strikes its operation, account and region alone, as often as it says", async () => {
  const { faults } = emulated.emulator;
  faults.add({
    kind: "throttle",
    operation: "DescribeConnections",
    account: acme,
    region: "us-east-1",
    count: 2,
  });
  const execute = (account: string, region?: string) =>
    emulated.as(account, region).send(new DescribeConnectionsCommand({}));
  await expect(execute(partner)).resolves.toBeDefined();
  await expect(execute(acme, "us-west-1")).resolves.toBeDefined();
  await expect(execute(acme)).rejects.toMatchObject({ name: "ThrottlingException" });
  await expect(execute(acme)).rejects.toMatchObject({ name: "ThrottlingException" });
  await expect(execute(acme)).resolves.toBeDefined();
  expect(faults.list()).toEqual([]);
});

test("probability 0 never strikes, and nonsense is refused", async () => {
  const { faults } = emulated.emulator;
  faults.add({ kind: "throttle", probability: 0 });
  await expect(allocate()).resolves.toBeDefined();
  expect(() => faults.add({ kind: "throttle", probability: 2 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "throttle", count: 0 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "latency", milliseconds: -1 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "lag", seconds: -1 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "shift", rows: 0 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "error" })).toThrow(RangeError);
});

test("the realistic throttle holds each account for itself", async () => {
  const throttled = await startEmulated({ throttle: { perSecond: 0.001, burst: 2 } });
  try {
    const execute = (account: string) => throttled.as(account).send(new DescribeConnectionsCommand({}));
    await execute(acme);
    await execute(acme);
    await expect(execute(acme)).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Rate exceeded",
    });
    await expect(execute(partner)).resolves.toBeDefined();
  } finally {
    await throttled.stop();
  }
});

test("the log says what struck a request, and what it came to whether or not that arrived", async () => {
  const logged = () => emulated.emulator.requests.list("AllocateHostedConnection").at(-1);
  put({ kind: "reset" });
  await expect(allocate()).rejects.toThrow();
  expect(logged()).toMatchObject({ fault: "reset" });
  expect(logged()?.executed).toBeUndefined();
  put({ kind: "resetAfterExecution" });
  await expect(allocate()).rejects.toThrow();
  expect(logged()).toMatchObject({ fault: "resetAfterExecution", executed: 200 });
  await expect(allocate()).rejects.toThrow("VLAN 500 is already in use");
  expect(logged()).toMatchObject({ fault: undefined, executed: 400 });
});
