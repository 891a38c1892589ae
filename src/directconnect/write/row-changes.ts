import type * as sdk from "@aws-sdk/client-direct-connect";
import { toStored } from "../../journal/stored-json";
import { parseArn } from "../arn";
import type { Answer, Input, ReadOperation, WriteOperation } from "../operations";
import type { ElementChange, JsonObject, Listing, RowChange } from "./row-change";

/** A change that was made. */
interface Outcome<Name extends WriteOperation> {
  readonly input: Input<Name>;
  /** Null where what was to be deleted was not there any more. */
  readonly answer: Answer<Name> | null;
  /** The account that made the change, 12 digits. */
  readonly account: string;
}

type RowChanges = {
  readonly [Name in WriteOperation]: (outcome: Outcome<Name>) => readonly (RowChange | undefined)[];
};

/** AWS leaves out what a change has emptied; here it is null. */
type Row<Sdk> = { [Member in keyof Sdk]: Sdk[Member] | null };

interface Draft extends Partial<Omit<RowChange, "members">> {
  readonly listings: readonly Listing[];
  readonly members?: object | undefined;
}

/** @returns undefined where the answer does not say which row it is about. */
function change(id: string | null | undefined, { members = {}, ...draft }: Draft): RowChange | undefined {
  if (id === undefined || id === null || id === "") return undefined;
  const stored = asStored(members);
  return { isWhole: false, decisive: [], decisiveElements: [], elements: [], ...draft, id, members: stored };
}

/** Without its secret members. */
function asStored(members: object): JsonObject {
  return toStored(members) as JsonObject; // an object stays one
}

const storedList = (elements: readonly object[] = []) => elements.map(asStored);

const everywhere = (...operations: ReadOperation[]): Listing[] =>
  operations.map((operation) => ({ operation, account: null }));

const CONNECTION = [
  "DescribeConnections",
  "DescribeHostedConnections",
  "DescribeConnectionsOnInterconnect",
] as const;
const PORT = ["DescribeConnections", "DescribeInterconnects", "DescribeLags"] as const;

/** Those members that the change asked for and that AWS's answer shows as asked: one that it takes up later tells nothing. */
function setAs(answer: object | undefined, wanted: Readonly<Record<string, unknown>>): string[] {
  const shown = new Map<string, unknown>(Object.entries(answer ?? {}));
  return Object.entries(wanted).flatMap(([member, value]) =>
    value != null && shown.get(member) === value ? [member] : [],
  );
}

function connection(row: sdk.Connection | undefined, draft: Partial<Draft> = {}): RowChange | undefined {
  const { ownerAccount } = row ?? {};
  return change(row?.connectionId, {
    listings: [...ofAccounts("DescribeConnections", [ownerAccount]), ...everywhere(...CONNECTION)],
    members: row,
    state: "connectionState",
    ...draft,
  });
}

function connectionState(
  connectionId: string | undefined,
  state: string | undefined = "deleted",
): RowChange | undefined {
  return connection({ connectionId }, { members: { connectionState: state } });
}

/** The partner lists it under its parent, the customer among its connections. */
function hosted(
  parent: string | undefined,
  row: Row<sdk.Connection> | null,
  account: string,
  decisive: readonly string[] = [],
): RowChange | undefined {
  const { connectionId, ownerAccount = null } = row ?? {};
  return change(connectionId, {
    listings: [
      { operation: "DescribeHostedConnections", account, parent },
      { operation: "DescribeConnectionsOnInterconnect", account, parent },
      { operation: "DescribeConnections", account: ownerAccount },
    ],
    members: row ?? {},
    isWhole: true,
    state: "connectionState",
    decisive,
  });
}

function lag(row: sdk.Lag | null, account: string, draft: Partial<Draft> = {}): RowChange | undefined {
  return change(row?.lagId, {
    listings: [{ operation: "DescribeLags", account }],
    members: row ?? {},
    state: "lagState",
    ...draft,
  });
}

/** A port in or out of a LAG: the port names its LAG, and the LAG lists the port. */
function membership(
  { lagId }: { lagId?: string | undefined },
  port: sdk.Connection | null,
  account: string,
  isIn: boolean,
): (RowChange | undefined)[] {
  const { connectionId = "" } = port ?? {};
  const members = { ...port, lagId: isIn ? lagId : null };
  const moved = { member: "connections", key: "connectionId", state: "connectionState" };
  return [
    connection(port ?? undefined, { members, decisive: ["lagId"] }),
    change(connectionId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: { lagId: members.lagId },
      decisive: ["lagId"],
    }),
    lag({ lagId }, account, {
      members: {},
      elements: [{ ...moved, put: isIn ? storedList([members]) : [], removed: isIn ? [] : [connectionId] }],
    }),
  ];
}

