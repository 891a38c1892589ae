import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/*
 * What a change does to rows beside the one that AWS answers, and how changes of the same rows follow each other while
 * AWS's lists lag.
 */

let clock = 0;
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    now: () => clock,
    settings: { SNAPSHOT_FRESH_MS: "3600000", CONSISTENCY_WINDOW_MS: "30000" },
  });
});
beforeEach(() => {
  gateway.emulator.faults.clear();
  gateway.emulator.reset();
  gateway.emulator.clock.advance(60_000);
  clock += 10_000_000; // nothing is fresh, and no change valid, from the test before
});
afterAll(() => gateway.stop());

const lag = () => gateway.emulator.faults.add({ kind: "lag", seconds: 30 });

async function execute(document: string, variables?: Record<string, unknown>): Promise<Answer["data"]> {
  const { data, errors } = await gateway.ask(document, variables);
  expect(errors).toEqual([]);
  return data;
}

const HERE = `account: "enterprise", region: "us-east-1"`;

async function virtualInterface(id: string) {
  const data = await execute(
    `{ virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"], first: 100) {
      nodes { virtualInterfaceId virtualInterfaceState bgpPeers { bgpPeerState bgpStatus } attachments { nodes { attachmentState } } } } }`,
  );
  const rows = data.virtualInterfaces.nodes as { virtualInterfaceId: string }[];
  return rows.find((row) => row.virtualInterfaceId === id);
}

test("a deleted virtual interface takes its BGP peers and its attachment with it", async () => {
  lag();
  const id = fixtureIds["vif-301"];
  await execute(
    `mutation { deleteVirtualInterface(${HERE}, input: { virtualInterfaceId: "${id}" }) { virtualInterfaceState } }`,
  );
  expect(await virtualInterface(id)).toMatchObject({
    virtualInterfaceState: "DELETING",
    bgpPeers: [{ bgpPeerState: "DELETING" }, { bgpPeerState: "DELETING" }],
    attachments: { nodes: [{ attachmentState: "DETACHING" }] },
  });
});

test("a connection that left a resiliency group and came back is shown in it", async () => {
  const resiliencyGroupId = fixtureIds["ashburn-group"];
  const input = { resiliencyGroupId, connectionIdentifiers: [fixtureIds["lag-dc2"]] };
  const change = (verb: string) =>
    execute(
      `mutation ($input: ResiliencyGroupMembersInput!) {
        ${verb}ResiliencyGroup(${HERE}, input: $input) { resiliencyGroupId } }`,
      { input },
    );
  const states = async () => {
    const { resiliencyGroupAssociations: list } = await execute(
      `{ resiliencyGroupAssociations(${HERE}, resiliencyGroupId: "${resiliencyGroupId}") {
        nodes { connectionId state } } }`,
    );
    const rows = list.nodes as { connectionId: string; state: string }[];
    return rows.flatMap(({ connectionId, state }) => (connectionId === fixtureIds["lag-dc2"] ? [state] : []));
  };

  await change("disassociateConnectionsFrom");
  expect(await states()).toEqual(["DISASSOCIATING"]);
  gateway.emulator.clock.advance(60_000);
  await change("associateConnectionsTo");
  expect(await states()).toEqual(["ASSOCIATING"]);
});

test("a resiliency group that another region lists is shown as it was renamed", async () => {
  const arn = `arn:aws:directconnect::${accounts.subsidiary}:dx-resiliency-group/${fixtureIds["seattle-group"]}`;
  const names = async () => {
    const { resiliencyGroups: list } = await execute(
      `{ resiliencyGroups(accounts: ["subsidiary"]) { nodes { resiliencyGroupName region } } }`,
    );
    return list.nodes as unknown;
  };
  expect(await names()).toEqual([{ resiliencyGroupName: "seattle", region: "us-west-2" }]);
  await execute(
    `mutation { updateResiliencyGroup(input: { resiliencyGroupId: "${arn}", resiliencyGroupName: "west" }) {
      resiliencyGroupName } }`,
  );
  expect(await names()).toEqual([{ resiliencyGroupName: "west", region: "us-west-2" }]);
});

test("a changed billing mode reads the ports of other regions again: one may be the other of a pair", async () => {
  const list = `{ connections(accounts: ["enterprise"], regions: ["eu-west-1"]) { totalCount } }`;
  await execute(list);
  await execute(list);
  expect(gateway.calls()).toEqual([]);
  await execute(`mutation { updateConnectionsBillingMode(${HERE}, input: {
    connectionIds: ["dxcon-fedc200a", "dxcon-fedc200b", "dxcon-fe100g00"], billingMode: FLAT_RATE_TIER2 }) { __typename } }`);
  await execute(list);
  expect(gateway.calls()).toEqual(["555555555555 eu-west-1 DescribeConnections"]);
});

