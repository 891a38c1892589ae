import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { WriteOperation } from "../../client/operations";
import { by, type Explains, membersOtherwise, setsMember, unlessChangedLater } from "./later-changes";
import { matches } from "./matches";
import type { Reader, Reconciliation, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

export async function virtualInterfaceOf(
  reader: Reader,
  virtualInterfaceId = "",
): Promise<VirtualInterface | undefined> {
  const [virtualInterface] = await reader.list(
    "DescribeVirtualInterfaces",
    { virtualInterfaceId },
    (output) => output.virtualInterfaces,
  );
  return virtualInterface;
}

/** All three; one that was confirmed towards another gateway was confirmed by somebody else. */
const confirmation: Pick<Reconciliation<"ConfirmPrivateVirtualInterface">, "check" | "repeated"> = {
  repeated: "nothing",
  check: async (reader, { input: { virtualInterfaceId, ...gateway } }) => {
    const row = await virtualInterfaceOf(reader, virtualInterfaceId);
    const { virtualInterfaceState } = row ?? {};
    const isConfirmed =
      virtualInterfaceState !== undefined &&
      virtualInterfaceState !== "confirming" &&
      !isEnding(virtualInterfaceState);
    return isConfirmed && matches(gateway, row ?? {}) ? applied({ virtualInterfaceState }) : notApplied;
  },
};

/** By an update that sets a member, by the name that rows have for it. */
export function updatesMember(virtualInterfaceId: string | undefined, member: string): Explains {
  const name = member === "siteLinkEnabled" ? "enableSiteLink" : member;
  return setsMember("UpdateVirtualInterfaceAttributes", { virtualInterfaceId }, name);
}

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
    check: async (reader, { input: { virtualInterfaceId, connectionId } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      if (row === undefined) return notApplied;
      if (matches({ connectionId }, row)) return appliedUnlessOlder(row);
      const isMoved = by(
        "AssociateVirtualInterface",
        (later) => later.virtualInterfaceId === virtualInterfaceId,
      );
      const isMovedWithPort = by(
        "AssociateConnectionWithLag",
        (later) => later.connectionId === connectionId,
      );
      return unlessChangedLater(reader, [(later) => isMoved(later) || isMovedWithPort(later)], row);
    },
  },

  UpdateVirtualInterfaceAttributes: {
    repeated: "nothing",
    check: async (reader, { input: { virtualInterfaceId, enableSiteLink, mtu, virtualInterfaceName } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      const wanted = { mtu, virtualInterfaceName, siteLinkEnabled: enableSiteLink };
      if (row === undefined) return notApplied;
      if (matches(wanted, row)) return appliedUnlessOlder(row);
      const otherwise = membersOtherwise(wanted, row, (member) => updatesMember(virtualInterfaceId, member));
      return unlessChangedLater(reader, otherwise, row);
    },
  },

  DeleteVirtualInterface: {
    repeated: "nothing",
    check: async (reader, { input: { virtualInterfaceId } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      if (row === undefined) return gone;
      const { virtualInterfaceState } = row;
      return isEnding(virtualInterfaceState) ? applied({ virtualInterfaceState }) : notApplied;
    },
  },
};
