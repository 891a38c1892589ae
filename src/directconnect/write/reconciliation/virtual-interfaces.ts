import type {
  UpdateVirtualInterfaceAttributesRequest,
  VirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { UNLIMITED } from "../../../types/rules/rate-limit-rules";
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

/** All three; one that was confirmed with another gateway was confirmed by another caller. */
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

/** The attributes that an order or update can set. */
export type Attributes = Omit<UpdateVirtualInterfaceAttributesRequest, "virtualInterfaceId">;

/**
 * The changes that explain each attribute of a row that differs from the requested one: a later update of it.
 * @param wanted an absent or null member was not requested.
 */
export function attributesOtherwise(
  { enableSiteLink: siteLinkEnabled, rateLimit, ...wanted }: Nullable<Attributes>,
  row: VirtualInterface,
): Explains[] {
  // A limit that was removed is shown as none.
  const isUnlimited = row.rateLimit === undefined || row.rateLimit === "";
  const shown = isUnlimited ? { ...row, rateLimit: UNLIMITED } : row;
  return membersOtherwise({ ...wanted, siteLinkEnabled, rateLimit }, shown, (member) => {
    const name = member === "siteLinkEnabled" ? "enableSiteLink" : member;
    return changes({ aspect: `member ${name}`, of: [row.virtualInterfaceId] });
  });
}

type Nullable<Members> = { readonly [Member in keyof Members]: Members[Member] | null };

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
    check: async (reader, { input: { virtualInterfaceId, ...wanted } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      const ended = row ?? { virtualInterfaceId, virtualInterfaceState: "deleted" };
      if (row === undefined || isEnding(row.virtualInterfaceState))
        return unlessEndedLater(reader, [virtualInterfaceId], ended);
      const otherwise = attributesOtherwise(wanted, row);
      if (otherwise.length === 0) return appliedUnlessOlder(row);
      return unlessChangedLater(reader, otherwise, row);
    },
  },

  DeleteVirtualInterface: {
    repeated: "nothing",
    before: (reader, { virtualInterfaceId }) =>
      noteDeleted(reader, "DeleteVirtualInterface", () => virtualInterfaceOf(reader, virtualInterfaceId)),
    check: async (reader, { input: { virtualInterfaceId } }) => {
      const row = await virtualInterfaceOf(reader, virtualInterfaceId);
      if (row === undefined) return gone;
      const { virtualInterfaceState } = row;
      return isEnding(virtualInterfaceState) ? applied({ virtualInterfaceState }) : notApplied;
    },
  },
};
