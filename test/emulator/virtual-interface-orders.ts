import {
  AllocatePrivateVirtualInterfaceCommand,
  CreatePrivateVirtualInterfaceCommand,
  CreatePublicVirtualInterfaceCommand,
  CreateTransitVirtualInterfaceCommand,
  type NewPrivateVirtualInterface,
  type NewPublicVirtualInterface,
  type NewTransitVirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { associableGateways } from "../../src/emulator/records/associable-gateways";
import { accounts, type Emulated } from "./emulated";

const { enterprise } = accounts;

/** A virtual private gateway of the enterprise, in the world once `virtualInterfaceOrders` was called. */
export const vgw = "vgw-0aaaaaaaaaaaaaaaa";

/** What every virtual interface needs. */
export const plain = { virtualInterfaceName: "vif", vlan: 100, asn: 65000 };

/** What a public one needs besides. */
export const publicTerms = {
  ...plain,
  amazonAddress: "203.0.113.1/30",
  customerAddress: "203.0.113.2/30",
  routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
};

/** Orders for virtual interfaces on one connection of the enterprise, which differ from a plain one by `terms`. */
export function virtualInterfaceOrders(emulated: Emulated, connectionId: string) {
  const input = emulated.emulator.store.table(associableGateways);
  if (!input.get(vgw)) {
    input.insert({
      ...{ id: vgw, type: "virtualPrivateGateway", ownerAccount: enterprise, region: "us-east-1" },
      state: "available",
    });
  }
  return {
    createPrivate: (terms: Partial<NewPrivateVirtualInterface> = {}) =>
      emulated.as(enterprise).send(
        new CreatePrivateVirtualInterfaceCommand({
          connectionId,
          newPrivateVirtualInterface: { ...plain, virtualGatewayId: vgw, ...terms },
        }),
      ),
    createPublic: (terms: Partial<NewPublicVirtualInterface> = {}) =>
      emulated.as(enterprise).send(
        new CreatePublicVirtualInterfaceCommand({
          connectionId,
          newPublicVirtualInterface: { ...publicTerms, ...terms },
        }),
      ),
    createTransit: (terms: NewTransitVirtualInterface = {}) =>
      emulated.as(enterprise).send(
        new CreateTransitVirtualInterfaceCommand({
          connectionId,
          newTransitVirtualInterface: { ...plain, ...terms },
        }),
      ),
    allocatePrivate: (
      ownerAccount: string,
      terms: Partial<NewPrivateVirtualInterface> = {},
      by: string = enterprise,
    ) =>
      emulated.as(by).send(
        new AllocatePrivateVirtualInterfaceCommand({
          ...{ connectionId, ownerAccount },
          newPrivateVirtualInterfaceAllocation: { ...plain, ...terms },
        }),
      ),
  };
}
