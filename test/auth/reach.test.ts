import { makeApiKey } from "../../src/auth/api-keys";
import { type AcrossRegions, acrossRegionsOf, RULES } from "../../src/auth/permissions";
import { arnOf } from "../../src/directconnect/accounts/arn";
import { proposals } from "../../src/directconnect/collections/association-proposals";
import { attachmentsOf } from "../../src/directconnect/collections/attachments";
import { directConnectGateways } from "../../src/directconnect/collections/direct-connect-gateways";
import { associationsOf } from "../../src/directconnect/collections/gateway-associations";
import type { Operation } from "../../src/directconnect/client/operations";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { isRead, NOTHING_DONE, refusing, requestFor, takesRegion } from "./operation-requests";

/*
 * Walks the table of permissions: under a grant of some ports and owner accounts, every operation with all that its
 * input names granted, and with each member in turn naming what is not. Whatever is sent is refused by a fault, so that
 * nothing is changed by it.
 */

const owners = { acme: "222222222222", blue: "333333333333", subsidiary: "666666666666" };
const partner = "111111111111";
const enterprise = "555555555555";

const callers = {
  narrow: [
    {
      account: "partner",
      interconnects: [fixtureIds["ic-dc2"]],
      lags: [fixtureIds["lag-dc2-100"]],
      ownerAccounts: [owners.acme],
    },
    { account: "enterprise", lags: [fixtureIds["lag-dc2"]], ownerAccounts: [owners.subsidiary] },
  ],
  /** Another port of the enterprise, with all that is on it. */
  elsewhere: [{ account: "enterprise", interconnects: [fixtureIds["enterprise-100g"]] }],
  whole: [{ account: "partner" }, { account: "enterprise" }],
  /** All of two accounts, in one region. */
  west: [
    { account: "enterprise", regions: ["us-west-1"] },
    { account: "partner", regions: ["us-west-1"] },
  ],
};
type CallerName = keyof typeof callers;

/** All but `west`, who has one region, are granted all. */
const headers = {} as Record<CallerName, Record<string, string>>;
const access = {
  callers: Object.entries(callers).map(([name, accounts]) => {
    const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
    headers[name as CallerName] = { "x-api-key": key };
    return { name, roles: ["admin"], accounts, apiKeys: [stored] };
  }),
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access });
});
afterAll(() => gateway.stop());
afterEach(() => gateway.emulator.faults.clear());

const arn = (kind: "dxcon" | "dxlag" | "dxvif" | "dx-gateway", account: string, resourceId: string) =>
  arnOf({ kind, account, region: kind === "dx-gateway" ? "" : "us-east-1", resourceId });

interface Candidates {
  readonly granted: readonly string[];
  /** Of what is not granted: hidden by its port, and by its owner. */
  readonly foreign: readonly string[];
}

/** What each kind of member may name, for `narrow`. */
const NAMED = {
  port: (account: string): Candidates =>
    account === partner
      ? {
          granted: [fixtureIds["ic-dc2"], fixtureIds["lag-dc2-100"], fixtureIds["lag-dc2-100-a"]],
          foreign: [fixtureIds["ic-va1"], fixtureIds["ic-new"]],
        }
      : { granted: [fixtureIds["lag-dc2"]], foreign: [fixtureIds["enterprise-100g"]] },
  hosted: (): Candidates => ({
    granted: [fixtureIds["acme-dc2"], fixtureIds["acme-lag"]],
    foreign: [fixtureIds["acme-va1"], fixtureIds["blue-ordering"], fixtureIds["blue-lag"]],
  }),
  virtualInterface: (): Candidates => ({
    granted: [fixtureIds["vif-305"]],
    foreign: [fixtureIds["vif-301"], fixtureIds["vif-303"]],
  }),
  owner: (): Candidates => ({ granted: [owners.acme], foreign: [owners.blue] }),
  resource: resources,
  resources,
} satisfies Record<string, (account: string) => Candidates>;

function resources(): Candidates {
  return {
    granted: [
      arn("dxvif", enterprise, fixtureIds["vif-305"]),
      arn("dxlag", enterprise, fixtureIds["lag-dc2"]),
      arn("dxcon", partner, fixtureIds["ic-dc2"]),
      arn("dxcon", partner, fixtureIds["acme-dc2"]),
    ],
    foreign: [
      arn("dxvif", enterprise, fixtureIds["vif-301"]),
      arn("dxcon", enterprise, fixtureIds["enterprise-100g"]),
      arn("dxcon", partner, fixtureIds["ic-va1"]),
      arn("dxcon", partner, fixtureIds["blue-ordering"]),
      arn("dx-gateway", enterprise, fixtureIds["vpc-gw"]),
    ],
  };
}
type Kind = keyof typeof NAMED;

