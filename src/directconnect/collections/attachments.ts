import type * as sdk from "@aws-sdk/client-direct-connect";
import type { DirectConnectGatewayAttachment } from "../../types/direct-connect-gateway-attachment";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "./rows";
import type { Collection } from "./collection";
import { inputOf, type Narrowing } from "./narrowing";

const enterAttachment = entrance<sdk.DirectConnectGatewayAttachment, DirectConnectGatewayAttachment>({
  typename: "DirectConnectGatewayAttachment",
  rule: ROW_RULES.DirectConnectGatewayAttachment,
});

type Attachments = Collection<
  sdk.DirectConnectGatewayAttachment,
  DirectConnectGatewayAttachment,
  "DescribeDirectConnectGatewayAttachments"
>;

/**
 * The attachments of a Direct Connect gateway, of a virtual interface, or of that pair. AWS requires one
 * of the two, so a list of an account's attachments costs a call for each of its gateways (see `listUnderGateways`).
 */
export function attachmentsOf(
  narrowing: Narrowing<"directConnectGatewayId" | "virtualInterfaceId">,
): Attachments {
  return {
    title: "attachment",
    operation: "DescribeDirectConnectGatewayAttachments",
    input: inputOf(narrowing),
    rowsOf: (output) => output.directConnectGatewayAttachments,
    enter: (attachment, place) => {
      const row = enterAttachment(attachment, place);
      if (row === null) return null;
      return Object.assign(row, { pair: `${row.directConnectGatewayId}/${row.virtualInterfaceId}` });
    },
    global: true,
    key: "pair",
    nameMember: "virtualInterfaceId",
    parents: ["virtualInterfaceId"],
  };
}
