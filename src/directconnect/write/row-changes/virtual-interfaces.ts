import type * as sdk from "@aws-sdk/client-direct-connect";
import type { WriteOperation } from "../../client/operations";
import { UNLIMITED } from "../../../types/rules/rate-limit-rules";
import type { RowChange } from "../row-change";
import { attachment, detachment } from "./attachments";
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

type Answered = sdk.VirtualInterface | { virtualInterface?: sdk.VirtualInterface } | null;

/** Some operations wrap it, most do not. */
function unwrapped(answer: Answered): sdk.VirtualInterface | null {
  if (answer !== null && "virtualInterface" in answer) return answer.virtualInterface ?? null;
  return answer as sdk.VirtualInterface | null; // an answer without such a member is one itself
}

/** Listed to its owner, and to the owner of its connection or LAG. */
export function virtualInterface(
  answer: Answered,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const row = unwrapped(answer);
  const owners = listedTo("DescribeVirtualInterfaces", [row?.ownerAccount, account]);
  return rowChangeOf(row?.virtualInterfaceId, {
    listings: [...owners, ...listedAnywhere("DescribeVirtualInterfaces")],
    members: row ?? {},
    state: "virtualInterfaceState",
    ...draft,
  });
}

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}VirtualInterface`>;

function newVirtualInterface({ answer, account, region }: Outcome<Creation>): (RowChange | undefined)[] {
  const row = unwrapped(answer);
  const { virtualInterfaceType: type, ownerAccount = account } = row ?? {};
  return [
    virtualInterface(row, account, { isWhole: true }),
    // One that is allocated to another account is put on a gateway when that account accepts it.
    row !== null && (type === "private" || type === "transit")
      ? attachment({ ...row, type, ownerAccount, region })
      : undefined,
  ];
}

type Confirmation = Extract<WriteOperation, `Confirm${string}VirtualInterface`>;

/** AWS answers the state alone; its gateway is in the input. */
function confirmed({ input, answer, account }: Outcome<Confirmation>): (RowChange | undefined)[] {
  const { virtualInterfaceId, ...gateway } = input;
  return [virtualInterface({ virtualInterfaceId }, account, { members: { ...gateway, ...answer } })];
}

type GatewayConfirmation = "ConfirmPrivateVirtualInterface" | "ConfirmTransitVirtualInterface";

function confirmedAs(type: "private" | "transit") {
  return (outcome: Outcome<GatewayConfirmation>): (RowChange | undefined)[] => {
    const { input, account: ownerAccount, region } = outcome;
    return [...confirmed(outcome), attachment({ ...input, type, ownerAccount, region })];
  };
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

/** The row changes by changes of virtual interfaces and their BGP peers. */
export const virtualInterfaceChanges = {
  AllocatePrivateVirtualInterface: newVirtualInterface,
  AllocatePublicVirtualInterface: newVirtualInterface,
  AllocateTransitVirtualInterface: newVirtualInterface,
  CreatePrivateVirtualInterface: newVirtualInterface,
  CreatePublicVirtualInterface: newVirtualInterface,
  CreateTransitVirtualInterface: newVirtualInterface,
  ConfirmPrivateVirtualInterface: confirmedAs("private"),
  ConfirmPublicVirtualInterface: confirmed,
  ConfirmTransitVirtualInterface: confirmedAs("transit"),
  AssociateVirtualInterface: ({ input: { connectionId }, answer, account }) => [
    virtualInterface(answer, account, { isWhole: true, decisive: setAs(answer ?? {}, { connectionId }) }),
  ],
  UpdateVirtualInterfaceAttributes: ({
    input: { virtualInterfaceId: _, enableSiteLink: siteLinkEnabled, ...set },
    answer,
    account,
  }) => {
    // A limit that was removed is absent from the answer.
    const isUnlimited = set.rateLimit === UNLIMITED && answer?.rateLimit === undefined;
    return [
      virtualInterface(answer, account, {
        ...(isUnlimited && { members: { ...answer, rateLimit: null } }),
        isWhole: true,
        decisive: [
          ...setAs(answer ?? {}, { ...set, siteLinkEnabled }),
          ...(isUnlimited ? ["rateLimit"] : []),
        ],
      }),
    ];
  },
  DeleteVirtualInterface: ({ input: { virtualInterfaceId }, answer, account }) => {
    const { virtualInterfaceState = "deleted" } = answer ?? {};
    const isGoing = virtualInterfaceState === "deleting" || virtualInterfaceState === "deleted";
    const set = { members: { bgpPeerState: virtualInterfaceState } };
    return [
      virtualInterface({ virtualInterfaceId }, account, {
        members: { virtualInterfaceState },
        elements: isGoing ? [{ ...SESSIONS, put: [], removed: [], set }] : [],
      }),
      detachment(virtualInterfaceId),
    ];
  },
  CreateBGPPeer: ({ answer, account }) => [peers(answer ?? {}, account, [])],
  DeleteBGPPeer: ({ input: { bgpPeerId }, answer, account }) => {
    const isShown = answer?.virtualInterface?.bgpPeers?.some((peer) => peer.bgpPeerId === bgpPeerId) ?? false;
    return [peers(answer ?? {}, account, isShown || bgpPeerId == null ? [] : [bgpPeerId])];
  },
} satisfies Partial<RowChanges>;
