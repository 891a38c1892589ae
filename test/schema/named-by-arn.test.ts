import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { tenants } from "../auth/tenants";
import { mutationDocument } from "../mutation-document";

const PARTNER = "111111111111";
const ACME = "222222222222";
const ENTERPRISE = "555555555555";

/** The ARN of a fixture, as the graph shows it as `id`. */
function arn(name: keyof typeof fixtureIds, account: string, region = "us-east-1"): string {
  const id: string = fixtureIds[name];
  if (id.startsWith("dxrg-")) return `arn:aws:directconnect::${account}:dx-resiliency-group/${id}`;
  if (!id.startsWith("dx")) return `arn:aws:directconnect::${account}:dx-gateway/${id}`;
  return `arn:aws:directconnect:${region}:${account}:${id.split("-")[0] ?? ""}/${id}`;
}

/** The bad fields that the only error names. */
function fieldsOf({ errors }: Answer): unknown {
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  return errors[0]?.extensions["fields"];
}

const bad = (argument: string, sent: string, allowed: unknown) => ({
  argument,
  sent: JSON.stringify(sent),
  allowed,
});

let gateway: GatewayUnderTest;

describe("what is not granted, named by its ARN", () => {
  const { access, headers } = tenants();
  beforeAll(async () => {
    gateway = await startGatewayUnderTest({ access });
  });
  afterAll(() => gateway.stop());

  test("another account is not used, and not named", async () => {
    const id = arn("lag-dc2", ENTERPRISE);
    const answer = await gateway.ask(`{ lag(lagId: "${id}") { lagId } }`, {}, headers.acme);
    expect(fieldsOf(answer)).toEqual([bad("lagId", id, "what one of the gateway's accounts owns")]);
    expect(answer.data).toEqual({ lag: null });
    expect(gateway.calls()).toEqual([]);
  });

  test("a connection of another account is read as the caller's own account", async () => {
    const id = arn("lag-dc2-a", ENTERPRISE);
    const { data } = await gateway.ask(`{ connection(connectionId: "${id}") { id } }`, {}, headers.acme);
    expect(data).toEqual({ connection: null });
    expect(new Set(gateway.calls().map((call) => call.split(" ")[0]))).toEqual(new Set([ACME]));
  });

  test("a region", async () => {
    const id = arn("lag-sv5", ENTERPRISE, "us-west-1");
    const update = `mutation { updateLag(input: { lagId: "${id}", lagName: "x" }) { lagId } }`;
    const answer = await gateway.ask(update, {}, headers.enterprise);
    expect(fieldsOf(answer)).toEqual([
      bad("input.lagId", id, `what is in one of the regions us-east-1 of account ${ENTERPRISE}`),
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("what is in no region, to a caller of some regions", async () => {
    const rename = mutationDocument("UpdateDirectConnectGateway");
    const input = { directConnectGatewayId: arn("vpc-gw", ENTERPRISE), newDirectConnectGatewayName: "x" };
    const { errors } = await gateway.ask(rename, { input }, headers.enterprise);
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("a port", async () => {
    const allocate = mutationDocument("AllocateHostedConnection");
    const order = { connectionName: "x", bandwidth: "50Mbps", ownerAccount: ACME, vlan: 3001 };
    for (const connectionId of [arn("ic-va1", PARTNER), fixtureIds["ic-va1"]]) {
      const { errors } = await gateway.ask(allocate, { input: { ...order, connectionId } }, headers.reseller);
      expect(errors).toMatchObject([
        { message: expect.stringContaining(fixtureIds["ic-va1"]), extensions: { code: "NOT_FOUND" } },
      ]);
      expect(gateway.calls()).not.toContain(`${PARTNER} us-east-1 AllocateHostedConnection`);
    }
    const granted = { ...order, connectionId: arn("ic-dc2", PARTNER) };
    const { data, errors } = await gateway.ask(allocate, { input: granted }, headers.reseller);
    expect([errors, data]).toEqual([[], { change: expect.objectContaining({ vlan: 3001 }) }]);
  });

  test("a permission", async () => {
    const input = { connectionId: arn("acme-dc2", ACME), connectionName: "x" };
    const { errors } = await gateway.ask(mutationDocument("UpdateConnection"), { input }, headers.looker);
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("an ARN where an id is taken", () => {
  beforeEach(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterEach(() => gateway.stop());

  test.each([
    ["connection", "connectionId", arn("enterprise-ld5", ENTERPRISE, "eu-west-1")],
    ["interconnect", "interconnectId", arn("ic-sv5", PARTNER, "us-west-1")],
    ["lag", "lagId", arn("lag-sv5", ENTERPRISE, "us-west-1")],
    ["virtualInterface", "virtualInterfaceId", arn("vif-302-sv5", ENTERPRISE, "us-west-1")],
    ["directConnectGateway", "directConnectGatewayId", arn("acme-gw", ACME)],
    ["resiliencyGroup", "resiliencyGroupId", arn("ashburn-group", ENTERPRISE)],
  ])("%s is found by the id that the graph gave, without account and region", async (field, argument, id) => {
    const { data, errors } = await gateway.ask(`{ found: ${field}(${argument}: "${id}") { id } }`);
    expect([errors, data]).toEqual([[], { found: { id } }]);
    const [account, region] = gateway.calls()[0]?.split(" ") ?? [];
    const [, , , regionOfArn, accountOfArn] = id.split(":");
    expect([account, region]).toEqual([accountOfArn, regionOfArn === "" ? "us-east-1" : regionOfArn]);
  });

  test("a change goes to the account and region of the ARN, and AWS is sent the id", async () => {
    const input = { connectionId: arn("enterprise-ld5", ENTERPRISE, "eu-west-1"), connectionName: "renamed" };
    const { data, errors } = await gateway.ask(mutationDocument("UpdateConnection"), { input });
    expect(errors).toEqual([]);
    expect(data.change).toMatchObject({
      connectionName: "renamed",
      account: ENTERPRISE,
      region: "eu-west-1",
    });
    expect(gateway.calls()).toEqual([`${ENTERPRISE} eu-west-1 UpdateConnection`]);
    expect(gateway.emulator.requests.list()[0]?.input).toEqual({
      ...input,
      connectionId: fixtureIds["enterprise-ld5"],
    });
  });

  test("inside of what an input holds", async () => {
    const input = {
      connectionId: arn("lag-dc2", ENTERPRISE),
      newPrivateVirtualInterface: {
        virtualInterfaceName: "by-arn",
        vlan: 777,
        asn: 65010,
        directConnectGatewayId: arn("vpc-gw", ENTERPRISE),
      },
    };
    const { data, errors } = await gateway.ask(mutationDocument("CreatePrivateVirtualInterface"), { input });
    expect(errors).toEqual([]);
    expect(data.change).toMatchObject({
      connectionId: fixtureIds["lag-dc2"],
      directConnectGatewayId: fixtureIds["vpc-gw"],
      ownerAccount: ENTERPRISE,
    });
  });

  test.each([
    ["connection", "connectionId", arn("enterprise-ld5", ENTERPRISE, "eu-west-1")],
    ["lag", "lagId", arn("lag-sv5", ENTERPRISE, "us-west-1")],
  ])("another region for a %s is an error that says so", async (field, argument, id) => {
    const answer = await gateway.ask(`{ ${field}(region: "us-west-2", ${argument}: "${id}") { id } }`);
    const region = id.split(":")[3] ?? "";
    expect(fieldsOf(answer)).toEqual([
      bad("region", "us-west-2", `${region}, the region in \`${argument}\`, or none`),
    ]);
    expect(gateway.calls()).toEqual([]);
    const same = await gateway.ask(`{ ${field}(region: "${region}", ${argument}: "${id}") { id } }`);
    expect([same.errors, same.data]).toEqual([[], { [field]: { id } }]);
  });

  test("a gateway and a resiliency group are read in any region", async () => {
    const [direct, group] = [arn("vpc-gw", ENTERPRISE), arn("ashburn-group", ENTERPRISE)];
    const { data, errors } = await gateway.ask(`{
      directConnectGateway(region: "us-west-2", directConnectGatewayId: "${direct}") { id }
      resiliencyGroup(region: "us-west-2", resiliencyGroupId: "${group}") { id }
    }`);
    expect([errors, data]).toEqual([
      [],
      { directConnectGateway: { id: direct }, resiliencyGroup: { id: group } },
    ]);
    expect(new Set(gateway.calls().map((call) => call.split(" ")[1]))).toEqual(new Set(["us-west-2"]));
  });

  test("two regions in one change are an error", async () => {
    const input = {
      lagId: arn("lag-dc2", ENTERPRISE),
      connectionId: arn("enterprise-ld5", ENTERPRISE, "eu-west-1"),
    };
    const answer = await gateway.ask(mutationDocument("AssociateConnectionWithLag"), { input });
    expect(fieldsOf(answer)).toEqual([
      bad("input.lagId", input.lagId, "what is in eu-west-1, as `input.connectionId` is"),
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("another account for what is not shared is an error that says so", async () => {
    const id = arn("lag-dc2", ENTERPRISE);
    const answer = await gateway.ask(`{ lag(account: "acme", lagId: "${id}") { id } }`);
    expect(fieldsOf(answer)).toEqual([
      bad("account", "acme", `${ENTERPRISE}, the account in \`lagId\`, or none`),
    ]);
    const byAlias = await gateway.ask(`{ lag(account: "enterprise", lagId: "${id}") { id } }`);
    expect([byAlias.errors, byAlias.data]).toEqual([[], { lag: { id } }]);
  });

  test("another account acts for what two share", async () => {
    const id = arn("vif-305", "666666666666");
    for (const [account, actor] of [
      ["", "666666666666"],
      [`account: "enterprise",`, ENTERPRISE],
    ] as const) {
      const query = `{ virtualInterface(${account} virtualInterfaceId: "${id}") { id account } }`;
      const { data, errors } = await gateway.ask(query);
      expect([errors, data]).toEqual([[], { virtualInterface: { id, account: actor } }]);
    }
    const proposal = {
      directConnectGatewayId: arn("vpc-gw", ENTERPRISE),
      directConnectGatewayOwnerAccount: ENTERPRISE,
      gatewayId: fixtureIds["vgw-acme"],
    };
    const propose = mutationDocument("CreateDirectConnectGatewayAssociationProposal", "proposalId account");
    const { errors } = await gateway.ask(propose, { account: "acme", input: proposal });
    expect(errors.map(({ message }) => message)).toEqual([]);
    const other = { ...proposal, directConnectGatewayOwnerAccount: PARTNER };
    expect(fieldsOf(await gateway.ask(propose, { account: "acme", input: other }))).toEqual([
      bad(
        "input.directConnectGatewayOwnerAccount",
        PARTNER,
        `${ENTERPRISE}, the account in \`input.directConnectGatewayId\``,
      ),
    ]);
  });

  test("of a hosted connection and its parent, the owner of the parent acts", async () => {
    const input = { connectionId: arn("acme-dc2", ACME), parentConnectionId: arn("lag-dc2-100", PARTNER) };
    await gateway.ask(mutationDocument("AssociateHostedConnection"), { input });
    expect(gateway.calls()).toContain(`${PARTNER} us-east-1 AssociateHostedConnection`);
  });

  test("lists of ids take both forms, and count one resource once", async () => {
    const ids = [arn("lag-dc2", ENTERPRISE), fixtureIds["enterprise-100g"], fixtureIds["lag-dc2"]];
    const query = `query ($region: String, $ids: [ID!]!) {
      resiliency(account: "enterprise", region: $region, ids: $ids) {
        asBuilt { connectionCount byLocation { connections } }
        notInService
      }
    }`;
    const { data, errors } = await gateway.ask(query, { ids });
    expect(errors).toEqual([]);
    expect(data.resiliency).toEqual({
      asBuilt: { connectionCount: 1, byLocation: [{ connections: [fixtureIds["lag-dc2"]] }] },
      notInService: [fixtureIds["enterprise-100g"]],
    });
    const inTwoRegions = { ids: [arn("lag-dc2", ENTERPRISE), arn("lag-sv5", ENTERPRISE, "us-west-1")] };
    const both = await gateway.ask(query, inTwoRegions);
    expect(both.data.resiliency.asBuilt).toMatchObject({ connectionCount: 2 });
    expect(fieldsOf(await gateway.ask(query, { ...inTwoRegions, region: "us-west-1" }))).toEqual([
      bad("region", "us-west-1", "us-east-1, the region in `ids`, or none"),
    ]);
    const hosted = `{ resiliency(account: "partner", ids: ["${fixtureIds["acme-dc2"]}"]) { asBuilt { connectionCount } } }`;
    expect((await gateway.ask(hosted)).data).toEqual({ resiliency: { asBuilt: { connectionCount: 1 } } });
  });

  test.each([
    ["connections", "connectionId", arn("lag-dc2-a", ENTERPRISE), 1],
    ["connections", "lagId", arn("lag-dc2", ENTERPRISE), 2],
    ["virtualInterfaces", "connectionId", arn("lag-sv5", ENTERPRISE, "us-west-1"), 1],
    ["virtualInterfaces", "directConnectGatewayId", arn("acme-gw", ACME), 1],
    ["resiliencyGroups", "resiliencyGroupId", arn("ashburn-group", ENTERPRISE), 1],
  ])("a filter of %s by %s", async (list, member, id, least) => {
    const short = id.slice(id.lastIndexOf("/") + 1);
    const count = async (value: string) => {
      const query = `{ list: ${list}(filter: { ${member}: ["${value}"] }) { totalCount } }`;
      const { data, errors } = await gateway.ask(query);
      expect(errors).toEqual([]);
      return data.list.totalCount as number;
    };
    expect(await count(short)).toBeGreaterThanOrEqual(least);
    expect(await count(id)).toBe(await count(short));
  });

  test.each([
    ["connections", "connectionId", "lag-dc2-a", ENTERPRISE, "us-east-1"],
    ["connections", "lagId", "lag-dc2", ENTERPRISE, "us-east-1"],
    ["interconnects", "interconnectId", "ic-sv5", PARTNER, "us-west-1"],
    ["lags", "lagId", "lag-sv5", ENTERPRISE, "us-west-1"],
    ["virtualInterfaces", "virtualInterfaceId", "vif-302-sv5", ENTERPRISE, "us-west-1"],
    ["directConnectGateways", "directConnectGatewayId", "acme-gw", ACME, ""],
    ["directConnectGatewayAssociations", "directConnectGatewayId", "vpc-gw", ENTERPRISE, ""],
    ["directConnectGatewayAttachments", "virtualInterfaceId", "vif-302-sv5", ENTERPRISE, "us-west-1"],
    ["failoverTests", "virtualInterfaceId", "vif-307", ENTERPRISE, "us-east-1"],
    ["resiliencyGroups", "resiliencyGroupId", "ashburn-group", ENTERPRISE, ""],
  ] as const)(
    "a filter of %s by %s: the ARN of another place names nothing",
    async (list, member, name, account, region) => {
      const count = async (ids: string[], place = "") => {
        const query = `query ($ids: [ID!]!) { list: ${list}(filter: { ${member}: $ids }) { totalCount } }`;
        const single = `query ($id: ID!) { list: ${list}(${member}: $id) { totalCount } }`;
        const { data, errors } =
          place === "" ? await gateway.ask(query, { ids }) : await gateway.ask(single, { id: ids[0] });
        expect(errors).toEqual([]);
        return data.list.totalCount as number;
      };
      const [short, right] = [fixtureIds[name], arn(name, account, region)];
      const wrong = [right.replace(account, "333333333333")];
      if (region !== "") wrong.push(arn(name, account, "eu-west-1"));
      const all = await count([short]);
      expect(all).toBeGreaterThan(0);
      expect(await count([right])).toBe(all);
      expect(await count([right, short, ...wrong])).toBe(all);
      for (const other of wrong) expect([other, await count([other])]).toEqual([other, 0]);
      if (list !== "directConnectGatewayAssociations" && list !== "directConnectGatewayAttachments") return;
      expect(await count([right], "argument")).toBe(all);
      for (const other of wrong) expect([other, await count([other], "argument")]).toEqual([other, 0]);
    },
  );

  test("a filter of a relation", async () => {
    const query = (id: string) => `{ lags(accounts: ["enterprise"]) { nodes {
      virtualInterfaces(filter: { virtualInterfaceId: ["${id}"] }) { nodes { virtualInterfaceId } }
    } } }`;
    const [byArn, byId] = [
      await gateway.ask(query(arn("vif-301", ENTERPRISE))),
      await gateway.ask(query(fixtureIds["vif-301"])),
    ];
    expect(JSON.stringify(byId.data)).toContain(fixtureIds["vif-301"]);
    expect([byArn.errors, byArn.data]).toEqual([[], byId.data]);
    const wrong = await gateway.ask(query(arn("lag-dc2", ENTERPRISE)));
    expect(wrong.errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [{ argument: "filter.virtualInterfaceId" }],
    });
  });

  test("a resiliency group's id in upper case", async () => {
    const resiliencyGroupId = fixtureIds["ashburn-group"].toUpperCase();
    const { data } = await gateway.ask(
      `{ resiliencyGroup(account: "enterprise", resiliencyGroupId: "${resiliencyGroupId}") { resiliencyGroupId } }`,
    );
    expect(data).toEqual({ resiliencyGroup: { resiliencyGroupId: fixtureIds["ashburn-group"] } });
  });
});

describe("of an account that the gateway does not have", () => {
  const id = arn("acme-dc2", ACME);
  const without = (...aliases: string[]) =>
    startGatewayUnderTest({ accounts: emulatedAccounts().filter(({ alias }) => !aliases.includes(alias)) });

  test("a hosted connection is found where it was allocated", async () => {
    // the partner is not the default account there
    gateway = await startGatewayUnderTest({
      accounts: emulatedAccounts()
        .filter(({ alias }) => alias !== "acme")
        .reverse(),
    });
    try {
      const { data, errors } = await gateway.ask(`{ connection(connectionId: "${id}") { id account } }`);
      expect([errors, data]).toEqual([[], { connection: { id, account: PARTNER } }]);
    } finally {
      await gateway.stop();
    }
  });

  test("a change requires the account that acts", async () => {
    gateway = await without("acme");
    try {
      const change = mutationDocument("UpdateConnection");
      const input = { connectionId: id, connectionName: "x" };
      expect(fieldsOf(await gateway.ask(change, { input }))).toEqual([
        {
          argument: "account",
          allowed: `the account that acts, since the gateway does not have ${ACME}, the account in \`input.connectionId\``,
        },
      ]);
      expect(gateway.calls()).toEqual([]);
      await gateway.ask(change, { account: "partner", input });
      expect(gateway.calls()).toContain(`${PARTNER} us-east-1 UpdateConnection`);
    } finally {
      await gateway.stop();
    }
  });

  test("a gateway of one account acts as that one", async () => {
    gateway = await without("acme", "blue-harbor", "cobalt", "enterprise", "subsidiary");
    try {
      const input = { connectionId: id, connectionName: "x" };
      await gateway.ask(mutationDocument("UpdateConnection"), { input });
      expect(gateway.calls()).toContain(`${PARTNER} us-east-1 UpdateConnection`);
    } finally {
      await gateway.stop();
    }
  });
});

describe("a hosted connection by the partner who allocated it", () => {
  beforeEach(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterEach(() => gateway.stop());

  test.each([fixtureIds["acme-dc2"], fixtureIds["acme-lag"], arn("acme-dc2", ACME)])("%s", async (id) => {
    const { data, errors } = await gateway.ask(
      `{ connection(account: "partner", connectionId: "${id}") { id account ownerAccount } }`,
    );
    expect(errors).toEqual([]);
    expect(data.connection).toMatchObject({ account: PARTNER, ownerAccount: ACME });
  });

  test("another account does not see it", async () => {
    const { data, errors } = await gateway.ask(
      `{ connection(account: "enterprise", connectionId: "${fixtureIds["acme-dc2"]}") { id } }`,
    );
    expect([errors, data]).toEqual([[], { connection: null }]);
  });
});

describe("one change in both forms", () => {
  beforeEach(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterEach(() => gateway.stop());

  const short = fixtureIds["enterprise-100g"];
  const long = arn("enterprise-100g", ENTERPRISE);

  test.each([
    [long, short],
    [short, long],
  ])("%s, then %s: the repeat is the same change", async (first, second) => {
    const rename = mutationDocument("UpdateConnection");
    const send = (connectionId: string, connectionName = "renamed") =>
      gateway.ask(rename, {
        account: connectionId.startsWith("arn:") ? null : "enterprise",
        idempotencyKey: "one-key",
        input: { connectionId, connectionName },
      });
    const made = await send(first);
    expect(made.errors).toEqual([]);
    const repeated = await send(second);
    expect([repeated.errors, repeated.data]).toEqual([[], made.data]);
    expect(repeated.extensions).toMatchObject({ idempotency: [{ key: "one-key", replayed: true }] });
    expect(gateway.calls()).toEqual([]);
    expect((await send(second, "other")).errors).toMatchObject([
      { extensions: { code: "IDEMPOTENCY_KEY_REUSED" } },
    ]);
  });

  test.each([
    [long, short],
    [short, long],
  ])("also where AWS takes both: %s, then %s", async (first, second) => {
    const leave = mutationDocument("DisassociateConnectionsFromResiliencyGroup", "resiliencyGroupId");
    const send = (id: string) =>
      gateway.ask(leave, {
        idempotencyKey: "one-key",
        input: { resiliencyGroupId: arn("ashburn-group", ENTERPRISE), connectionIdentifiers: [id] },
      });
    const made = await send(first);
    expect(made.errors).toEqual([]);
    const repeated = await send(second);
    expect(repeated.errors).toEqual([]);
    expect(repeated.extensions).toMatchObject({ idempotency: [{ replayed: true }] });
    expect(gateway.calls()).toEqual([]);
  });
});
