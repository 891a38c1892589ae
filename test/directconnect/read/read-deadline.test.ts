import { InFlightRead } from "../../../src/directconnect/read/in-flight-read";
import { ReadDeadline } from "../../../src/directconnect/read/read-deadline";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { startGatewayUnderTest } from "../../gateway";

afterEach(() => void jest.useRealTimers());

/** A read that ends when the test ends it, or never. */
function pendingRead() {
  let arrive = (): void => undefined;
  const rows = new Promise<string>((resolve) => (arrive = () => resolve("rows")));
  const goesOn = () => true;
  return {
    read: new InFlightRead(
      0,
      () => rows,
      goesOn,
      () => undefined,
    ),
    arrive,
  };
}

/** What has become of a wait by now. */
function watched(wait: Promise<unknown>) {
  const observed = { outcome: "waits" };
  wait.then(
    () => (observed.outcome = "read"),
    (error: unknown) => (observed.outcome = (error as Error).name),
  );
  return observed;
}

describe("a read deadline", () => {
  test("counts from the first read, for all reads together", async () => {
    jest.useFakeTimers();
    const deadline = new ReadDeadline(1_000);
    const first = watched(deadline.waitFor(pendingRead().read));
    await jest.advanceTimersByTimeAsync(600);
    const second = watched(deadline.waitFor(pendingRead().read));
    await jest.advanceTimersByTimeAsync(399);
    expect([first.outcome, second.outcome]).toEqual(["waits", "waits"]);
    await jest.advanceTimersByTimeAsync(1);
    expect([first.outcome, second.outcome]).toEqual(["TimeoutError", "TimeoutError"]);
  });

  test("leaves no timer behind once no request waits", async () => {
    jest.useFakeTimers();
    const deadline = new ReadDeadline(1_000);
    const { read, arrive } = pendingRead();
    const wait = watched(deadline.waitFor(read));
    expect(jest.getTimerCount()).toBe(1);
    arrive();
    await jest.advanceTimersByTimeAsync(0);
    expect([wait.outcome, jest.getTimerCount()]).toEqual(["read", 0]);
  });

  test("that was restarted counts anew from the next read, and no earlier timer ends that", async () => {
    jest.useFakeTimers();
    const deadline = new ReadDeadline(1_000);
    const { read, arrive } = pendingRead();
    const before = watched(deadline.waitFor(read));
    arrive();
    await jest.advanceTimersByTimeAsync(500);
    expect(before.outcome).toBe("read");
    deadline.restart();
    const after = watched(deadline.waitFor(pendingRead().read));
    await jest.advanceTimersByTimeAsync(999);
    expect(after.outcome).toBe("waits");
    await jest.advanceTimersByTimeAsync(1);
    expect(after.outcome).toBe("TimeoutError");
  });
});

test("what a change took is not taken from the time of the reads that follow it", async () => {
  const gateway = await startGatewayUnderTest({ settings: { READ_DEADLINE_MS: "2000" } });
  try {
    const operation = "AllocateHostedConnection";
    gateway.emulator.faults.add({ kind: "latency", operation, milliseconds: 2_500 });
    const { data, errors } = await gateway.ask(
      `mutation ($input: AllocateHostedConnectionInput!) {
        allocateHostedConnection(input: $input) { vlan locationDetails { locationCode } }
      }`,
      {
        input: {
          ...{ connectionId: fixtureIds["ic-dc2"], ownerAccount: "222222222222" },
          ...{ connectionName: "acme-branch", bandwidth: "50Mbps", vlan: 310 },
        },
      },
    );
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection).toEqual({ vlan: 310, locationDetails: { locationCode: "EqDC2" } });
    expect(gateway.calls().map((call) => call.split(" ")[2])).toEqual([
      "AllocateHostedConnection",
      "DescribeHostedConnections", // whether the VLAN is free
      "DescribeHostedConnections", // what was there before the change
      "DescribeLocations",
    ]);
  } finally {
    await gateway.stop();
  }
});
