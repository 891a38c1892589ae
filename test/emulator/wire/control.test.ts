import { ConfirmConnectionCommand, DescribeConnectionsCommand } from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

async function execute(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${emulated.emulator.url}/_emulator/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const connections = () => emulated.as(accounts.blueHarbor).send(new DescribeConnectionsCommand({}));

test("a page in a browser is refused", async () => {
  expect(await execute("POST", "reset", {}, { origin: "https://example.com" })).toMatchObject({
    status: 403,
  });
});

test.each([
  ["GET", "nothing", undefined, 404],
  ["POST", "faults", "{", 400],
  ["POST", "faults", { kind: "sabotage" }, 400],
  ["POST", "faults", { kind: "throttle", operation: "Nothing" }, 400],
  ["POST", "faults", { kind: "throttle", count: "3" }, 400],
  ["POST", "clock", {}, 400],
  ["POST", "clock", { advance: -5 }, 400],
  ["POST", "links", { connectionId: "dxcon-fgdc2000", link: "sideways" }, 400],
  ["POST", "links", { connectionId: "dxcon-00000000", link: "up" }, 400],
])("%s %s with %j is %i", async (method, path, body, status) => {
  expect((await execute(method, path, body)).status).toBe(status);
});

test("faults are put, listed and taken away", async () => {
  await execute("POST", "faults", { kind: "throttle", operation: "DescribeConnections" });
  expect((await execute("GET", "faults")).json).toMatchObject({ faults: [{ kind: "throttle" }] });
  await expect(connections()).rejects.toMatchObject({ name: "ThrottlingException" });
  await execute("DELETE", "faults");
  await expect(connections()).resolves.toBeDefined();
});

test("the clock is read and advanced", async () => {
  await emulated
    .as(accounts.blueHarbor)
    .send(new ConfirmConnectionCommand({ connectionId: "dxcon-ffblord1" }));
  const before = (await execute("GET", "clock")).json["now"] as number;
  expect((await execute("POST", "clock", { advance: 3 * minute })).json).toEqual({
    now: before + 3 * minute,
  });
  const { connections: list } = await connections();
  expect(list?.find(({ connectionId }) => connectionId === "dxcon-ffblord1")).toMatchObject({
    connectionState: "available",
  });
});

test("requests are listed and forgotten, reset brings the fixtures back", async () => {
  await emulated
    .as(accounts.blueHarbor)
    .send(new ConfirmConnectionCommand({ connectionId: "dxcon-ffblord1" }));
  expect((await execute("GET", "requests?operation=ConfirmConnection")).json).toMatchObject({
    requests: [{ account: accounts.blueHarbor, input: { connectionId: "dxcon-ffblord1" } }],
  });
  await execute("DELETE", "requests");
  expect((await execute("GET", "requests")).json).toEqual({ requests: [] });
  await execute("POST", "reset");
  const { connections: list } = await connections();
  expect(list?.map(({ connectionState }) => connectionState)).toContain("ordering");
});

test("a cut fibre takes the hosted connections with it", async () => {
  await execute("POST", "links", { connectionId: "dxcon-fgdc2000", link: "down" });
  const { connections: list } = await emulated
    .as(accounts.acme)
    .send(new DescribeConnectionsCommand({ connectionId: "dxcon-ffacdc2a" }));
  expect(list).toMatchObject([{ connectionState: "down" }]);
});

test("the log says when a request was executed, and not of one that was not", async () => {
  const confirm = () =>
    emulated.as(accounts.blueHarbor).send(new ConfirmConnectionCommand({ connectionId: "dxcon-ffblord1" }));
  await execute("POST", "faults", { kind: "reset", operation: "ConfirmConnection", count: 1 });
  await expect(confirm()).rejects.toThrow();
  await confirm();
  const { requests } = (await execute("GET", "requests?operation=ConfirmConnection")).json as {
    requests: { at: number; executedAt?: number }[];
  };
  const [first, second] = requests;
  expect(first).not.toHaveProperty("executedAt");
  expect(second?.executedAt).toBeGreaterThanOrEqual(second?.at ?? Infinity);
});

test("pages have as many rows as the emulator is started with, or as fewer as are requested", async () => {
  const small = await startEmulated({ fixtures: true, pageSize: 2 });
  try {
    const page = async (input: { maxResults?: number; nextToken?: string }) => {
      const command = new DescribeConnectionsCommand(input);
      const { connections: rows = [], nextToken } = await small.as(accounts.acme).send(command);
      return { ids: rows.map(({ connectionId }) => connectionId), nextToken };
    };
    const { connections: all = [] } = await emulated
      .as(accounts.acme)
      .send(new DescribeConnectionsCommand({}));
    expect(all.length).toBeGreaterThan(2);
    const ids: (string | undefined)[] = [];
    for (let nextToken: string | undefined; ;) {
      const next = await page(nextToken === undefined ? {} : { nextToken });
      expect(next.ids.length).toBeLessThanOrEqual(2);
      ids.push(...next.ids);
      if ((nextToken = next.nextToken) === undefined) break;
    }
    expect(ids).toEqual(all.map(({ connectionId }) => connectionId));
    expect((await page({ maxResults: 1 })).ids).toHaveLength(1);
    expect((await page({ maxResults: 100 })).ids).toHaveLength(2);
  } finally {
    await small.stop();
  }
});
