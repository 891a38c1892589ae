import {
  AllocateHostedConnectionCommand,
  ConfirmConnectionCommand,
  CreateConnectionCommand,
  CreateDirectConnectGatewayCommand,
  CreateInterconnectCommand,
  CreatePrivateVirtualInterfaceCommand,
  DescribeVirtualInterfacesCommand,
  type NewPrivateVirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, type Emulated } from "./emulated";

const day = 24 * 60 * minute;

/** A dedicated connection that is available. */
export async function connection(emulated: Emulated, account: string = accounts.enterprise): Promise<string> {
  const order = { location: "EqDC2", bandwidth: "10Gbps", connectionName: "port" };
  const { connectionId = "" } = await emulated.as(account).send(new CreateConnectionCommand(order));
  emulated.emulator.clock.advance(day);
  return connectionId;
}

/** A hosted connection of Acme with VLAN 101 that is available. */
export async function hostedConnection(emulated: Emulated): Promise<string> {
  const { partner, acme } = accounts;
  const order = { location: "EqDC2", bandwidth: "10Gbps", interconnectName: "parent" };
  const { interconnectId } = await emulated.as(partner).send(new CreateInterconnectCommand(order));
  emulated.emulator.clock.advance(day);
  const { connectionId = "" } = await emulated.as(partner).send(
    new AllocateHostedConnectionCommand({
      ...{ connectionId: interconnectId, ownerAccount: acme, bandwidth: "500Mbps" },
      ...{ connectionName: "hosted", vlan: 101 },
    }),
  );
  await emulated.as(acme).send(new ConfirmConnectionCommand({ connectionId }));
  emulated.emulator.clock.advance(day);
  return connectionId;
}

/** A Direct Connect gateway that is available, with ASN 64600. */
export async function gateway(emulated: Emulated, account: string = accounts.enterprise): Promise<string> {
  const order = { directConnectGatewayName: "gw", amazonSideAsn: 64600 };
  const { directConnectGateway } = await emulated
    .as(account)
    .send(new CreateDirectConnectGatewayCommand(order));
  emulated.emulator.clock.advance(minute);
  return directConnectGateway?.directConnectGatewayId ?? "";
}

/** A private virtual interface on a new connection and a new gateway, available unless it is to stop before. */
export async function privateVirtualInterface(
  emulated: Emulated,
  terms: Partial<NewPrivateVirtualInterface> = {},
): Promise<{ id: string; connectionId: string; directConnectGatewayId: string }> {
  const connectionId = await connection(emulated);
  const directConnectGatewayId = await gateway(emulated);
  const { virtualInterfaceId = "" } = await emulated.as(accounts.enterprise).send(
    new CreatePrivateVirtualInterfaceCommand({
      connectionId,
      newPrivateVirtualInterface: {
        ...{ virtualInterfaceName: "vif", vlan: 301, asn: 65001, directConnectGatewayId },
        ...terms,
      },
    }),
  );
  emulated.emulator.clock.advance(minute);
  return { id: virtualInterfaceId, connectionId, directConnectGatewayId };
}

/** A virtual interface as DescribeVirtualInterfaces shows it to an account, or undefined. */
export async function shown(emulated: Emulated, id: string, account: string = accounts.enterprise) {
  const found = await emulated
    .as(account)
    .send(new DescribeVirtualInterfacesCommand({ virtualInterfaceId: id }));
  return found.virtualInterfaces?.[0];
}
