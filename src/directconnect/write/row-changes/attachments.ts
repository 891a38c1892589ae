import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { listedAnywhere, listedTo, rowChangeOf } from "./row-change-of";

/** A virtual interface that was put on a Direct Connect gateway. */
interface Attached extends Pick<sdk.VirtualInterface, "virtualInterfaceId" | "directConnectGatewayId"> {
  readonly region: string;
  readonly ownerAccount: string;
  readonly type: "private" | "transit";
}

const TYPES = { private: "PrivateVirtualInterface", transit: "TransitVirtualInterface" } as const;

/** @returns undefined where it was put on no Direct Connect gateway. */
export function attachment(made: Attached): RowChange | undefined {
  const { directConnectGatewayId, virtualInterfaceId, ownerAccount } = made;
  if (!directConnectGatewayId || virtualInterfaceId === undefined) return undefined;
  return rowChangeOf(`${directConnectGatewayId}/${virtualInterfaceId}`, {
    listings: listedTo("DescribeDirectConnectGatewayAttachments", [ownerAccount]),
    members: {
      directConnectGatewayId,
      virtualInterfaceId,
      virtualInterfaceRegion: made.region,
      virtualInterfaceOwnerAccount: ownerAccount,
      attachmentState: "attaching",
      attachmentType: TYPES[made.type],
    },
    isWhole: true,
    state: "attachmentState",
  });
}

/** The attachment of a virtual interface that is going. */
export function detachment(virtualInterfaceId: string | undefined): RowChange | undefined {
  return rowChangeOf(virtualInterfaceId, {
    listings: listedAnywhere("DescribeDirectConnectGatewayAttachments"),
    by: "virtualInterfaceId",
    members: { attachmentState: "detaching" },
    state: "attachmentState",
  });
}
