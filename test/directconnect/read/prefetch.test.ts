import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const [FRESH, STALE] = [5_000, 10_000];
const KEPT = {
  SNAPSHOT_FRESH_MS: String(FRESH),
  SNAPSHOT_FRESH_MS_BY_OPERATION: `DescribeLocations=${FRESH}`,
  SNAPSHOT_STALE_MS: String(STALE),
};

let gateway: GatewayUnderTest;
let clock = 0;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    now: () => clock,
    settings: { ...KEPT, READ_DEADLINE_MS: "1000" },
  });
});
beforeEach(() => {
  clock += 1_000_000; // nothing of the test before can be answered from
  gateway.emulator.reset();
});
afterAll(() => gateway.stop());

const CARRIED = "virtualInterfaces { totalCount unavailable { code } }";
const list = (selection: string, args = `accounts: ["acme"], regions: ["us-east-1"]`) =>
  `connections(${args}) { nodes { connectionId ${selection} } }`;
/** Of acme, in us-east-1. */
const calls = (...operations: string[]) =>
  operations.map((operation) => `222222222222 us-east-1 ${operation}`);

/** The calls of a query whose list of connections does not arrive before its deadline: nothing that follows it is read. */
async function prefetched(query: string, variables?: Record<string, unknown>): Promise<string[]> {
  gateway.emulator.faults.add({ kind: "held", operation: "DescribeConnections" });
  await gateway.ask(query, variables);
  const requested = gateway.calls();
  gateway.emulator.faults.clear();
  // The lists are read to their end. Changes that concern them, though refused, invalidate them then.
  for (const [account, region] of ENDED) {
    await gateway.ask(`{ ${list("", `accounts: ["${account}"], regions: ["${region}"]`)} }`);
    await gateway.ask(endOf(account, region));
  }
  gateway.emulator.requests.clear();
  return requested;
}
const ENDED = ["acme", "enterprise"].flatMap((account) =>
  ["us-east-1", "us-west-1"].map((region) => [account, region] as const),
);
const endOf = (account: string, region: string) => `mutation {
  associateMacSecKey(account: "${account}", region: "${region}", input: {
    connectionId: "${fixtureIds["acme-dc2"]}", ckn: "${"ab".repeat(32)}", cak: "${"cd".repeat(32)}" }) { connectionId } }`;