async function send(
  operation: Operation,
  caller: CallerName,
  account: string,
  named: Readonly<Record<string, unknown>>,
  region?: string,
) {
  gateway.emulator.faults.clear();
  gateway.emulator.faults.add(refusing(operation));
  const { document, variables } = requestFor(operation, account, named, region);
  return gateway.ask(document, variables, headers[caller]);
}

/** How often the operation itself was sent, of all that was read for it. */
const sent = (operation: Operation) =>
  gateway.calls().filter((call) => call.endsWith(` ${operation}`)).length;

const operations = Object.keys(RULES) as Operation[]; // the keys of that very object

const naming = operations.flatMap((operation) => {
  const { on } = RULES[operation];
  if (typeof on === "string") return [];
  const members = Object.entries(on) as [Kind, string][]; // the kinds of the rule are those of `NAMED`
  const account = "virtualInterface" in on ? enterprise : partner;
  return [{ operation, members, account }];
});

/** A member's value: a text, or for a list, the text among others that are granted. */
const asMember = (kind: Kind, value: string, others: readonly string[] = []) =>
  kind === "resources" ? [...others, value] : value;

const grantedOf = (members: readonly (readonly [Kind, string])[], account: string) =>
  Object.fromEntries(
    members.map(([kind, member]) => [member, asMember(kind, NAMED[kind](account).granted[0] ?? "")]),
  );

describe.each(naming)("$operation under a narrow grant", ({ operation, members, account }) => {
  test("is sent for what is granted", async () => {
    for (const [kind, member] of members) {
      for (const value of NAMED[kind](account).granted) {
        const takesLags = member !== "interconnectId" && operation !== "DescribeConnectionLoa";
        if (!takesLags && value.startsWith("dxlag-")) continue;
        const named = { ...grantedOf(members, account), [member]: asMember(kind, value) };
        const { errors } = await send(operation, "narrow", account, named);
        expect([named, errors[0]?.message ?? "answered", sent(operation) > 0]).toEqual([
          named,
          expect.stringContaining(NOTHING_DONE),
          true,
        ]);
      }
    }
  });

  test.each(members)("is not sent for a foreign %s in %s", async (kind, member) => {
    const { granted, foreign } = NAMED[kind](account);
    for (const value of foreign) {
      const mates = granted.filter((one) => one.split(":")[4] === value.split(":")[4]);
      const values =
        kind === "resources"
          ? [[value], [...mates, value], [value, ...mates], [...mates.slice(0, 1), value, ...mates.slice(1)]]
          : [value];
      for (const one of values) {
        const named = { ...grantedOf(members, account), [member]: one };
        expect([named, ...refused(await send(operation, "narrow", account, named), operation)]).toEqual([
          named,
          "refused",
          0,
        ]);
        await send(operation, "whole", account, named);
        expect([named, sent(operation) > 0]).toEqual([named, true]); // it is there, for others
      }
    }
  });
});

test("resources on a port that is not granted are out of reach, whatever their owner", async () => {
  for (const { operation, members, account } of naming) {
    if (!members.some(([kind]) => kind === "virtualInterface")) continue;
    const answer = await send(operation, "elsewhere", account, grantedOf(members, account));
    expect([operation, ...refused(answer, operation)]).toEqual([operation, "refused", 0]);
  }
});

const ofWholeAccounts = operations.filter((operation) => RULES[operation].on === "account");

test.each(ofWholeAccounts)("%s is for those who are granted the whole account", async (operation) => {
  const { data, errors } = await send(operation, "narrow", enterprise, {});
  const isNone = data?.change === null && errors.length === 0; // what is not granted is as what does not exist
  const isEmpty = isRead(operation) && (isNone || data?.change?.totalCount === 0);
  expect([isEmpty || errors[0]?.extensions["code"], sent(operation)]).toEqual([
    isEmpty ? true : "FORBIDDEN",
    0,
  ]);
  await send(operation, "whole", enterprise, {});
  expect(sent(operation)).toBeGreaterThan(0);
});

