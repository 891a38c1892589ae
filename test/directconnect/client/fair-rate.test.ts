import { CallLimits } from "../../../src/directconnect/client/call-limits";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** A long list at a low rate leaves others their share, and wall clocks that step change nothing. */
let gateway: GatewayUnderTest;
afterEach(async () => {
  jest.restoreAllMocks();
  await gateway.stop();
});

const large = {
  accountId: "777777777777",
  alias: "large",
  regions: ["us-east-1"],
  credentials: { accessKeyId: "777777777777", secretAccessKey: "emulated" },
};
const start = async (settings: Record<string, string>) => {
  gateway = await startGatewayUnderTest({
    emulator: { network: { connections: 3000 }, requestLogSize: 10_000 },
    accounts: [large],
    settings: { SNAPSHOT_FRESH_MS: "600000", ...settings },
  });
};

async function send(query: string): Promise<{ data: unknown; errors?: unknown }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: unknown; errors?: unknown };
}
const list = (name: string) => `{ ${name}(regions: ["us-east-1"]) { totalCount } }`;
const byId = (number: number) =>
  `{ connection(connectionId: "dxcon-fl0000${String(number).padStart(2, "0")}") { connectionId } }`;
const operations = () => gateway.emulator.requests.list().map(({ operation }) => operation);

test("other lists do not wait for the end of a long one", async () => {
  await start({ AWS_CALLS_PER_SECOND: "10" });
  const long = send(list("connections"));
  while (operations().length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await send(list("lags"))).errors).toBeUndefined();
  expect((await send(list("virtualGateways"))).errors).toBeUndefined();
  const pages = operations().filter((operation) => operation === "DescribeConnections").length;
  expect(pages).toBeLessThan(30);
  expect(await long).toEqual({ data: { connections: { totalCount: 3000 } }, extensions: expect.anything() });
});

test("each whole list has a place of its own in the queue, and all reads by an id have one together", async () => {
  await start({});
  const enter = jest.spyOn(CallLimits.prototype, "enter");
  const groupsOf = async (queries: readonly string[]) => {
    enter.mockClear();
    for (const query of queries) expect((await send(query)).errors).toBeUndefined();
    return new Set(enter.mock.calls.map(([{ group }]) => group));
  };
  const byIds = await groupsOf([byId(1), byId(2)]);
  expect(byIds.size).toBe(1);
  const lists = await groupsOf(["lags", "virtualGateways", "virtualInterfaces"].map(list));
  expect(lists.size).toBe(3);
  expect(await groupsOf([list("connections")])).toEqual(new Set(["DescribeConnections"]));
  expect([...lists, ...byIds]).not.toContain("DescribeConnections");
});

test.each([-3_600_000, 3_600_000])(
  "a wall clock that steps by %d ms makes no read wait and ends none",
  async (step) => {
    await start({ AWS_CALLS_PER_SECOND: "10" });
    const reads = [send(list("connections"))];
    while (operations().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const { now } = Date;
    jest.spyOn(Date, "now").mockImplementation(() => now() + step);
    reads.push(...Array.from({ length: 10 }, (_, number) => send(byId(number))));
    for (const { errors } of await Promise.all(reads)) expect(errors).toBeUndefined();
    expect(operations()).toHaveLength(40);
  },
);
