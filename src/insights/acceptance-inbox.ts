import type {
  AcceptanceInbox,
  AssociationProposalOffer,
  HostedConnectionOffer,
  Offer,
  VirtualInterfaceOffer,
} from "../types/acceptance-inbox";
import type { Connection } from "../types/connection";
import type { DirectConnectGatewayAssociationProposal } from "../types/direct-connect-gateway-association-proposal";
import type { VirtualInterface } from "../types/virtual-interface";
import { carrierOf } from "../directconnect/relations/carriers";
import { proposals } from "../directconnect/collections/association-proposals";
import { connections } from "../directconnect/collections/connections";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { isUnreadable } from "../directconnect/client/failures";
import { distinct, nothingRead } from "../directconnect/read/unavailable";
import type { ReadDoor } from "../directconnect/read/read-door";

interface Named {
  readonly __typename: string;
}

/**
 * What waits for accounts to accept or decline: one read of connections and one of virtual interfaces for each
 * account and region, one of proposals for each account. The account that offers a virtual interface is read from its carrier.
 * @throws GatewayError where nothing at all could be read, as `nothingRead` makes it.
 */
export async function acceptanceInbox(
  read: ReadDoor,
  args: { accounts?: readonly string[] | null; regions?: readonly string[] | null },
): Promise<AcceptanceInbox> {
  const places = read.accounts.places(args.accounts, args.regions);
  const homes = read.accounts.homes(args.accounts, args.regions);
  const queriedAccounts = new Set(places.map(({ account }) => account.accountId));
  const [ports, interfaces, proposed] = await Promise.all([
    read.gather(connections, places),
    read.gather(virtualInterfaces, places),
    read.gather(proposals, homes),
  ]);
  const all = [ports, interfaces, proposed];
  const unavailable = distinct(all.flatMap((gathered) => gathered.unavailable));
  if (all.every(({ failure }) => failure !== null)) throw nothingRead(unavailable);
  const offers: Offer[] = [
    ...proposed.rows.filter((row) => waitsForOneOf(queriedAccounts, row)).map(proposalOffer),
    ...ports.rows.filter(({ connectionState }) => connectionState === "ordering").map(connectionOffer),
    ...(await Promise.all(
      interfaces.rows
        .filter(
          ({ virtualInterfaceState: state, ownerAccount, account }) =>
            state === "confirming" && queriedAccounts.has(ownerAccount ?? account),
        )
        .map((row) => virtualInterfaceOffer(row, read)),
    )),
  ];
  return { offers, unavailable };
}

/** What is offered, each by its name in the log of events: its ARN, and a proposal by its id. */
export function offeredResources({ offers }: AcceptanceInbox): ReadonlySet<string> {
  return new Set(
    offers.map((offer) => {
      if ("proposal" in offer) return (offer as AssociationProposalOffer).proposal.proposalId;
      if ("connection" in offer) return (offer as HostedConnectionOffer).connection.id;
      return (offer as VirtualInterfaceOffer).virtualInterface.id;
    }),
  );
}

/** Who made a proposal sees it, too, and has nothing to accept. */
function waitsForOneOf(
  queriedAccounts: ReadonlySet<string>,
  { proposalState, directConnectGatewayOwnerAccount, account }: DirectConnectGatewayAssociationProposal,
): boolean {
  return proposalState === "requested" && queriedAccounts.has(directConnectGatewayOwnerAccount ?? account);
}

function proposalOffer(proposal: DirectConnectGatewayAssociationProposal): AssociationProposalOffer & Named {
  const { account, directConnectGatewayOwnerAccount, associatedGateway } = proposal;
  return {
    __typename: "AssociationProposalOffer",
    account: directConnectGatewayOwnerAccount ?? account,
    region: associatedGateway?.region ?? null,
    offeredBy: associatedGateway?.ownerAccount ?? null,
    partnerName: null,
    acceptWith: "acceptDirectConnectGatewayAssociationProposal",
    declineWith: "deleteDirectConnectGatewayAssociationProposal",
    proposal,
  };
}

function connectionOffer(connection: Connection): HostedConnectionOffer & Named {
  const { account, ownerAccount, region, partnerName } = connection;
  return {
    __typename: "HostedConnectionOffer",
    account: ownerAccount ?? account,
    region,
    offeredBy: null,
    partnerName: partnerName ?? null,
    acceptWith: "confirmConnection",
    declineWith: "deleteConnection",
    connection,
  };
}

const CONFIRMATIONS: Readonly<Record<string, string>> = {
  private: "confirmPrivateVirtualInterface",
  public: "confirmPublicVirtualInterface",
  transit: "confirmTransitVirtualInterface",
};

async function virtualInterfaceOffer(
  virtualInterface: VirtualInterface,
  read: ReadDoor,
): Promise<VirtualInterfaceOffer & Named> {
  const { account, ownerAccount, region, virtualInterfaceType } = virtualInterface;
  const carrier = await Promise.resolve(carrierOf(virtualInterface, read)).catch(nullIfUnreadable);
  return {
    __typename: "VirtualInterfaceOffer",
    account: ownerAccount ?? account,
    region,
    offeredBy: carrier?.ownerAccount ?? null,
    partnerName: null,
    acceptWith: CONFIRMATIONS[virtualInterfaceType ?? "private"] ?? "confirmPrivateVirtualInterface",
    declineWith: "deleteVirtualInterface",
    virtualInterface,
  };
}

/** An offer is shown also where who makes it cannot be read. */
function nullIfUnreadable(error: unknown): null {
  if (isUnreadable(error)) return null;
  throw error;
}
