import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { WriteOperation } from "../../client/operations";
import { noteDeleted } from "./deleted-rows";
import {
  changes,
  type Explains,
  membersOtherwise,
  unlessChangedLater,
  unlessEndedLater,
} from "./later-changes";
import { matches } from "./matches";
import { movedFrom, unlessMovedLater } from "./places";
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
    const { virtualInterfaceState = "deleted" } = row ?? {};
    if (row !== undefined && !matches(gateway, row)) return notApplied;
    if (isEnding(virtualInterfaceState))
      return unlessEndedLater(reader, [virtualInterfaceId], { virtualInterfaceState });
    return virtualInterfaceState === "confirming" ? notApplied : applied({ virtualInterfaceState });
  },
};

/** What sets a member, by the name that rows have for it. */
export function updatesMember(virtualInterfaceId: string | undefined, member: string): Explains {
  const name = member === "siteLinkEnabled" ? "enableSiteLink" : member;
  return changes({ aspect: `member ${name}`, of: [virtualInterfaceId] });
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
    before: (reader, { virtualInterfaceId }) =>
      movedFrom(async () => (await virtualInterfaceOf(reader, virtualInterfaceId))?.connectionId),
    check: async (reader, { input: { virtualInterfaceId, connectionId } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      const ended = row ?? { virtualInterfaceId, virtualInterfaceState: "deleted" };
      if (row === undefined || isEnding(row.virtualInterfaceState))
        return unlessEndedLater(reader, [virtualInterfaceId], ended);
      if (matches({ connectionId }, row)) return appliedUnlessOlder(row);
      return unlessMovedLater(reader, virtualInterfaceId, connectionId, row.connectionId, row);
    },
  },

  UpdateVirtualInterfaceAttributes: {
    repeated: "nothing",
    check: async (reader, { input: { virtualInterfaceId, enableSiteLink, mtu, virtualInterfaceName } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      const wanted = { mtu, virtualInterfaceName, siteLinkEnabled: enableSiteLink };
      const ended = row ?? { virtualInterfaceId, virtualInterfaceState: "deleted" };
      if (row === undefined || isEnding(row.virtualInterfaceState))
        return unlessEndedLater(reader, [virtualInterfaceId], ended);
      if (matches(wanted, row)) return appliedUnlessOlder(row);
      const otherwise = membersOtherwise(wanted, row, (member) => updatesMember(virtualInterfaceId, member));
      return unlessChangedLater(reader, otherwise, row);
    },
  },

  DeleteVirtualInterface: {
    repeated: "nothing",
    before: (reader, { virtualInterfaceId }) =>
      noteDeleted(() => virtualInterfaceOf(reader, virtualInterfaceId)),
    check: async (reader, { input: { virtualInterfaceId } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      if (row === undefined) return gone;
      const { virtualInterfaceState } = row;
      return isEnding(virtualInterfaceState) ? applied({ virtualInterfaceState }) : notApplied;
    },
  },
};
