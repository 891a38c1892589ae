import type * as sdk from "@aws-sdk/client-direct-connect";
import type { VirtualInterface } from "../../types/virtual-interface";
import type { Place } from "../accounts/accounts";
import { evenOutAsn } from "./asn";
import { ROW_RULES } from "../read/row-rules";
import { type Enter, entrance } from "./rows";
import { unwrap } from "../write/unwrap";
import type { Collection } from "./collection";

const enter = entrance<sdk.VirtualInterface, VirtualInterface>({
  typename: "VirtualInterface",
  arn: { kind: "dxvif", from: "virtualInterfaceId" },
  rule: ROW_RULES.VirtualInterface,
});

const enterVirtualInterface: Enter<sdk.VirtualInterface, VirtualInterface> = (sdkObject, place) => {
  for (const session of [sdkObject, ...(sdkObject.bgpPeers ?? [])]) evenOutAsn(session);
  return enter(sdkObject, place);
};

/**
 * Converts the answer to a change: some operations wrap the virtual interface, most do not.
 * @throws GatewayError APPLIED_BUT_UNREAD where the answer lacks it.
 */
export function enterChangedVirtualInterface(changed: object, place: Place): VirtualInterface {
  const { virtualInterface = changed }: { virtualInterface?: sdk.VirtualInterface } = changed;
  return unwrap(enterVirtualInterface(virtualInterface, place), "a virtual interface");
}

/** One that is offered names its gateway once it is confirmed. */
const BEFORE_ITS_GATEWAY: ReadonlySet<string> = new Set(["confirming", "rejected", "deleting", "deleted"]);

function lacksGateway({
  virtualInterfaceType,
  virtualInterfaceState,
  virtualGatewayId,
  directConnectGatewayId,
}: VirtualInterface): boolean {
  if (virtualInterfaceType === "public" || BEFORE_ITS_GATEWAY.has(virtualInterfaceState)) return false;
  return virtualGatewayId == null && directConnectGatewayId == null;
}

/** The virtual interfaces that the account owns, and those that others own on its connections and LAGs. */
export const virtualInterfaces: Collection<
  sdk.VirtualInterface,
  VirtualInterface,
  "DescribeVirtualInterfaces"
> = {
  title: "virtual interface",
  operation: "DescribeVirtualInterfaces",
  input: {},
  rowsOf: (output) => output.virtualInterfaces,
  enter: enterVirtualInterface,
  key: "virtualInterfaceId",
  nameMember: "virtualInterfaceName",
  parents: ["connectionId", "directConnectGatewayId", "virtualGatewayId"],
  lacksParent: (row, member) => member === "connectionId" || lacksGateway(row),
  byKey: (virtualInterfaceId) => ({ virtualInterfaceId }),
};