/** Listed to its owner, and to the owner of what carries it. */
function virtualInterface(
  answer: sdk.VirtualInterface | { virtualInterface?: sdk.VirtualInterface } | null,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const { virtualInterface: row = answer as sdk.VirtualInterface | null } = (answer ?? {}) as {
    virtualInterface?: sdk.VirtualInterface;
  }; // some operations wrap it, most do not
  const owners = ofAccounts("DescribeVirtualInterfaces", [row?.ownerAccount, account]);
  return change(row?.virtualInterfaceId, {
    listings: [...owners, ...everywhere("DescribeVirtualInterfaces")],
    members: row ?? {},
    state: "virtualInterfaceState",
    ...draft,
  });
}

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}VirtualInterface`>;

function newVirtualInterface({ answer, account }: Outcome<Creation>): (RowChange | undefined)[] {
  return [virtualInterface(answer, account, { isWhole: true })];
}

type Confirmation = Extract<WriteOperation, `Confirm${string}VirtualInterface`>;

/** AWS answers the state alone; where it leads is what the change said. */
function confirmed({ input, answer, account }: Outcome<Confirmation>): (RowChange | undefined)[] {
  const { virtualInterfaceId, ...gateway } = input;
  return [virtualInterface({ virtualInterfaceId }, account, { members: { ...gateway, ...answer } })];
}

function peers(
  { virtualInterface: row }: { virtualInterface?: sdk.VirtualInterface },
  account: string,
  removed: readonly string[],
): RowChange | undefined {
  const { virtualInterfaceId, bgpPeers } = row ?? {};
  const sessions = { member: "bgpPeers", key: "bgpPeerId", state: "bgpPeerState" };
  return virtualInterface({ virtualInterfaceId }, account, {
    members: {},
    elements: [{ ...sessions, put: storedList(bgpPeers), removed }],
  });
}

function failoverTest(
  answer: { virtualInterfaceTest?: sdk.VirtualInterfaceTestHistory } | null,
  account: string,
) {
  const row = answer?.virtualInterfaceTest;
  return change(row?.testId, {
    listings: [{ operation: "ListVirtualInterfaceTestHistory", account }],
    members: row,
    isWhole: true,
    state: "status",
  });
}

function gateway(
  row: sdk.DirectConnectGateway | undefined,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  return change(row?.directConnectGatewayId, {
    listings: [{ operation: "DescribeDirectConnectGateways", account }],
    members: row,
    state: "directConnectGatewayState",
    ...draft,
  });
}

function association(
  answer: { directConnectGatewayAssociation?: sdk.DirectConnectGatewayAssociation } | null,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const row = answer?.directConnectGatewayAssociation;
  const { associatedGateway, associatedCoreNetwork, directConnectGatewayOwnerAccount } = row ?? {};
  const owners = [
    account,
    directConnectGatewayOwnerAccount,
    associatedGateway?.ownerAccount,
    associatedCoreNetwork?.ownerAccount,
  ];
  return change(row?.associationId, {
    listings: ofAccounts("DescribeDirectConnectGatewayAssociations", owners),
    members: row,
    state: "associationState",
    ...draft,
  });
}

function proposal(
  row: sdk.DirectConnectGatewayAssociationProposal | undefined,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const owners = [account, row?.directConnectGatewayOwnerAccount, row?.associatedGateway?.ownerAccount];
  return change(row?.proposalId, {
    listings: ofAccounts("DescribeDirectConnectGatewayAssociationProposals", owners),
    members: row,
    state: "proposalState",
    ...draft,
  });
}

function ofAccounts(operation: ReadOperation, accounts: readonly (string | undefined)[]): Listing[] {
  const known = new Set(accounts.filter((account) => account !== undefined));
  return [...known].map((account) => ({ operation, account }));
}

function keys(
  connectionId: string | undefined,
  macSecKeys: readonly sdk.MacSecKey[] | undefined,
  account: string,
): (RowChange | undefined)[] {
  const put = storedList(macSecKeys);
  return [
    change(connectionId, {
      listings: PORT.map((operation) => ({ operation, account })),
      elements: [{ member: "macSecKeys", key: "secretARN", state: "state", put, removed: [] }],
    }),
  ];
}

const TAGGED: Readonly<Record<string, readonly ReadOperation[]>> = {
  dxcon: ["DescribeConnections", "DescribeInterconnects"],
  dxlag: ["DescribeLags"],
  dxvif: ["DescribeVirtualInterfaces"],
  "dx-gateway": ["DescribeDirectConnectGateways"],
};

/** AWS answers nothing; what was sent says it all. */
function tags(
  resourceArn: string | undefined,
  account: string,
  put: readonly sdk.Tag[],
  removed: readonly string[],
): (RowChange | undefined)[] {
  const parsed = parseArn(resourceArn ?? "");
  const elements: ElementChange[] = [{ member: "tags", key: "key", put: storedList(put), removed }];
  const listings = (TAGGED[parsed?.kind ?? ""] ?? []).map((operation) => ({ operation, account }));
  return [
    change(resourceArn, { listings: [{ operation: "DescribeTags", account }], elements }),
    change(parsed?.resourceId, { listings, elements }),
  ];
}

/** What the outcome of each operation says about rows. An operation that is left out here does not compile. */
const ROW_CHANGES: RowChanges = {
  CreateConnection: ({ answer, account }) => [
    connection(answer ?? undefined, {
      listings: [{ operation: "DescribeConnections", account }],
      isWhole: true,
    }),
  ],
  UpdateConnection: ({ input: { connectionName, encryptionMode }, answer }) => [
    connection(answer ?? undefined, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { connectionName, encryptionMode }),
    }),
  ],
  DeleteConnection: ({ input, answer }) => [
    connection(answer ?? undefined) ?? connectionState(input.connectionId),
  ],
  ConfirmConnection: ({ input, answer }) => [connectionState(input.connectionId, answer?.connectionState)],
  AssociateMacSecKey: ({ input, answer, account }) => keys(input.connectionId, answer?.macSecKeys, account),
  DisassociateMacSecKey: ({ input, answer, account }) =>
    keys(input.connectionId, answer?.macSecKeys, account),

  AllocateHostedConnection: ({ input, answer, account }) => [hosted(input.connectionId, answer, account)],
  AllocateConnectionOnInterconnect: ({ input, answer, account }) => [
    hosted(input.interconnectId, answer, account),
  ],
  AssociateHostedConnection: ({ input, answer, account }) => [
    hosted(input.parentConnectionId, answer && { ...answer, lagId: answer.lagId ?? null }, account, [
      "lagId",
    ]),
  ],

  CreateInterconnect: ({ answer, account }) => [
    change(answer?.interconnectId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: answer ?? {},
      isWhole: true,
      state: "interconnectState",
    }),
  ],
  DeleteInterconnect: ({ input, answer, account }) => [
    change(input.interconnectId, {
      listings: [{ operation: "DescribeInterconnects", account }],
      members: { interconnectState: answer?.interconnectState ?? "deleted" },
      state: "interconnectState",
    }),
  ],

  CreateLag: ({ answer, account }) => [
    lag(answer, account, { isWhole: true }),
    // A partner's members are interconnects, whose rows have another form.
    ...(answer?.allowsHostedConnections === true ? [] : (answer?.connections ?? [])).map((member) =>
      connection(member, {
        listings: [{ operation: "DescribeConnections", account }],
        isWhole: true,
        decisive: setAs(member, { lagId: answer?.lagId }),
      }),
    ),
  ],
  UpdateLag: ({ input: { lagName, encryptionMode, minimumLinks }, answer, account }) => [
    lag(answer, account, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { lagName, encryptionMode, minimumLinks }),
    }),
  ],
  DeleteLag: ({ input, answer, account }) => [
    lag(answer, account) ?? lag({ lagId: input.lagId, lagState: "deleted" }, account),
  ],
  AssociateConnectionWithLag: ({ input, answer, account }) => membership(input, answer, account, true),
  DisassociateConnectionFromLag: ({ input, answer, account }) => membership(input, answer, account, false),

  AllocatePrivateVirtualInterface: newVirtualInterface,
  AllocatePublicVirtualInterface: newVirtualInterface,
  AllocateTransitVirtualInterface: newVirtualInterface,
  CreatePrivateVirtualInterface: newVirtualInterface,
  CreatePublicVirtualInterface: newVirtualInterface,
  CreateTransitVirtualInterface: newVirtualInterface,
  ConfirmPrivateVirtualInterface: confirmed,
  ConfirmPublicVirtualInterface: confirmed,
  ConfirmTransitVirtualInterface: confirmed,
  AssociateVirtualInterface: ({ input: { connectionId }, answer, account }) => [
    virtualInterface(answer, account, { isWhole: true, decisive: setAs(answer ?? {}, { connectionId }) }),
  ],
  UpdateVirtualInterfaceAttributes: ({
    input: { mtu, virtualInterfaceName, enableSiteLink: siteLinkEnabled },
    answer,
    account,
  }) => [
    virtualInterface(answer, account, {
      isWhole: true,
      decisive: setAs(answer ?? {}, { mtu, virtualInterfaceName, siteLinkEnabled }),
    }),
  ],
  DeleteVirtualInterface: ({ input: { virtualInterfaceId }, answer, account }) => [
    virtualInterface({ virtualInterfaceId }, account, {
      members: { virtualInterfaceState: answer?.virtualInterfaceState ?? "deleted" },
    }),
  ],
  CreateBGPPeer: ({ answer, account }) => [peers(answer ?? {}, account, [])],
  DeleteBGPPeer: ({ input: { bgpPeerId }, answer, account }) => {
    const isShown = answer?.virtualInterface?.bgpPeers?.some((peer) => peer.bgpPeerId === bgpPeerId) ?? false;
    return [peers(answer ?? {}, account, isShown || bgpPeerId == null ? [] : [bgpPeerId])];
  },
  StartBgpFailoverTest: ({ answer, account }) => [failoverTest(answer, account)],
  StopBgpFailoverTest: ({ answer, account }) => [failoverTest(answer, account)],

  CreateDirectConnectGateway: ({ answer, account }) => [
    gateway(answer?.directConnectGateway, account, { isWhole: true }),
  ],
  UpdateDirectConnectGateway: ({ input, answer, account }) => [
    gateway(answer?.directConnectGateway, account, {
      isWhole: true,
      decisive: setAs(answer?.directConnectGateway, {
        directConnectGatewayName: input.newDirectConnectGatewayName,
      }),
    }),
  ],
  DeleteDirectConnectGateway: ({ input: { directConnectGatewayId }, answer, account }) => [
    gateway(
      answer?.directConnectGateway ?? { directConnectGatewayId, directConnectGatewayState: "deleted" },
      account,
    ),
  ],
  CreateDirectConnectGatewayAssociation: ({ answer, account }) => [
    association(answer, account, { isWhole: true }),
  ],
  UpdateDirectConnectGatewayAssociation: ({ input, answer, account }) => [
    association(answer, account, {
      isWhole: true,
      decisiveElements: [
        {
          member: "allowedPrefixesToDirectConnectGateway",
          key: "cidr",
          put: storedList(input.addAllowedPrefixesToDirectConnectGateway),
          removed: (input.removeAllowedPrefixesToDirectConnectGateway ?? []).flatMap(
            ({ cidr }) => cidr ?? [],
          ),
        },
      ],
    }),
  ],
  DeleteDirectConnectGatewayAssociation: ({ input: { associationId }, answer, account }) => [
    association(answer, account, { listings: everywhere("DescribeDirectConnectGatewayAssociations") }) ??
      change(associationId, {
        listings: everywhere("DescribeDirectConnectGatewayAssociations"),
        members: { associationState: "disassociated" },
        state: "associationState",
      }),
  ],
  CreateDirectConnectGatewayAssociationProposal: ({ answer, account }) => [
    proposal(answer?.directConnectGatewayAssociationProposal, account, { isWhole: true }),
  ],
  DeleteDirectConnectGatewayAssociationProposal: ({ input: { proposalId }, answer, account }) => [
    proposal(answer?.directConnectGatewayAssociationProposal ?? { proposalId }, account, {
      listings: everywhere("DescribeDirectConnectGatewayAssociationProposals"),
      members: answer?.directConnectGatewayAssociationProposal ?? { proposalState: "deleted" },
    }),
  ],
  AcceptDirectConnectGatewayAssociationProposal: ({ input: { proposalId }, answer, account }) => [
    association(answer, account, { isWhole: true }),
    proposal({ proposalId }, account, {
      listings: everywhere("DescribeDirectConnectGatewayAssociationProposals"),
      members: { proposalState: "accepted" },
    }),
  ],

  TagResource: ({ input, account }) => tags(input.resourceArn, account, input.tags ?? [], []),
  UntagResource: ({ input, account }) => tags(input.resourceArn, account, [], input.tagKeys ?? []),
  ConfirmCustomerAgreement: ({ input: { agreementName }, answer, account }) => [
    change(account, {
      listings: [{ operation: "DescribeCustomerMetadata", account }],
      elements: [
        {
          member: "agreements",
          key: "agreementName",
          state: "status",
          put: agreementName == null ? [] : storedList([{ agreementName, status: answer?.status }]),
          removed: [],
        },
      ],
      // Without a name it is the account's one agreement.
      members: agreementName == null ? { status: answer?.status } : {},
    }),
  ],
};

/** What the outcome of a change says about rows; nothing where its answer does not say which. */
export function rowChangesOf<Name extends WriteOperation>(
  operation: Name,
  outcome: Outcome<Name>,
): RowChange[] {
  return ROW_CHANGES[operation](outcome).filter((row) => row !== undefined);
}
