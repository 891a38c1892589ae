import { Clients } from "../../../src/directconnect/client/clients";
import type { Input, WriteOperation } from "../../../src/directconnect/client/operations";
import { reconciliations } from "../../../src/directconnect/write/reconciliation/reconciliations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { GatewayUnderTest } from "../../gateway";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { type Change, execute, gatewaysWithoutReconciler, UNHURRIED } from "./keyed-changes";

const start = gatewaysWithoutReconciler({ ...UNHURRIED, SNAPSHOT_FRESH_MS: "600000" });
const OPERATIONS = Object.keys(reconciliations) as WriteOperation[];

/** The list of its port that an order reads where none is held: its reconciliation needs one from before it. */
const OF_ITS_PORT: Readonly<Partial<Record<WriteOperation, string>>> = {
  AllocateHostedConnection: "DescribeHostedConnections",
  AllocateConnectionOnInterconnect: "DescribeHostedConnections",
  AllocatePrivateVirtualInterface: "DescribeVirtualInterfaces",
  AllocatePublicVirtualInterface: "DescribeVirtualInterfaces",
  AllocateTransitVirtualInterface: "DescribeVirtualInterfaces",
  CreatePrivateVirtualInterface: "DescribeVirtualInterfaces",
  CreatePublicVirtualInterface: "DescribeVirtualInterfaces",
  CreateTransitVirtualInterface: "DescribeVirtualInterfaces",
};

/** Operations whose reconciliation needs what AWS shows right before them, and what it reads. */
const BEFORE: Readonly<Partial<Record<WriteOperation, readonly string[]>>> = {
  AssociateConnectionWithLag: ["DescribeHostedConnections", "DescribeVirtualInterfaces"],
  AssociateHostedConnection: ["DescribeHostedConnections", "DescribeInterconnects", "DescribeLags"],
  AssociateVirtualInterface: ["DescribeVirtualInterfaces"],
  CreateBGPPeer: ["DescribeVirtualInterfaces"],
  CreateDirectConnectGatewayAssociation: ["DescribeDirectConnectGatewayAssociations"],
  CreateDirectConnectGatewayAssociationProposal: ["DescribeDirectConnectGatewayAssociationProposals"],
  StartBgpFailoverTest: ["ListVirtualInterfaceTestHistory"],
  StopBgpFailoverTest: ["ListVirtualInterfaceTestHistory"],
  UpdateConnectionsBillingMode: ["DescribeConnections"],
};

const INTERFACES = `virtualInterfaces(accounts: ["subsidiary"], regions: ["us-east-1"]) { totalCount }`;
const INTERCONNECTS = `interconnects(accounts: ["enterprise"], regions: ["us-east-1"]) { totalCount }`;
const TAGS = `resourceTags(resourceArns: ["arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${fixtureIds["acme-dc2"]}"]) { resourceArn }`;

/**
 * Operations of which AWS answers a state alone, nothing, or a port of which it does not say whether it is an interconnect; the read that
 * completes the answer, and a query that makes it needless.
 */
const AFTER: Readonly<Partial<Record<WriteOperation, readonly [read: string, held: string]>>> = {
  AssociateConnectionWithLag: ["DescribeInterconnects", INTERCONNECTS],
  ConfirmConnection: [
    "DescribeConnections",
    `connections(accounts: ["blue-harbor"], regions: ["us-east-1"]) { totalCount }`,
  ],
  ConfirmCustomerAgreement: [
    "DescribeCustomerMetadata",
    `customerMetadata(account: "cobalt", region: "us-east-1") { nniPartnerType }`,
  ],
  ConfirmPrivateVirtualInterface: ["DescribeVirtualInterfaces", INTERFACES],
  ConfirmPublicVirtualInterface: ["DescribeVirtualInterfaces", INTERFACES],
  ConfirmTransitVirtualInterface: ["DescribeVirtualInterfaces", INTERFACES],
  DisassociateConnectionFromLag: ["DescribeInterconnects", INTERCONNECTS],
  TagResource: ["DescribeTags", TAGS],
  UntagResource: ["DescribeTags", TAGS],
};

/** The change of the fixtures, with everything made that it needs. */
async function changeOf({ emulator }: GatewayUnderTest, operation: WriteOperation): Promise<Change> {
  const { account, input } = changes[operation];
  if (typeof input !== "function") return [operation, account, input];
  const clients = new Clients({ endpoint: emulator.url, timeoutMilliseconds: 15_000, readAttempts: 1 });
  try {
    return [
      operation,
      account,
      await input(
        makeWith(
          () => clients,
          () => emulator,
        ),
      ),
    ];
  } finally {
    clients.close();
  }
}

/** The operations of AWS that a change calls, each once. */
async function callsOf(gateway: GatewayUnderTest, change: Change, key: string): Promise<string[]> {
  expect((await execute(gateway, change, key)).errors).toEqual([]);
  expect(gateway.emulator.requests.list(change[0])).toHaveLength(1);
  return [...new Set(gateway.calls().map((call) => call.split(" ")[2] ?? ""))].sort();
}

/** Another order of the same port. */
const onNextVlan = ([operation, account, input]: Change): Change => [
  operation,
  account,
  JSON.parse(
    JSON.stringify(input)
      .replace(/"vlan":(\d+)/, (_all, vlan) => `"vlan":${Number(vlan) + 40}`)
      .replaceAll("203.0.113.9/30", "203.0.113.13/30")
      .replaceAll("203.0.113.10/30", "203.0.113.14/30"),
  ) as Input<WriteOperation>,
];

test.each(OPERATIONS)(
  "%s: is one call, but for what its reconciliation or its answer lacks",
  async (operation) => {
    const gateway = await start();
    const change = await changeOf(gateway, operation);
    const [read, held] = AFTER[operation] ?? [];
    const ofItsPort = OF_ITS_PORT[operation];
    const others = [...(BEFORE[operation] ?? []), ...[read, ofItsPort].filter((each) => each !== undefined)];
    expect(await callsOf(gateway, change, "cold")).toEqual([operation, ...others].sort());
    if (ofItsPort !== undefined)
      expect(await callsOf(gateway, onNextVlan(change), "held")).toEqual([operation]);
    if (held !== undefined) {
      const holding = await start();
      const again = await changeOf(holding, operation);
      expect((await holding.ask(`{ ${held} }`)).errors).toEqual([]);
      expect(await callsOf(holding, again, "held")).toEqual([operation, ...(BEFORE[operation] ?? [])].sort());
    }
  },
);
