import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { WriteOperation } from "../../client/operations";
import { matches } from "./matches";
import type { Look, Reconciliation, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

export async function virtualInterfaceOf(
  look: Look,
  virtualInterfaceId = "",
): Promise<VirtualInterface | undefined> {
  const [virtualInterface] = await look.list(
    "DescribeVirtualInterfaces",
    { virtualInterfaceId },
    (output) => output.virtualInterfaces,
  );
  return virtualInterface;
}

/** All three; one that was confirmed towards another gateway was confirmed by somebody else. */
const confirmation: Pick<Reconciliation<"ConfirmPrivateVirtualInterface">, "look" | "repeated"> = {
  repeated: "nothing",
  look: async (look, { input: { virtualInterfaceId, ...gateway } }) => {
    const row = await virtualInterfaceOf(look, virtualInterfaceId);
    const { virtualInterfaceState } = row ?? {};
    const isConfirmed =
      virtualInterfaceState !== undefined &&
      virtualInterfaceState !== "confirming" &&
      !isEnding(virtualInterfaceState);
    return isConfirmed && matches(gateway, row ?? {}) ? applied({ virtualInterfaceState }) : notApplied;
  },
};

type Operation =
  | Extract<WriteOperation, `Confirm${string}VirtualInterface`>
  | "AssociateVirtualInterface"
  | "UpdateVirtualInterfaceAttributes"
  | "DeleteVirtualInterface";

export const virtualInterfaces: Pick<Reconciliations, Operation> = {
  ConfirmPrivateVirtualInterface: confirmation,
  ConfirmPublicVirtualInterface: confirmation,
  ConfirmTransitVirtualInterface: confirmation,

  AssociateVirtualInterface: {
    repeated: "nothing",
    look: async (look, { input: { virtualInterfaceId, connectionId } }) => {
      const row = await virtualInterfaceOf(look, virtualInterfaceId);
      return row !== undefined && matches({ connectionId }, row) ? appliedUnlessOlder(row) : notApplied;
    },
  },

  UpdateVirtualInterfaceAttributes: {
    repeated: "nothing",
    look: async (look, { input: { virtualInterfaceId, enableSiteLink, mtu, virtualInterfaceName } }) => {
      const row = await virtualInterfaceOf(look, virtualInterfaceId);
      const wanted = { mtu, virtualInterfaceName, siteLinkEnabled: enableSiteLink };
      return row !== undefined && matches(wanted, row) ? appliedUnlessOlder(row) : notApplied;
    },
  },

  DeleteVirtualInterface: {
    repeated: "nothing",
    look: async (look, { input: { virtualInterfaceId } }) => {
      const row = await virtualInterfaceOf(look, virtualInterfaceId);
      if (row === undefined) return gone;
      const { virtualInterfaceState } = row;
      return isEnding(virtualInterfaceState) ? applied({ virtualInterfaceState }) : notApplied;
    },
  },
};
