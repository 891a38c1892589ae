import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { Accounts } from "../../../src/directconnect/accounts/accounts";
import { CallLimits } from "../../../src/directconnect/client/call-limits";
import { Clients } from "../../../src/directconnect/client/clients";
import { connections } from "../../../src/directconnect/collections/connections";
import { interconnects } from "../../../src/directconnect/collections/interconnects";
import { ReadDoor } from "../../../src/directconnect/read/read-door";
import { Snapshots } from "../../../src/directconnect/read/snapshots";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const blueHarbor = "333333333333";

let gateway: GatewayUnderTest;
const start = async (settings: Record<string, string>) => {
  gateway = await startGatewayUnderTest({ settings });
};
afterEach(() => gateway.stop());

const estate = `{
  connections(accounts: ["blue-harbor"], regions: ["us-east-1", "us-west-1", "eu-west-1"]) {
    nodes { region }
    totalCount
    unavailable { account region code message retryable }
  }
}`;
const regionsOf = (page: { nodes: { region: string }[] }) => [
  ...new Set(page.nodes.map(({ region }) => region)),
];

describe("what cannot be read", () => {
  test("a region that never answers does not hold the others past the deadline", async () => {
    await start({ READ_DEADLINE_MS: "1500", READ_ATTEMPTS: "10" }); // without it a test would end before the wait
    gateway.emulator.faults.add({ kind: "neverAnswers", region: "us-east-1" });
    const { data, errors } = await gateway.ask(estate);
    expect(errors).toEqual([]);
    expect(regionsOf(data.connections).sort()).toEqual(["us-west-1"]);
    expect(data.connections.unavailable).toEqual([
      {
        account: blueHarbor,
        region: "us-east-1",
        code: "UPSTREAM_TIMEOUT",
        message: "DescribeConnections did not answer in time in us-east-1.",
        retryable: true,
      },
    ]);
  });

  test("a region that AWS denies is reported beside the rest; one that is slow but in time is read", async () => {
    await start({ READ_DEADLINE_MS: "5000" });
    const { faults } = gateway.emulator;
    faults.add({
      kind: "error",
      region: "eu-west-1",
      error: { name: "AccessDeniedException", message: "an SCP forbids it" },
    });
    faults.add({ kind: "latency", region: "us-west-1", milliseconds: 300 });
    const { data } = await gateway.ask(estate);
    expect(regionsOf(data.connections).sort()).toEqual(["us-east-1", "us-west-1"]);
    expect(data.connections.unavailable).toMatchObject([
      {
        region: "eu-west-1",
        code: "FORBIDDEN",
        message: `AWS does not allow account ${blueHarbor} to do directconnect:DescribeConnections in eu-west-1.`,
        retryable: false,
      },
    ]);
  });

  test("a list under a parent is null with an error, and hides neither the parent nor its siblings", async () => {
    await start({});
    gateway.emulator.faults.add({
      kind: "error",
      operation: "DescribeHostedConnections",
      error: { name: "AccessDeniedException", message: "not this one" },
    });
    const { data, errors } = await gateway.ask(`{
      interconnect(interconnectId: "dxcon-fgdc2000") {
        interconnectName
        locationDetails { locationCode }
        hostedConnections { nodes { connectionId } totalCount unavailable { region code } }
      }
    }`);
    expect(errors).toMatchObject([
      {
        path: ["interconnect", "hostedConnections"],
        message:
          "AWS does not allow account 111111111111 to do directconnect:DescribeHostedConnections in us-east-1.",
        extensions: { code: "FORBIDDEN", aws: { action: "directconnect:DescribeHostedConnections" } },
      },
    ]);
    expect(data.interconnect).toEqual({
      interconnectName: "ic-dc2",
      locationDetails: { locationCode: "EqDC2" },
      hostedConnections: null,
    });
  });

  test("a parent that does not exist is an error, not an empty list", async () => {
    await start({});
    const { data, errors } = await gateway.ask(
      `{ hostedConnections(connectionId: "dxcon-nowhere0") { totalCount } }`,
    );
    expect(data).toEqual({ hostedConnections: null });
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });
});

test("no more reads run at once in an account and region than the bound allows, for all requests together", async () => {
  await start({ READ_CONCURRENCY: "2" });
  gateway.emulator.faults.add({ kind: "latency", milliseconds: 120 });
  const execute = (field: string) =>
    gateway.ask(`{ page: ${field}(regions: ["us-east-1"], accounts: ["partner"]) { unavailable { code } } }`);
  const fields = ["connections", "interconnects", "lags", "virtualInterfaces", "locations"];
  const answers = await Promise.all(fields.map(execute));
  for (const { data } of answers) expect(data.page.unavailable).toEqual([]);
  const arrivals = gateway.emulator.requests.list().map(({ at }) => at);
  expect(arrivals).toHaveLength(5);
  arrivals.forEach((at, index) => {
    const twoBefore = arrivals[index - 2];
    if (twoBefore !== undefined) expect(at - twoBefore).toBeGreaterThanOrEqual(110);
  });
});

test("a single row that is past its deadline is aborted on the wire, not only given up", async () => {
  await start({});
  const silent = createServer();
  let calls = 0;
  const closed = new Promise<void>((resolve) => {
    silent.on("request", (request) => {
      calls += 1;
      request.on("close", resolve).on("error", () => undefined);
    });
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const accounts = new Accounts(emulatedAccounts(), "us-east-1");
  const clients = new Clients({
    endpoint: `http://127.0.0.1:${port}`,
    timeoutMilliseconds: 60_000,
    readAttempts: 3,
    limits: new CallLimits(undefined, 1),
  });
  try {
    const snapshots = new Snapshots(clients, {
      freshFor: 5000,
      staleFor: 0,
      refreshInterval: 1,
      bytes: 1e6,
      bounds: { pages: 1e6, bytes: 1e9, milliseconds: 60_000 },
    });
    const door = new ReadDoor(accounts, OPEN_CALLER, snapshots, { deadlineMilliseconds: 200 });
    const place = accounts.place("partner", "us-east-1");
    // Single rows: the read of a list continues for later requests.
    const both = await Promise.allSettled([
      door.find(connections, place, "dxcon-ff000001"),
      door.find(interconnects, place, "dxcon-ff000001"),
    ]);
    const timedOut = { status: "rejected", reason: { code: "UPSTREAM_TIMEOUT" } };
    expect(both).toMatchObject([timedOut, timedOut]);
    await closed;
    expect(calls).toBe(1); // the second still queued for its turn
  } finally {
    clients.close();
    silent.close();
  }
});