describe("under a grant of some regions", () => {
  const across = (...kinds: (AcrossRegions | undefined)[]) =>
    operations.filter((operation) => kinds.includes(acrossRegionsOf(operation)));
  const gatewayArn = arn("dx-gateway", enterprise, fixtureIds["vpc-gw"]);
  const westArn = arnOf({
    ...{ kind: "dxcon", account: enterprise, region: "us-west-1" },
    resourceId: fixtureIds["enterprise-100g"],
  });

  test.each(across("refused"))("%s, which concerns all regions, is not sent", async (operation) => {
    for (const region of [undefined, "us-west-1"]) {
      const { data, errors } = await send(operation, "west", enterprise, {}, region);
      expect([errors[0]?.extensions["code"], sent(operation)]).toEqual(["FORBIDDEN", 0]);
      expect(errors[0]?.message).toMatch(/all regions of account 555555555555, and only some of them/);
      expect(data ?? null).toBeNull();
    }
    await send(operation, "whole", enterprise, {});
    expect(sent(operation)).toBeGreaterThan(0);
  });

  test.each(across("gatewaysRefused"))("%s is not sent for a Direct Connect gateway", async (operation) => {
    const named = (resourceArn: string) => send(operation, "west", enterprise, { resourceArn });
    const { errors } = await named(gatewayArn);
    expect([errors[0]?.extensions["code"], sent(operation)]).toEqual(["FORBIDDEN", 0]);
    await named(westArn);
    expect(sent(operation)).toBeGreaterThan(0);
    const foreign = await named(westArn.replace("us-west-1", "us-east-1"));
    expect([foreign.errors[0]?.extensions["code"], sent(operation)]).toEqual(["BAD_USER_INPUT", 0]);
    await send(operation, "whole", enterprise, { resourceArn: gatewayArn });
    expect(sent(operation)).toBeGreaterThan(0);
  });

  test.each(across("shown", "virtualInterfaceRegion", "associatedGateway.region"))(
    "%s is sent",
    async (operation) => {
      await send(operation, "west", enterprise, {});
      expect(sent(operation)).toBeGreaterThan(0);
    },
  );

  /** The operations whose field takes a region. */
  const placed = across(undefined).filter((operation) => takesRegion(operation));

  test.each(placed)("%s is sent to no region but those", async (operation) => {
    const { members = [], account = enterprise } = naming.find((one) => one.operation === operation) ?? {};
    const named = grantedOf(members, account);
    const { errors } = await send(operation, "west", account, named, "us-east-1");
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/^Not accepted: region: "us-east-1" was sent/) as string,
      extensions: { code: "BAD_USER_INPUT" },
    });
    expect(gateway.calls()).toEqual([]);
    await send(operation, "whole", account, named, "us-east-1");
    expect(sent(operation)).toBeGreaterThan(0);
    await send(operation, "west", account, named, "us-west-1");
    expect(gateway.calls().filter((call) => !call.includes("us-west-1"))).toEqual([]);
  });

  test("every operation is walked, but for lists, whose rows test/auth/visible.test.ts holds", () => {
    const others = across(undefined).filter((operation) => !placed.includes(operation));
    const shown = others.filter((operation) => isRead(operation) && RULES[operation].on !== "anyone");
    expect(others.filter((operation) => !shown.includes(operation))).toEqual(["DescribeLocations"]);
  });

  test("what lists what is in no region says so in the table", () => {
    const globals = [directConnectGateways, proposals, attachmentsOf({}), associationsOf({})];
    for (const { operation, global } of globals)
      expect([operation, global, acrossRegionsOf(operation)]).toEqual([operation, true, expect.any(String)]);
    const listing = operations.filter((operation) => isRead(operation) && acrossRegionsOf(operation));
    expect(listing.sort()).toEqual(globals.map(({ operation }) => operation).sort());
  });
});

const lists = operations.filter((operation) => {
  const { on } = RULES[operation];
  return on === "rows" || on === "anyone";
});

test.each(lists)("%s is sent under a narrow grant too", async (operation) => {
  await send(operation, "narrow", enterprise, {});
  expect(sent(operation)).toBeGreaterThan(0);
});

test("every operation is walked", () => {
  const walked = [...naming.map(({ operation }) => operation), ...ofWholeAccounts, ...lists];
  expect(walked.sort()).toEqual([...operations].sort());
});

/** Whether a caller learned nothing but that it is not there or not theirs, and how often the operation was sent. */
function refused({ data, errors }: Answer, operation: Operation): [string, number] {
  const code = errors[0]?.extensions["code"];
  const isGone = data?.change?.alreadyGone === true; // a deletion of what is not there
  const isNothing = data?.change === null && errors.length === 0; // a field that is null where there is none
  const isRefused = isGone || isNothing || code === "NOT_FOUND" || code === "FORBIDDEN";
  return [isRefused ? "refused" : JSON.stringify([data, errors]), sent(operation)];
}
