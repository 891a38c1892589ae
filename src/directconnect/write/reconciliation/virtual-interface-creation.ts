import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import { virtualInterfaces as listedInterfaces } from "../../collections/virtual-interfaces";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { isSession } from "./bgp-peers";
import { byNewnessAnywhere } from "./anywhere";
import type { Makers } from "./ids-before";
import { changes, type Explains } from "./later-changes";
import { heldBefore, listedBefore } from "./change-tags";
import { matches, samePrefixes } from "./matches";
import type { Reader, Reconciliation, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { attributesOtherwise } from "./virtual-interfaces";

export type VirtualInterfaceCreation = Extract<
  WriteOperation,
  `${"Create" | "Allocate"}${string}VirtualInterface`
>;

/** The members of the six orders that rows show. */
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
      | "rateLimit"
      | "prefixPoolAllocatedCountIpv4"
      | "prefixPoolAllocatedCountIpv6"
    >
  ]?: VirtualInterface[Member] | null;
} & { readonly enableSiteLink?: boolean | null | undefined };

/** The members of an order, with the owner and the port of the virtual interface. */
interface Placed {
  readonly type: string;
  readonly connectionId?: string | null | undefined;
  readonly ownerAccount?: string | null | undefined;
  readonly order: Order;
}

const PLACED: { readonly [Name in VirtualInterfaceCreation]: (input: Input<Name>) => Placed } = {
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

function placedBy<Name extends VirtualInterfaceCreation>(operation: Name, input: Input<Name>): Placed {
  return PLACED[operation](input);
}

/** The output of each order, with the row that it made. */
const OUTPUTS: { readonly [Name in VirtualInterfaceCreation]: (row: VirtualInterface) => Answer<Name> } = {
  CreatePrivateVirtualInterface: (row) => row,
  CreatePublicVirtualInterface: (row) => row,
  CreateTransitVirtualInterface: (virtualInterface) => ({ virtualInterface }),
  AllocatePrivateVirtualInterface: (row) => row,
  AllocatePublicVirtualInterface: (row) => row,
  AllocateTransitVirtualInterface: (virtualInterface) => ({ virtualInterface }),
};

export const virtualInterfaceCreation: Pick<Reconciliations, VirtualInterfaceCreation> = {
  CreatePrivateVirtualInterface: creation("CreatePrivateVirtualInterface"),
  CreatePublicVirtualInterface: creation("CreatePublicVirtualInterface"),
  CreateTransitVirtualInterface: creation("CreateTransitVirtualInterface"),
  AllocatePrivateVirtualInterface: creation("AllocatePrivateVirtualInterface"),
  AllocatePublicVirtualInterface: creation("AllocatePublicVirtualInterface"),
  AllocateTransitVirtualInterface: creation("AllocateTransitVirtualInterface"),
};

/** The answer to an order, with the row that it made. */
export function madeAs<Name extends VirtualInterfaceCreation>(
  operation: Name,
  row: VirtualInterface,
): Answer<Name> {
  return OUTPUTS[operation](row);
}

/** Whether an order may have made a row, by its immutable members and its owner: it may have been moved since. */
export function isOrderedAs<Name extends VirtualInterfaceCreation>(
  operation: Name,
  input: Input<Name>,
  row: VirtualInterface,
): boolean {
  const { ownerAccount, ...wanted } = placedBy(operation, input);
  return matches({ ownerAccount }, row) && isPlaced(wanted, row);
}

/**
 * A VLAN is used once on a connection or LAG. The row of an order cannot be distinguished only from an equal one that
 * was deleted or declined, for the 15 minutes that AWS goes on listing it.
 */
function creation<Name extends VirtualInterfaceCreation>(operation: Name): Reconciliation<Name> {
  return {
    repeated: "refused",
    before: async (reader, input) => {
      const { order, connectionId } = placedBy(operation, input);
      const onPort = { connectionId: connectionId ?? "" };
      // On any port: it can be moved to the one that is searched. The port's own list may be newer.
      const all = reader.held(listedInterfaces);
      const listed = reader.held({ ...listedInterfaces, input: onPort });
      const held: readonly HeldRow[] | undefined =
        all === undefined && listed === undefined
          ? await listedBefore(() => interfacesListed(reader, onPort))
          : [...(all ?? []), ...(listed ?? [])];
      return heldBefore(held, (row) => row.vlan == null || row.vlan === order.vlan, idOf);
    },
    check: async (reader, { input, before }) => {
      const wanted = placedBy(operation, input);
      const { connectionId, ownerAccount, order } = { ownerAccount: reader.accountId, ...wanted };
      const listed = async (which: Input<"DescribeVirtualInterfaces">) => {
        const rows = await interfacesListed(reader, which);
        return rows.filter((row) => matches({ ownerAccount }, row) && isPlaced(wanted, row));
      };
      const start = connectionId ?? "";
      return byNewnessAnywhere<Name, VirtualInterface>(
        reader,
        { before },
        { start, movedBy: "AssociateVirtualInterface" },
        await listed({ connectionId: start }),
        async () => (await listed({})).map((row) => ({ row, place: row.connectionId })),
        {
          idOf,
          isStanding: ({ virtualInterfaceState }) => !isEnding(virtualInterfaceState),
          outputOf: (row) => madeAs(operation, row),
          makers: makersOn(start),
          isAsWanted: (row, later) =>
            [...sessionOtherwise(order, row), ...orderOtherwise(order, row)].every((explains) =>
              later.some(explains),
            ),
          uniqueState: ({ virtualInterfaceState }) => virtualInterfaceState,
        },
      );
    },
  };
}

function interfacesListed(reader: Reader, which: Input<"DescribeVirtualInterfaces">) {
  return reader.list("DescribeVirtualInterfaces", which, (output) => output.virtualInterfaces);
}

/** Whether a row has the session of an order. */
export function isSessionOrdered<Name extends VirtualInterfaceCreation>(
  operation: Name,
  input: Input<Name>,
  row: VirtualInterface,
): boolean {
  return hasSession(placedBy(operation, input).order, row);
}

/** The connection or LAG that an order names. */
export function orderedOn<Name extends VirtualInterfaceCreation>(
  operation: Name,
  input: Input<Name>,
): string {
  return placedBy(operation, input).connectionId ?? "";
}

type HeldRow = {
  readonly [Member in "vlan" | "virtualInterfaceId"]?: VirtualInterface[Member] | null;
};

function idOf({ virtualInterfaceId }: Pick<HeldRow, "virtualInterfaceId">): string | undefined {
  return virtualInterfaceId ?? undefined;
}

/** Whether a row has the immutable members of an order. */
function isPlaced({ type, order }: Placed, row: VirtualInterface): boolean {
  const { vlan, virtualGatewayId, directConnectGatewayId, routeFilterPrefixes } = order;
  return (
    matches({ vlan, virtualInterfaceType: type, virtualGatewayId, directConnectGatewayId }, row) &&
    (routeFilterPrefixes == null || samePrefixes(routeFilterPrefixes, row.routeFilterPrefixes))
  );
}

/**
 * The changes that explain why a row lacks the requested session, which is the first of several: it was deleted
 * since.
 */
function sessionOtherwise(order: Order, row: VirtualInterface): Explains[] {
  if (hasSession(order, row)) return [];
  const isChanged = changes({ aspect: "bgpPeers", of: [row.virtualInterfaceId] });
  return [(later) => isChanged(later) && later.operation !== "CreateBGPPeer"];
}

function hasSession(order: Order, row: VirtualInterface): boolean {
  const { asn, asnLong, addressFamily, amazonAddress, customerAddress } = order;
  const session = { asn, asnLong, addressFamily, amazonAddress, customerAddress };
  return [row, ...(row.bgpPeers ?? [])].some((shown) => isSession(session, shown));
}

/** The changes that explain each member that differs: an update set it. */
function orderOtherwise(order: Order, row: VirtualInterface): Explains[] {
  const { virtualInterfaceName, mtu, enableSiteLink, rateLimit } = order;
  const { prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6 } = order;
  const prefixes = { prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6 };
  return attributesOtherwise({ virtualInterfaceName, mtu, enableSiteLink, rateLimit, ...prefixes }, row);
}

/** The orders that may have made a row that is on a connection or LAG, or was moved from the one given. */
function makersOn(start: string): Makers<VirtualInterface> {
  const mayMake =
    <Name extends VirtualInterfaceCreation>(operation: Name) =>
    (input: Input<Name>, row: VirtualInterface): boolean => {
      const { connectionId, ...wanted } = placedBy(operation, input);
      const isThere = connectionId === row.connectionId || connectionId === start;
      return isThere && isPlaced(wanted, row) && hasSession(wanted.order, row);
    };
  return {
    CreatePrivateVirtualInterface: mayMake("CreatePrivateVirtualInterface"),
    CreatePublicVirtualInterface: mayMake("CreatePublicVirtualInterface"),
    CreateTransitVirtualInterface: mayMake("CreateTransitVirtualInterface"),
    AllocatePrivateVirtualInterface: mayMake("AllocatePrivateVirtualInterface"),
    AllocatePublicVirtualInterface: mayMake("AllocatePublicVirtualInterface"),
    AllocateTransitVirtualInterface: mayMake("AllocateTransitVirtualInterface"),
  };
}