test("a key that was put on and taken off is shown no more, where the list shows it gone", async () => {
  const id = fixtureIds["lag-dc2"];
  const ckn = "1a".repeat(32);
  const associate = `mutation ($input: AssociateMacSecKeyInput!) {
    associateMacSecKey(${HERE}, input: $input) { macSecKeys { ckn secretARN } }
  }`;
  const disassociate = `mutation ($input: DisassociateMacSecKeyInput!) {
    disassociateMacSecKey(${HERE}, input: $input) { macSecKeys { state } }
  }`;
  const put = await execute(associate, { input: { connectionId: id, ckn, cak: "ab".repeat(32) } });
  const keys = put.associateMacSecKey.macSecKeys as { ckn: string; secretARN: string }[];
  const secretARN = keys.find((key) => key.ckn === ckn)?.secretARN;
  const taken = await execute(disassociate, { input: { connectionId: id, secretARN } });
  expect(taken.disassociateMacSecKey.macSecKeys).toEqual([{ state: "DISASSOCIATING" }]);
  gateway.emulator.clock.advance(24 * 60 * 60_000);

  const { lag: after } = await execute(`{ lag(${HERE}, lagId: "${id}") { macSecKeys { ckn } } }`);
  expect(after.macSecKeys.map((key: { ckn: string }) => key.ckn)).not.toContain(ckn);
});

describe("a failover test", () => {
  const id = fixtureIds["vif-301"];
  const start = `mutation { startBgpFailoverTest(${HERE}, input: { virtualInterfaceId: "${id}", testDurationInMinutes: 60 }) { testId } }`;
  const stop = `mutation { stopBgpFailoverTest(${HERE}, input: { virtualInterfaceId: "${id}" }) { testId } }`;

  test("is shown at its virtual interface and its sessions", async () => {
    lag();
    await execute(start);
    expect(await virtualInterface(id)).toMatchObject({
      virtualInterfaceState: "TESTING",
      bgpPeers: [{ bgpStatus: "DOWN" }, { bgpStatus: "DOWN" }],
    });
  });

  test("that was stopped right away is shown no more, though the list shows neither", async () => {
    lag();
    await execute(start);
    await execute(stop);
    expect(await virtualInterface(id)).toMatchObject({ virtualInterfaceState: "AVAILABLE" });
  });

  test("that was stopped is shown no more, though the list shows it", async () => {
    await execute(start);
    gateway.emulator.clock.advance(10_000);
    gateway.emulator.faults.add({ kind: "lag", seconds: 5 });
    await execute(stop);
    expect(await virtualInterface(id)).toMatchObject({ virtualInterfaceState: "AVAILABLE" });
  });
});

describe("the links of a LAG", () => {
  const id = fixtureIds["vif-301"];
  const minimum = (links: number) =>
    execute(
      `mutation { updateLag(${HERE}, input: { lagId: "${fixtureIds["lag-dc2"]}", minimumLinks: ${links} }) { lagState } }`,
    );

  test("that became too few take what it carries down", async () => {
    lag();
    expect((await minimum(2)).updateLag.lagState).toBe("DOWN");
    expect(await virtualInterface(id)).toMatchObject({ virtualInterfaceState: "DOWN" });
  });

  test("that are enough again do so no more", async () => {
    await minimum(2);
    expect((await minimum(1)).updateLag.lagState).toBe("AVAILABLE");
    expect(await virtualInterface(id)).toMatchObject({ virtualInterfaceState: "AVAILABLE" });
  });
});