describe("the relations of a list's rows are read at the same time as the list", () => {
  test("all that the document selects, in fragments too", async () => {
    const query = `{ ${list("...Carried locationDetails { locationName }")} }
      fragment Carried on Connection { ${CARRIED} }`;
    const all = calls("DescribeConnections", "DescribeLocations", "DescribeVirtualInterfaces");
    expect(await prefetched(query)).toEqual(all);
    const { data, errors } = await gateway.ask(query);
    expect(errors).toEqual([]);
    expect(data.connections.nodes.length).toBeGreaterThan(0);
    expect(gateway.calls()).toEqual(calls("DescribeConnections")); // the others are cached by now
  });

  test("not what it skips", async () => {
    const query = `query ($carried: Boolean!) { ${list(CARRIED.replace(" {", " @include(if: $carried) {"))} }`;
    expect(await prefetched(query, { carried: false })).toEqual(calls("DescribeConnections"));
    expect(await prefetched(query, { carried: true })).toEqual(
      calls("DescribeConnections", "DescribeVirtualInterfaces"),
    );
  });

  test("not what depends on the rows", async () => {
    expect(await prefetched(`{ ${list("lag { lagId }")} }`)).toEqual(calls("DescribeConnections"));
  });

  test("of two lists of one kind, what both select", async () => {
    const both = `{
      a: ${list(`${CARRIED} locationDetails { region }`)}
      b: ${list(CARRIED, `accounts: ["enterprise"], regions: ["us-east-1"]`)}
    }`;
    const requested = await prefetched(both);
    expect(requested.filter((call) => call.endsWith("DescribeLocations"))).toEqual([]);
    expect(requested.filter((call) => call.endsWith("DescribeVirtualInterfaces"))).toHaveLength(2);
  });

  test("nothing for arguments that are refused", async () => {
    const { errors } = await gateway.ask(`{ ${list(CARRIED, `accounts: ["acme"], first: 0`)} }`);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("and costs no call more", () => {
  const all = calls("DescribeConnections", "DescribeLocations", "DescribeVirtualInterfaces");
  const query = `{ ${list(`${CARRIED} locationDetails { locationName }`)} }`;

  test("whichever of them arrives first", async () => {
    for (const operation of ["DescribeConnections", "DescribeVirtualInterfaces"]) {
      clock += 1_000_000;
      gateway.emulator.faults.add({ kind: "latency", operation, milliseconds: 100, count: 1 });
      const { data } = await gateway.ask(query);
      expect(data.connections.nodes[0].virtualInterfaces.unavailable).toEqual([]);
      expect(gateway.calls()).toEqual(all);
    }
  });

  test("where one fails before its parents are there", async () => {
    const no = { name: "AccessDeniedException", message: "no" };
    gateway.emulator.faults.add({ kind: "error", operation: "DescribeVirtualInterfaces", error: no });
    gateway.emulator.faults.add({ kind: "latency", operation: "DescribeConnections", milliseconds: 100 });
    const { data, errors } = await gateway.ask(query);
    expect(data.connections.nodes[0].virtualInterfaces).toBeNull();
    expect(errors[0]).toMatchObject({
      path: ["connections", "nodes", 0, "virtualInterfaces"],
      extensions: { code: "FORBIDDEN" },
    });
    expect(gateway.calls()).toEqual(all);
  });

  test("for a hundred at one moment", async () => {
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 200 });
    await Promise.all(Array.from({ length: 100 }, () => gateway.ask(query)));
    expect(gateway.calls()).toEqual(all);
  });

  test("where nothing is kept", async () => {
    const fresh = await startGatewayUnderTest();
    fresh.emulator.faults.add({ kind: "latency", operation: "DescribeConnections", milliseconds: 100 });
    const { data } = await fresh.ask(query);
    expect(data.connections.nodes[0].locationDetails.locationName).toEqual(expect.any(String));
    expect(fresh.calls()).toEqual(all);
    await fresh.stop();
  });
});

describe("of many places", () => {
  const places = `accounts: ["acme", "enterprise"], regions: ["us-east-1", "us-west-1", "sa-east-1"]`;
  const carriedIn = (requested: readonly string[]) =>
    requested.filter((call) => call.endsWith("DescribeVirtualInterfaces"));

  test("all are read ahead while nothing is known of them; then those that have rows, and no others", async () => {
    const settings = { ...KEPT, READ_DEADLINE_MS: "1000" };
    const cold = await startGatewayUnderTest({ upstream: gateway.emulator, settings });
    const query = `{ ${list(CARRIED, places)} }`;
    gateway.emulator.faults.add({ kind: "neverAnswers", operation: "DescribeConnections" });
    await cold.ask(query);
    expect(carriedIn(gateway.calls())).toHaveLength(6);
    gateway.emulator.faults.clear();
    await cold.stop();

    await gateway.ask(`{ ${list("account", places)} }`);
    await gateway.ask(query);
    const needed = carriedIn(gateway.calls());
    expect(needed.length).toBeGreaterThan(1);
    expect(needed.length).toBeLessThan(6);
    clock += FRESH + STALE;
    expect(carriedIn(await prefetched(query))).toEqual(needed);
    clock += FRESH + STALE;
    await gateway.ask(query);
    expect(carriedIn(gateway.calls())).toEqual(needed);
  });

  test("those whose rows match the filter, and are on the page", async () => {
    const { data } = await gateway.ask(`{ ${list("account region", places)} }`);
    const [first] = data.connections.nodes;
    const { account, region, connectionId } = first;
    const only = [`${account} ${region} DescribeVirtualInterfaces`];
    clock += FRESH + STALE;
    const one = list(CARRIED, `${places}, filter: { connectionId: ["${connectionId}"] }`);
    expect(carriedIn(await prefetched(`{ ${one} }`))).toEqual(only);
    clock += FRESH + STALE;
    expect(carriedIn(await prefetched(`{ ${list(CARRIED, `${places}, first: 1`)} }`))).toEqual(only);
  });
});
