import * as sdk from "@aws-sdk/client-direct-connect";
import { eventTypesByName } from "../../src/events/event-names";
import { UNTIL_LAST_DAY } from "../../src/events/list-watch";
import { fixtureIds, fixturePeerId } from "../../src/emulator/fixtures/names";
import { accounts } from "../../src/emulator/fixtures/accounts";
import type { ChangeEventType } from "../../src/types/change-event";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { eventLike, eventsOf, readAgain, type TestEvent, WATCHING } from "./watching";
import { WallClock } from "./webhooks/hooked-gateway";

const { partner, blueHarbor, enterprise, subsidiary } = accounts;
const MINUTE = 60_000;

let gateway: GatewayUnderTest;
let clocks: WallClock;
beforeAll(async () => {
  clocks = new WallClock();
  gateway = await startGatewayUnderTest({
    clocks,
    settings: WATCHING,
    access: { watch: { accounts: ["blue-harbor", "enterprise"], regions: ["us-east-1"] } },
  });
  for (const operation of ["DescribeVirtualInterfaces", "DescribeDirectConnectGatewayAssociationProposals"])
    await readAgain(gateway, operation, 3, enterprise);
  await readAgain(gateway, "DescribeVirtualInterfaces", 3, blueHarbor);
});
afterAll(() => gateway.stop());

/** Sends a command of an account past the gateway, as another tool would. */
async function send<Output>(
  account: string,
  act: (client: sdk.DirectConnectClient) => Promise<Output>,
): Promise<Output> {
  const credentials = { accessKeyId: account, secretAccessKey: "x" };
  const client = new sdk.DirectConnectClient({
    ...{ region: "us-east-1", endpoint: gateway.emulator.url, credentials },
  });
  try {
    return await act(client);
  } finally {
    client.destroy();
  }
}

interface Case {
  /** What happens at AWS, or in the network. @returns the id in the ARN of the resource with the event. */
  readonly happens: () => Promise<string> | string;
  /** The account in which it is seen. */
  readonly account: string;
  /** All events of the resource in that account, in their order: their types and changes. */
  readonly events: readonly (readonly [type: string, changes: readonly (readonly unknown[])[]])[];
}

const changesOf = ({ changes }: TestEvent) =>
  changes.map(({ member, before, after }) => [member, before, after]);

async function allocate(vlan: number): Promise<string> {
  const { connectionId } = await send(partner, (client) =>
    client.send(
      new sdk.AllocateHostedConnectionCommand({
        ...{ connectionId: fixtureIds["ic-dc2"], ownerAccount: blueHarbor, bandwidth: "50Mbps", vlan },
        connectionName: `offered-${vlan}`,
      }),
    ),
  );
  return connectionId ?? "";
}

const CREATED = ["CREATED", []] as const;
const REQUESTED = ["ACCEPTANCE_REQUESTED", []] as const;