describe("tags", () => {
  const tag = (id: string, account: string, key: string) =>
    execute(
      `mutation ($arn: ID!, $tags: [TagInput!]!) { tagResource(input: { resourceArn: $arn, tags: $tags }) { tags { key value } } }`,
      { arn: `arn:aws:directconnect:us-east-1:${account}:dxcon/${id}`, tags: [{ key, value: "new" }] },
    );

  test("of a member are shown in its LAG, too", async () => {
    lag();
    await tag(fixtureIds["lag-dc2-b"], accounts.enterprise, "side");
    const { lag: shown } = await execute(
      `{ lag(${HERE}, lagId: "${fixtureIds["lag-dc2"]}") { connections { connectionId tags { key value } } } }`,
    );
    const members = shown.connections as { connectionId: string; tags: object[] }[];
    const tagsOf = (id: string) => members.find(({ connectionId }) => connectionId === id)?.tags;
    expect(tagsOf(fixtureIds["lag-dc2-b"])).toContainEqual({ key: "side", value: "new" });
    expect(tagsOf(fixtureIds["lag-dc2-a"])).not.toContainEqual({ key: "side", value: "new" });
  });

  describe("of what was made just now are those that it was made with, and those that were set since", () => {
    /** Without the tag by which the gateway finds what it made. */
    const ofCaller = (tags: readonly { key: string }[]) =>
      tags.filter(({ key }) => !key.startsWith("directconnect-graphql:"));
    const made = async () => {
      lag();
      const { createConnection } = await execute(`mutation { createConnection(${HERE}, input: {
        location: "EqDC2", bandwidth: "1Gbps", connectionName: "new", tags: [{ key: "env", value: "test" }] }) { connectionId } }`);
      const id = createConnection.connectionId as string;
      return { id, arn: `arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxcon/${id}` };
    };

    test("in the answer to the change", async () => {
      const { id } = await made();
      const { tagResource } = await tag(id, accounts.enterprise, "side");
      expect(ofCaller(tagResource.tags)).toEqual([
        { key: "env", value: "test" },
        { key: "side", value: "new" },
      ]);
      const arn = `arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxcon/${id}`;
      const { untagResource } = await execute(
        `mutation { untagResource(input: { resourceArn: "${arn}", tagKeys: ["env"] }) { tags { key } } }`,
      );
      expect(ofCaller(untagResource.tags)).toEqual([{ key: "side" }]);
    });

    test("beside those of resources that AWS has", async () => {
      const { arn } = await made();
      const listedLag = `arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxlag/${fixtureIds["lag-dc2"]}`;
      const { resourceTags } = await execute(
        `{ resourceTags(resourceArns: ["${arn}", "${listedLag}"]) { tags { key } } }`,
      );
      const tags = (resourceTags as { tags: { key: string }[] }[]).map((one) => ofCaller(one.tags));
      expect(tags).toEqual([[{ key: "env" }], [{ key: "site" }]]);
    });

    test("not where AWS has none of them, and no change made them", async () => {
      const { errors } = await gateway.ask(
        `{ resourceTags(resourceArns: ["arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxcon/dxcon-ffffffff"]) { tags { key } } }`,
      );
      expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    });
  });

  test("whose keys differ in case are two", async () => {
    lag();
    await tag(fixtureIds["acme-dc2"], accounts.acme, "Env");
    const { connection } = await execute(
      `{ connection(account: "acme", region: "us-east-1", connectionId: "${fixtureIds["acme-dc2"]}") { tags { key value } } }`,
    );
    const keys = (connection.tags as { key: string; value: string }[]).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(["Env", "env"]));
  });
});

describe("prefixes are compared by what they mean", () => {
  const update = (change: string) =>
    execute(`mutation { updateDirectConnectGatewayAssociation(account: "enterprise", input: {
      associationId: "${fixtureIds["association-vgw-a"]}", ${change} }) { associationId } }`);
  async function prefixes(): Promise<string[]> {
    const data =
      await execute(`{ directConnectGatewayAssociation(account: "enterprise", associationId: "${fixtureIds["association-vgw-a"]}") {
      allowedPrefixesToDirectConnectGateway { cidr } } }`);
    const shown = data.directConnectGatewayAssociation.allowedPrefixesToDirectConnectGateway as {
      cidr: string;
    }[];
    return shown.map(({ cidr }) => cidr);
  }
  const WHOLE = "2600:1f26:0074:0000:0000:0000:0000:0000/48";

  test("one that AWS writes with all its digits is there once, and removed under any spelling", async () => {
    await update(`addAllowedPrefixesToDirectConnectGateway: [{ cidr: "2600:1f26:74::/48" }]`);
    gateway.emulator.clock.advance(600_000);
    const after = await prefixes();
    expect(after.filter((cidr) => cidr.startsWith("2600"))).toEqual([WHOLE]);
    lag();
    await update(`removeAllowedPrefixesToDirectConnectGateway: [{ cidr: "2600:1f26:74::/48" }]`);
    expect(await prefixes()).not.toContain(WHOLE);
  });

  test("a list that shows an added one is as new as the change, and stays as it is", async () => {
    await update(`addAllowedPrefixesToDirectConnectGateway: [{ cidr: "2600:1f26:74::/48" }]`);
    // Another client adds one past the gateway.
    gateway.emulator.clock.advance(600_000);
    const other = await startGatewayUnderTest({ upstream: gateway.emulator });
    const added =
      await other.ask(`mutation { updateDirectConnectGatewayAssociation(account: "enterprise", input: {
      associationId: "${fixtureIds["association-vgw-a"]}", addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.77.0.0/16" }] }) { associationId } }`);
    await other.stop();
    expect(added.errors).toEqual([]);
    expect(await prefixes()).toContain("10.77.0.0/16");
  });
});
