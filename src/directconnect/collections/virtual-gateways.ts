import type * as sdk from "@aws-sdk/client-direct-connect";
import type { VirtualGateway } from "../../types/virtual-gateway";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "./rows";
import type { Collection } from "./collection";

const enterVirtualGateway = entrance<sdk.VirtualGateway, VirtualGateway>({
  typename: "VirtualGateway",
  rule: ROW_RULES.VirtualGateway,
});

/** Those of one region: AWS's rows do not name it, so each row gets the region that it was read from. */
export const virtualGateways: Collection<sdk.VirtualGateway, VirtualGateway, "DescribeVirtualGateways"> = {
  title: "virtual private gateway",
  operation: "DescribeVirtualGateways",
  input: {},
  rowsOf: (output) => output.virtualGateways,
  enter: enterVirtualGateway,
  key: "virtualGatewayId",
  nameMember: "virtualGatewayId",
};
