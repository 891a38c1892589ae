import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { matches } from "./matches";
import type { Reconciliation, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, notApplied, unknown } from "./verdicts";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}VirtualInterface`>;

type Order = Pick<
  VirtualInterface,
  "vlan" | "virtualInterfaceName" | "virtualGatewayId" | "directConnectGatewayId"
>;

/** The states that a virtual interface begins in. */
const NEW: ReadonlySet<string | undefined> = new Set(["confirming", "verifying", "pending"]);

export const virtualInterfaceCreation: Pick<Reconciliations, Creation> = {
  CreatePrivateVirtualInterface: creation(
    "private",
    (input) => input.newPrivateVirtualInterface,
    (virtualInterface) => virtualInterface,
  ),
  CreatePublicVirtualInterface: creation(
    "public",
    (input) => input.newPublicVirtualInterface,
    (virtualInterface) => virtualInterface,
  ),
  CreateTransitVirtualInterface: creation(
    "transit",
    (input) => input.newTransitVirtualInterface,
    (virtualInterface) => ({ virtualInterface }),
  ),
  AllocatePrivateVirtualInterface: creation(
    "private",
    (input) => input.newPrivateVirtualInterfaceAllocation,
    (virtualInterface) => virtualInterface,
  ),
  AllocatePublicVirtualInterface: creation(
    "public",
    (input) => input.newPublicVirtualInterfaceAllocation,
    (virtualInterface) => virtualInterface,
  ),
  AllocateTransitVirtualInterface: creation(
    "transit",
    (input) => input.newTransitVirtualInterfaceAllocation,
    (virtualInterface) => ({ virtualInterface }),
  ),
};

/**
 * A VLAN is given once on a connection or LAG. What cannot be told apart is an equal one that was deleted or
 * declined, for the 15 minutes that AWS goes on listing it.
 */
function creation<Name extends Creation>(
  virtualInterfaceType: string,
  orderOf: (input: Input<Name>) => Order | undefined,
  outputOf: (virtualInterface: VirtualInterface) => Answer<Name>,
): Reconciliation<Name> {
  return {
    repeated: "refused",
    look: async (look, { input }) => {
      const { connectionId = "", ownerAccount = look.accountId }: VirtualInterface = input;
      const { vlan, virtualInterfaceName, virtualGatewayId, directConnectGatewayId } = orderOf(input) ?? {};
      const wanted = { vlan, virtualInterfaceName, virtualInterfaceType, ownerAccount };
      const carried = await look.list(
        "DescribeVirtualInterfaces",
        { connectionId },
        (output) => output.virtualInterfaces,
      );
      const equal = carried.filter((row) =>
        matches({ ...wanted, virtualGatewayId, directConnectGatewayId }, row),
      );
      const live = equal.find((row) => !isEnding(row.virtualInterfaceState));
      // A row that has come further may be an equal one that was deleted before, on a list that lags.
      if (live !== undefined)
        return NEW.has(live.virtualInterfaceState)
          ? applied(outputOf(live))
          : appliedUnlessOlder(outputOf(live));
      const [ended] = equal;
      return ended === undefined
        ? notApplied
        : unknown(
            `Direct Connect lists ${ended.virtualInterfaceId ?? ""} (${ended.virtualInterfaceState ?? ""}), equal to this one; whether it is this one cannot be told until it is no longer listed.`,
          );
    },
  };
}
