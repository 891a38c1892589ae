import type * as sdk from "@aws-sdk/client-direct-connect";
import type { DirectConnectGateway } from "../../types/direct-connect-gateway";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "./rows";
import type { Collection } from "./collection";

export const enterDirectConnectGateway = entrance<sdk.DirectConnectGateway, DirectConnectGateway>({
  typename: "DirectConnectGateway",
  arn: { kind: "dx-gateway", from: "directConnectGatewayId", global: true },
  rule: ROW_RULES.DirectConnectGateway,
});

export const directConnectGateways: Collection<
  sdk.DirectConnectGateway,
  DirectConnectGateway,
  "DescribeDirectConnectGateways"
> = {
  title: "Direct Connect gateway",
  operation: "DescribeDirectConnectGateways",
  input: {},
  rowsOf: (output) => output.directConnectGateways,
  enter: enterDirectConnectGateway,
  global: true,
  key: "directConnectGatewayId",
  nameMember: "directConnectGatewayName",
  byKey: (directConnectGatewayId) => ({ directConnectGatewayId }),
};
