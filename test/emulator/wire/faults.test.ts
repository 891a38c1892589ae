import {
  AllocateHostedConnectionCommand,
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

test("a fault strikes its operation, account and region alone, as often as it says", async () => {
  const { faults } = emulated.emulator;
  faults.add({
    kind: "throttle",
    operation: "DescribeConnections",
    account: acme,
    region: "us-east-1",
    count: 2,
  });
  const ask = (account: string, region?: string) =>
    emulated.as(account, region).send(new DescribeConnectionsCommand({}));
  await expect(ask(partner)).resolves.toBeDefined();
  await expect(ask(acme, "us-west-1")).resolves.toBeDefined();
  await expect(ask(acme)).rejects.toMatchObject({ name: "ThrottlingException" });
  await expect(ask(acme)).rejects.toMatchObject({ name: "ThrottlingException" });
  await expect(ask(acme)).resolves.toBeDefined();
  expect(faults.list()).toEqual([]);
});

test("probability 0 never strikes, and nonsense is refused", async () => {
  const { faults } = emulated.emulator;
  faults.add({ kind: "throttle", probability: 0 });
  await expect(allocate()).resolves.toBeDefined();
  expect(() => faults.add({ kind: "throttle", probability: 2 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "throttle", count: 0 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "latency", milliseconds: -1 })).toThrow(RangeError);
  expect(() => faults.add({ kind: "error" })).toThrow(RangeError);
});

test("the realistic throttle holds each account for itself", async () => {
  const throttled = await startEmulated({ throttle: { perSecond: 0.001, burst: 2 } });
  try {
    const ask = (account: string) => throttled.as(account).send(new DescribeConnectionsCommand({}));
    await ask(acme);
    await ask(acme);
    await expect(ask(acme)).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
    await expect(ask(partner)).resolves.toBeDefined();
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
