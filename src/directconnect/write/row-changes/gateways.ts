import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import {
  type Draft,
  listedAnywhere,
  listedTo,
  type RowChanges,
  rowChangeOf,
  setAs,
  storedList,
} from "./row-change-of";

function gateway(
  row: sdk.DirectConnectGateway | undefined,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  return rowChangeOf(row?.directConnectGatewayId, {
    listings: [{ operation: "DescribeDirectConnectGateways", account }],
    members: row,
    state: "directConnectGatewayState",
    ...draft,
  });
}

/** One association, listed to the owners of both sides. */
export function association(
  answer: { directConnectGatewayAssociation?: sdk.DirectConnectGatewayAssociation } | null,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const row = answer?.directConnectGatewayAssociation;
  const { associatedGateway, associatedCoreNetwork, directConnectGatewayOwnerAccount } = row ?? {};
  const owners = [
    account,
    directConnectGatewayOwnerAccount,
    associatedGateway?.ownerAccount,
    associatedCoreNetwork?.ownerAccount,
  ];
  return rowChangeOf(row?.associationId, {
    listings: listedTo("DescribeDirectConnectGatewayAssociations", owners),
    members: row,
    state: "associationState",
    ...draft,
  });
}

/** The row changes by changes of Direct Connect gateways and their associations. */
export const gatewayChanges = {
  CreateDirectConnectGateway: ({ answer, account }) => [
    gateway(answer?.directConnectGateway, account, { isWhole: true }),
  ],
  UpdateDirectConnectGateway: ({ input, answer, account }) => [
    gateway(answer?.directConnectGateway, account, {
      isWhole: true,
      decisive: setAs(answer?.directConnectGateway, {
        directConnectGatewayName: input.newDirectConnectGatewayName,
      }),
    }),
  ],
  DeleteDirectConnectGateway: ({ input: { directConnectGatewayId }, answer, account }) => [
    gateway(
      answer?.directConnectGateway ?? { directConnectGatewayId, directConnectGatewayState: "deleted" },
      account,
    ),
  ],
  CreateDirectConnectGatewayAssociation: ({ answer, account }) => [
    association(answer, account, { isWhole: true }),
  ],
  UpdateDirectConnectGatewayAssociation: ({ input, answer, account }) => [
    association(answer, account, {
      isWhole: true,
      decisiveElements: [
        {
          member: "allowedPrefixesToDirectConnectGateway",
          key: "cidr",
          put: storedList(input.addAllowedPrefixesToDirectConnectGateway),
          removed: (input.removeAllowedPrefixesToDirectConnectGateway ?? []).flatMap(
            ({ cidr }) => cidr ?? [],
          ),
        },
      ],
    }),
  ],
  DeleteDirectConnectGatewayAssociation: ({ input: { associationId }, answer, account }) => [
    association(answer, account, { listings: listedAnywhere("DescribeDirectConnectGatewayAssociations") }) ??
      rowChangeOf(associationId, {
        listings: listedAnywhere("DescribeDirectConnectGatewayAssociations"),
        members: { associationState: "disassociated" },
        state: "associationState",
      }),
  ],
} satisfies Partial<RowChanges>;
