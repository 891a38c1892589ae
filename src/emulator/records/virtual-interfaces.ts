import type { Tag, VirtualInterface, VirtualInterfaceState } from "@aws-sdk/client-direct-connect";
import { defineTable } from "../state/table";

/** A virtual interface. It belongs to two accounts: its own and that of the connection that carries it. */
export interface VirtualInterfaceRecord extends VirtualInterface {
  virtualInterfaceId: string;
  virtualInterfaceState: VirtualInterfaceState;
  ownerAccount: string;
  region: string;
  connectionId: string;
  vlan: number;
  tags: Tag[];
}

export const virtualInterfaces = defineTable<VirtualInterfaceRecord>()({
  name: "virtual interfaces",
  id: (virtualInterface) => virtualInterface.virtualInterfaceId,
  indexes: {
    /** What runs over a connection or LAG. */
    carriedBy: (virtualInterface) => virtualInterface.connectionId,
  },
});

/** Whether the virtual interface still holds its VLAN and its place; else it is only still listed. */
export function isLive(virtualInterface: VirtualInterfaceRecord): boolean {
  return !["deleted", "rejected"].includes(virtualInterface.virtualInterfaceState);
}
