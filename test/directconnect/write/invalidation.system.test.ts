import { Clients } from "../../../src/directconnect/client/clients";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { readsInvalidatedBy } from "../../../src/directconnect/write/invalidation";
import { MOST_COST } from "../../full-selection";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { emulatedPlace } from "../reconciliation/scene";
import { asGraphInput } from "../../graph-values";

const operations = Object.keys(changes) as WriteOperation[];

/** Those of the fixtures that change something here. */
const ACCOUNTS = (["acme", "enterprise", "subsidiary", "partner", "blueHarbor"] as const).map(
  (name) => accounts[name],
);
const PAGE = `first: 500, accounts: ${JSON.stringify(ACCOUNTS)}, regions: ["us-east-1", "us-west-2"]`;
const LINK =
  "connectionName connectionState lagId vlan bandwidth encryptionMode tags { key value } macSecKeys { ckn state }";
const VIRTUAL_INTERFACE =
  "virtualInterfaceId virtualInterfaceName virtualInterfaceState connectionId vlan mtu siteLinkEnabled rateLimit " +
  "directConnectGatewayId tags { key value } bgpPeers { bgpPeerId asn bgpPeerState bgpStatus }";
const HOSTED = `hostedConnections(first: 100) { nodes { connectionId connectionState connectionName vlan } }`;
const ASSOCIATION = "associationId associationState allowedPrefixesToDirectConnectGateway { cidr }";

/** All that listings show of what changes change, in every account and region. */
const EVERYTHING = `{
  connections(${PAGE}) { nodes { account connectionId billingMode ${LINK} } }
  interconnects(${PAGE}) { nodes { account interconnectId interconnectState lagId ${HOSTED} tags { key value } macSecKeys { ckn state } } }
  lags(${PAGE}) { nodes { account lagId lagName lagState billingMode minimumLinks connections { connectionId ${LINK} } ${HOSTED} tags { key value } macSecKeys { ckn state } } }
  virtualInterfaces(${PAGE}) { nodes { account ${VIRTUAL_INTERFACE} } }
  directConnectGateways(${PAGE}) { nodes { account directConnectGatewayId directConnectGatewayName directConnectGatewayState
    associations(first: 100) { nodes { ${ASSOCIATION} } } attachments(first: 100) { nodes { virtualInterfaceId attachmentState } }
    tags { key value } } }
  directConnectGatewayAssociationProposals(${PAGE}) { nodes { account proposalId proposalState } }
  resiliencyGroups(${PAGE}) { nodes { account resiliencyGroupId resiliencyGroupName state
    associations(first: 100) { nodes { connectionArn state } } } }
  failoverTests(${PAGE}) { nodes { account testId status } }
  resourceTags(resourceArns: ["arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${fixtureIds["acme-dc2"]}"]) { tags { key value } }
  customerMetadata(account: "cobalt") { agreements { agreementName status } }
}`;

let clock = 0;
let gateway: GatewayUnderTest;
let untold: GatewayUnderTest;
let clients: Clients;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    now: () => clock,
    settings: { SNAPSHOT_FRESH_MS: "3600000", CONSISTENCY_WINDOW_MS: "30000" },
    access: { limits: { cost: MOST_COST } },
  });
  untold = await startGatewayUnderTest({
    upstream: gateway.emulator,
    access: { limits: { cost: MOST_COST } },
  });
  clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
afterAll(async () => {
  clients.close();
  await untold.stop();
  await gateway.stop();
});

const make = makeWith(
  () => clients,
  () => gateway.emulator,
);

async function variablesOf(operation: WriteOperation) {
  const { account, region = "us-east-1", input } = changes[operation];
  const sent: unknown = typeof input === "function" ? await input(make) : input;
  // The graph's own name for what AWS calls ipv6.
  const ofGraph: unknown = asGraphInput(sent);
  return { account: emulatedPlace(account).account.accountId, region, input: ofGraph };
}

/** What a gateway shows of everything, by listing. */
async function shownBy(
  { ask: execute }: GatewayUnderTest,
  headers?: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { data, errors } = await execute(EVERYTHING, undefined, headers);
  expect(errors).toEqual([]);
  return sorted(data) as Record<string, unknown>;
}

/** Lists say the same in whichever order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted).map((item) => [JSON.stringify(item), item] as const);
    return items.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)]));
}

/** Everything is read, and held; then a change is made. */
async function changeWhatIsHeld(operation: WriteOperation, beforeChange: () => void = () => undefined) {
  gateway.emulator.reset();
  clock += 10_000_000; // nothing is fresh, and no change valid, from the operation before
  const variables = await variablesOf(operation);
  const before = await shownBy(gateway);
  beforeChange();
  const { errors } = await gateway.ask(mutationDocument(operation), variables);
  expect(errors).toEqual([]);
  return before;
}

test.each(operations)(
  "%s invalidates what it changes, and nothing but what the table says",
  async (operation) => {
    const before = await changeWhatIsHeld(operation);
    const shown = await shownBy(gateway);
    const reads = gateway.emulator.requests.list();
    const truth = await shownBy(untold);
    expect(truth).not.toEqual(before); // the change is one that lists show
    expect(shown).toEqual(truth);
    const { account, region = "us-east-1" } = changes[operation];
    const invalidated = readsInvalidatedBy(operation, emulatedPlace(account, region));
    const others = reads.filter(
      (read) =>
        !invalidated.some(
          (each) =>
            each.operations.some((name) => name === read.operation) &&
            (each.account === null || each.account === read.account),
        ),
    );
    expect(others).toEqual([]);
  },
);

/** What neither an answer nor what was sent says: these members follow with AWS's lists. */
const FOLLOWING: Readonly<Partial<Record<WriteOperation, string>>> = {
  StopBgpFailoverTest: "bgpStatus", // which sessions come up again, and when, is for BGP to say
  DeleteLag: "billingMode", // it is that of the members, which a LAG that is gone has none of
};

function withoutFollowing(operation: WriteOperation, shown: unknown): unknown {
  const following = FOLLOWING[operation];
  return JSON.parse(
    JSON.stringify(shown, (name, value: unknown) => (name === following ? undefined : value)),
  );
}

describe("a list that lags does not undo", () => {
  test.each(operations)("%s", async (operation) => {
    const { emulator } = gateway;
    const before = await changeWhatIsHeld(operation, () =>
      emulator.faults.add({ kind: "lag", seconds: 3_600 }),
    );
    const during = await shownBy(gateway);
    expect(await shownBy(untold)).toEqual(before); // the lists lag indeed
    clock += 30_000;
    expect(await shownBy(gateway, { "cache-control": "no-cache" })).toEqual(before); // AWS's lists are right again
    emulator.faults.clear();
    const after = await shownBy(untold);
    expect(withoutFollowing(operation, during)).toEqual(withoutFollowing(operation, after));
  });
});
