import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import { virtualInterfaces as listedInterfaces } from "../../collections/virtual-interfaces";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { isSession } from "./bgp-peers";
import { byNewness, type Makers } from "./ids-before";
import { membersOtherwise } from "./later-changes";
import { heldBefore } from "./change-tags";
import { matches, samePrefixes } from "./matches";
import type { Reconciliation, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { updatesMember } from "./virtual-interfaces";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}VirtualInterface`>;

/** All that the six orders can ask for, and that rows show. */
type Order = {
  readonly [
    Member in keyof Pick<
      VirtualInterface,
      | "vlan"
      | "asn"
      | "asnLong"
      | "mtu"
      | "addressFamily"
      | "amazonAddress"
      | "customerAddress"
      | "virtualInterfaceName"
      | "virtualGatewayId"
      | "directConnectGatewayId"
      | "routeFilterPrefixes"
    >
  ]?: VirtualInterface[Member] | null;
} & { readonly enableSiteLink?: boolean | null | undefined };

/** What an order asks for, and on whose and which port. */
interface Placed {
  readonly type: string;
  readonly connectionId?: string | null | undefined;
  readonly ownerAccount?: string | null | undefined;
  readonly order: Order;
}

const placed: { readonly [Name in Creation]: (input: Input<Name>) => Placed } = {
  CreatePrivateVirtualInterface: ({ newPrivateVirtualInterface: order = {}, ...on }) => ({
    ...{ type: "private", order, ...on },
  }),
  CreatePublicVirtualInterface: ({ newPublicVirtualInterface: order = {}, ...on }) => ({
    ...{ type: "public", order, ...on },
  }),
  CreateTransitVirtualInterface: ({ newTransitVirtualInterface: order = {}, ...on }) => ({
    ...{ type: "transit", order, ...on },
  }),
  AllocatePrivateVirtualInterface: ({ newPrivateVirtualInterfaceAllocation: order = {}, ...on }) => ({
    ...{ type: "private", order, ...on },
  }),
  AllocatePublicVirtualInterface: ({ newPublicVirtualInterfaceAllocation: order = {}, ...on }) => ({
    ...{ type: "public", order, ...on },
  }),
  AllocateTransitVirtualInterface: ({ newTransitVirtualInterfaceAllocation: order = {}, ...on }) => ({
    ...{ type: "transit", order, ...on },
  }),
};

export const virtualInterfaceCreation: Pick<Reconciliations, Creation> = {
  CreatePrivateVirtualInterface: creation("CreatePrivateVirtualInterface", (row) => row),
  CreatePublicVirtualInterface: creation("CreatePublicVirtualInterface", (row) => row),
  CreateTransitVirtualInterface: creation("CreateTransitVirtualInterface", (virtualInterface) => ({
    virtualInterface,
  })),
  AllocatePrivateVirtualInterface: creation("AllocatePrivateVirtualInterface", (row) => row),
  AllocatePublicVirtualInterface: creation("AllocatePublicVirtualInterface", (row) => row),
  AllocateTransitVirtualInterface: creation("AllocateTransitVirtualInterface", (virtualInterface) => ({
    virtualInterface,
  })),
};

/**
 * A VLAN is given once on a connection or LAG. What cannot be told apart is an equal one that was deleted or
 * declined, for the 15 minutes that AWS goes on listing it.
 */
function creation<Name extends Creation>(
  operation: Name,
  outputOf: (virtualInterface: VirtualInterface) => Answer<Name>,
): Reconciliation<Name> {
  const placedBy: (input: Input<Name>) => Placed = placed[operation];
  return {
    repeated: "refused",
    before: (reader, input) => {
      const { connectionId, order } = placedBy(input);
      const isThere = ({ connectionId: port, vlan }: HeldRow) => port === connectionId && vlan === order.vlan;
      return Promise.resolve(heldBefore(reader.held(listedInterfaces), isThere, idOf));
    },
    check: async (reader, { input, before }) => {
      const wanted = placedBy(input);
      const { connectionId, ownerAccount, order } = { ownerAccount: reader.accountId, ...wanted };
      const carried = await reader.list(
        "DescribeVirtualInterfaces",
        { connectionId: connectionId ?? undefined },
        (output) => output.virtualInterfaces,
      );
      const equal = carried.filter((row) => matches({ ownerAccount }, row) && isPlaced(wanted, row));
      return byNewness<Name, VirtualInterface>(reader, { before }, equal, {
        idOf,
        isStanding: ({ virtualInterfaceState }) => !isEnding(virtualInterfaceState),
        outputOf,
        makers,
        isAsWanted: (row, later) =>
          membersOtherwise(changeable(order), row, (member) =>
            updatesMember(row.virtualInterfaceId, member),
          ).every((explains) => later.some(explains)),
        uniqueState: ({ virtualInterfaceState }) => virtualInterfaceState,
      });
    },
  };
}

type HeldRow = {
  readonly [Member in "connectionId" | "vlan" | "virtualInterfaceId"]?: VirtualInterface[Member] | null;
};

function idOf({ virtualInterfaceId }: Pick<HeldRow, "virtualInterfaceId">): string | undefined {
  return virtualInterfaceId ?? undefined;
}

/** Whether a row has what was asked for and cannot be changed later. Its session is the first one of several. */
function isPlaced({ type, order }: Placed, row: VirtualInterface): boolean {
  const { vlan, virtualGatewayId, directConnectGatewayId, routeFilterPrefixes } = order;
  const { asn, asnLong, addressFamily, amazonAddress, customerAddress } = order;
  const session = { asn, asnLong, addressFamily, amazonAddress, customerAddress };
  return (
    matches({ vlan, virtualInterfaceType: type, virtualGatewayId, directConnectGatewayId }, row) &&
    (routeFilterPrefixes == null || samePrefixes(routeFilterPrefixes, row.routeFilterPrefixes)) &&
    [row, ...(row.bgpPeers ?? [])].some((shown) => isSession(session, shown))
  );
}

/** What a later update may have set to something else. */
function changeable({ virtualInterfaceName, mtu, enableSiteLink }: Order) {
  return { virtualInterfaceName, mtu, siteLinkEnabled: enableSiteLink };
}

const mayMake =
  <Name extends Creation>(operation: Name) =>
  (input: Input<Name>, row: VirtualInterface): boolean => {
    const placedBy: (input: Input<Name>) => Placed = placed[operation];
    const wanted = placedBy(input);
    return matches({ connectionId: wanted.connectionId ?? undefined }, row) && isPlaced(wanted, row);
  };

const makers: Makers<VirtualInterface> = {
  CreatePrivateVirtualInterface: mayMake("CreatePrivateVirtualInterface"),
  CreatePublicVirtualInterface: mayMake("CreatePublicVirtualInterface"),
  CreateTransitVirtualInterface: mayMake("CreateTransitVirtualInterface"),
  AllocatePrivateVirtualInterface: mayMake("AllocatePrivateVirtualInterface"),
  AllocatePublicVirtualInterface: mayMake("AllocatePublicVirtualInterface"),
  AllocateTransitVirtualInterface: mayMake("AllocateTransitVirtualInterface"),
};
