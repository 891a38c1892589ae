import type * as sdk from "@aws-sdk/client-direct-connect";
import type { WriteOperation } from "../../operations";
import type { RowChange } from "../row-change";
import {
  type Draft,
  listedAnywhere,
  listedTo,
  type Outcome,
  type RowChanges,
  rowChangeOf,
  setAs,
  storedList,
} from "./row-change-of";

/** Listed to its owner, and to the owner of what carries it. */
export function virtualInterface(
  answer: sdk.VirtualInterface | { virtualInterface?: sdk.VirtualInterface } | null,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const { virtualInterface: row = answer as sdk.VirtualInterface | null } = (answer ?? {}) as {
    virtualInterface?: sdk.VirtualInterface;
  }; // some operations wrap it, most do not
  const owners = listedTo("DescribeVirtualInterfaces", [row?.ownerAccount, account]);
  return rowChangeOf(row?.virtualInterfaceId, {
    listings: [...owners, ...listedAnywhere("DescribeVirtualInterfaces")],
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

const SESSIONS = { member: "bgpPeers", key: "bgpPeerId", state: "bgpPeerState" };

function peers(
  { virtualInterface: row }: { virtualInterface?: sdk.VirtualInterface },
  account: string,
  removed: readonly string[],
): RowChange | undefined {
  const { virtualInterfaceId, bgpPeers } = row ?? {};
  return virtualInterface({ virtualInterfaceId }, account, {
    members: {},
    elements: [{ ...SESSIONS, put: storedList(bgpPeers), removed }],
  });
}

/** What changes of virtual interfaces and their BGP peers say about rows. */
export const virtualInterfaceChanges = {
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
  DeleteVirtualInterface: ({ input: { virtualInterfaceId }, answer, account }) => {
    const { virtualInterfaceState = "deleted" } = answer ?? {};
    const isGoing = virtualInterfaceState === "deleting" || virtualInterfaceState === "deleted";
    const set = { members: { bgpPeerState: virtualInterfaceState } };
    return [
      virtualInterface({ virtualInterfaceId }, account, {
        members: { virtualInterfaceState },
        elements: isGoing ? [{ ...SESSIONS, put: [], removed: [], set }] : [],
      }),
    ];
  },
  CreateBGPPeer: ({ answer, account }) => [peers(answer ?? {}, account, [])],
  DeleteBGPPeer: ({ input: { bgpPeerId }, answer, account }) => {
    const isShown = answer?.virtualInterface?.bgpPeers?.some((peer) => peer.bgpPeerId === bgpPeerId) ?? false;
    return [peers(answer ?? {}, account, isShown || bgpPeerId == null ? [] : [bgpPeerId])];
  },
} satisfies Partial<RowChanges>;
