import { fixtureIds, fixturePeerId } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  // The emulator is made new for each test: what the one before changed is not to be seen any more.
  gateway = await startGatewayUnderTest({ settings: { CONSISTENCY_WINDOW_MS: "0" } });
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const MEMBERS = `testId virtualInterfaceId bgpPeers status ownerAccount region testDurationInMinutes startTime endTime`;
const START = `mutation ($account: ID = "enterprise", $input: StartBgpFailoverTestInput!) {
  startBgpFailoverTest(account: $account, input: $input) { ${MEMBERS} virtualInterface { virtualInterfaceState } }
}`;
const STOP = `mutation ($id: ID!) {
  stopBgpFailoverTest(account: "enterprise", input: { virtualInterfaceId: $id }) { ${MEMBERS} }
}`;
const LIST = `query ($filter: FailoverTestFilter) {
  failoverTests(accounts: ["enterprise"], regions: ["us-east-1"], filter: $filter, orderBy: { field: START_TIME }) {
    totalCount
    nodes { testId status }
  }
}`;

test("bad fields in one error, before AWS is asked", async () => {
  const { errors } = await gateway.ask(START, {
    input: { virtualInterfaceId: "vif", bgpPeers: ["peer"], testDurationInMinutes: 4321 },
  });
  expect(errors).toHaveLength(1);
  const fields = errors[0]?.extensions["fields"] as { argument: string }[];
  expect(fields.map(({ argument }) => argument).sort()).toEqual([
    "input.bgpPeers",
    "input.testDurationInMinutes",
    "input.virtualInterfaceId",
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("by another than the owner, on one that is down, and a stop of nothing: refused by AWS", async () => {
  const strange = await gateway.ask(START, {
    account: "acme",
    input: { virtualInterfaceId: fixtureIds["vif-301"] },
  });
  expect(strange.errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  const down = await gateway.ask(START, { input: { virtualInterfaceId: fixtureIds["vif-308"] } });
  expect(down.errors).toMatchObject([{ extensions: { aws: { operation: "StartBgpFailoverTest" } } }]);
  const none = await gateway.ask(STOP, { id: fixtureIds["vif-301"] });
  expect(none.errors).toMatchObject([{ extensions: { aws: { operation: "StopBgpFailoverTest" } } }]);
});

test("start, and stop", async () => {
  const { data, errors } = await gateway.ask(START, {
    input: { virtualInterfaceId: fixtureIds["vif-301"], testDurationInMinutes: 30 },
  });
  expect(errors).toEqual([]);
  expect(data.startBgpFailoverTest).toMatchObject({
    virtualInterfaceId: fixtureIds["vif-301"],
    bgpPeers: [fixturePeerId(fixtureIds["vif-301"], "ipv4"), fixturePeerId(fixtureIds["vif-301"], "ipv6")],
    status: "IN_PROGRESS",
    ownerAccount: "555555555555",
    region: "us-east-1",
    testDurationInMinutes: 30,
    endTime: null,
    virtualInterface: { virtualInterfaceState: "TESTING" },
  });
  gateway.emulator.clock.advance(10 * 60_000);
  const { data: after } = await gateway.ask(STOP, { id: fixtureIds["vif-301"] });
  expect(after.stopBgpFailoverTest).toMatchObject({
    testId: data.startBgpFailoverTest.testId as string,
    status: "CANCELLED",
    endTime: expect.any(String) as string,
  });
  // the test in progress before shows later whether this call stopped it
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 ListVirtualInterfaceTestHistory",
    "555555555555 us-east-1 StopBgpFailoverTest",
  ]);
});

test.each([
  [{ status: ["IN_PROGRESS"] }, [{ testId: fixtureIds["test-in-progress"], status: "IN_PROGRESS" }]],
  [
    { virtualInterfaceId: [fixtureIds["vif-301"]] },
    [
      { testId: fixtureIds["test-completed"], status: "COMPLETED" },
      { testId: fixtureIds["test-cancelled"], status: "CANCELLED" },
    ],
  ],
  [
    { bgpPeers: [fixturePeerId(fixtureIds["vif-307"], "ipv4")] },
    [{ testId: fixtureIds["test-in-progress"], status: "IN_PROGRESS" }],
  ],
])("the history with the filter %j", async (filter, nodes) => {
  const { data, errors } = await gateway.ask(LIST, { filter });
  expect(errors).toEqual([]);
  expect(data.failoverTests).toEqual({ totalCount: nodes.length, nodes });
  expect(gateway.calls()).toEqual(["555555555555 us-east-1 ListVirtualInterfaceTestHistory"]);
});