/** What makes each type of event; without a case for a new type this does not compile. */
const CASES: Readonly<Record<ChangeEventType, Case>> = {
  created: {
    happens: () => allocate(3801),
    account: blueHarbor,
    events: [CREATED, REQUESTED],
  },
  acceptanceRequested: {
    happens: async () => {
      const { virtualInterfaceId } = await send(enterprise, (client) =>
        client.send(
          new sdk.AllocatePrivateVirtualInterfaceCommand({
            ...{ connectionId: fixtureIds["lag-dc2"], ownerAccount: blueHarbor },
            newPrivateVirtualInterfaceAllocation: { virtualInterfaceName: "offered", vlan: 3802, asn: 65000 },
          }),
        ),
      );
      return virtualInterfaceId ?? "";
    },
    account: blueHarbor,
    events: [CREATED, REQUESTED],
  },
  stateChanged: {
    happens: () => {
      gateway.emulator.setLink(fixtureIds["blue-lag"], "down");
      return fixtureIds["blue-lag"];
    },
    account: blueHarbor,
    events: [["STATE_CHANGED", [["connectionState", "AVAILABLE", "DOWN"]]]],
  },
  updated: {
    happens: async () => {
      const connectionId = fixtureIds["blue-pending"];
      await send(blueHarbor, (client) =>
        client.send(new sdk.UpdateConnectionCommand({ connectionId, connectionName: "renamed" })),
      );
      return connectionId;
    },
    account: blueHarbor,
    events: [["UPDATED", [["connectionName", "blue-pending", "renamed"]]]],
  },
  deleted: {
    happens: async () => {
      const connectionId = fixtureIds["blue-ordering"];
      await send(partner, (client) => client.send(new sdk.DeleteConnectionCommand({ connectionId })));
      gateway.emulator.clock.advance(10 * MINUTE);
      return connectionId;
    },
    account: blueHarbor,
    events: [["DELETED", [["connectionState", "ORDERING", "DELETED"]]]],
  },
  bgpStatusChanged: {
    happens: () => {
      gateway.emulator.announcePrefixes(fixtureIds["vif-301"], 101);
      return fixtureIds["vif-301"];
    },
    account: enterprise,
    events: [
      [
        "BGP_STATUS_CHANGED",
        [[`bgpPeers[${fixturePeerId(fixtureIds["vif-301"], "ipv6")}].bgpStatus`, "UP", "DOWN"]],
      ],
    ],
  },
  encryptionChanged: {
    happens: async () => {
      await send(enterprise, (client) =>
        client.send(
          new sdk.UpdateLagCommand({ lagId: fixtureIds["lag-dc2"], encryptionMode: "should_encrypt" }),
        ),
      );
      return fixtureIds["lag-dc2"];
    },
    account: enterprise,
    events: [["ENCRYPTION_CHANGED", [["encryptionMode", "MUST_ENCRYPT", "SHOULD_ENCRYPT"]]]],
  },
  loaIssued: {
    happens: async () => {
      const { connectionId = "" } = await send(enterprise, (client) =>
        client.send(
          new sdk.CreateConnectionCommand({
            ...{ location: "EqDC2", bandwidth: "1Gbps", connectionName: "ordered" },
          }),
        ),
      );
      await eventLike(gateway, ({ resourceId }) => resourceId.endsWith(connectionId));
      gateway.emulator.clock.advance(61 * MINUTE);
      return connectionId;
    },
    account: enterprise,
    events: [
      CREATED,
      ["STATE_CHANGED", [["connectionState", "REQUESTED", "PENDING"]]],
      ["LOA_ISSUED", [["loaIssueTime", null, expect.stringMatching(/^2\d{3}-\d\d-\d\dT/)]]],
      [
        "UPDATED",
        expect.arrayContaining([["awsDeviceV2", null, expect.stringMatching(/^EqDC2-/)]]) as unknown[][],
      ],
    ],
  },
  proposalExpiring: {
    happens: () => {
      clocks.pass(UNTIL_LAST_DAY);
      return fixtureIds["proposal-requested"];
    },
    account: enterprise,
    events: [["PROPOSAL_EXPIRING", []]],
  },
};

test.each(Object.entries(eventTypesByName))("%s", async (name, type) => {
  await expectEvents(name, CASES[type]);
});

test("ACCEPTANCE_REQUESTED of a proposal, to the owner of the Direct Connect gateway", async () => {
  const happens = async () => {
    const gatewayId = "vgw-0123456789abcdef0";
    gateway.emulator.addGateway({
      id: gatewayId,
      ownerAccount: subsidiary,
      region: "us-east-1",
      vpcId: "vpc-0123456789abcdef0",
    });
    const { directConnectGatewayAssociationProposal: proposal } = await send(subsidiary, (client) =>
      client.send(
        new sdk.CreateDirectConnectGatewayAssociationProposalCommand({
          ...{ directConnectGatewayId: fixtureIds["wan-gw"], directConnectGatewayOwnerAccount: enterprise },
          gatewayId,
          addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.77.0.0/16" }],
        }),
      ),
    );
    return proposal?.proposalId ?? "";
  };
  await expectEvents("ACCEPTANCE_REQUESTED", { happens, account: enterprise, events: [CREATED, REQUESTED] });
});

async function expectEvents(name: string, { happens, account, events }: Case): Promise<void> {
  const id = await happens();
  const isOf = (event: TestEvent) => event.account === account && event.resourceId.split("/").at(-1) === id;
  const found = await eventLike(gateway, (event) => isOf(event) && event.type === name);
  const filtered = await eventsOf(gateway, { filter: { types: [name], ids: [found.resourceId] } });
  expect(filtered.map(({ type }) => type)).toEqual([name]);
  const all = (await eventsOf(gateway)).filter(isOf);
  expect(all.map((event) => [event.type, changesOf(event)])).toEqual(events);
}
