import { IsOptional } from "class-validator";
import { Field, ID } from "type-graphql";
import { VIRTUAL_GATEWAY_ID } from "./rules/gateway-rules";
import { allOf, isAbsent, memberRule } from "./rules/member-rules";
import { DirectConnectGatewayId } from "./rules/id-rules";

/** The two members of which exactly one says where a private virtual interface is to lead. */

export const VirtualGatewayChoice = () =>
  allOf(
    Field(() => ID, {
      nullable: true,
      description:
        "The virtual private gateway (`vgw-…`) to connect it to; set this or `directConnectGatewayId`.",
    }),
    memberRule(
      "virtualGatewayChoice",
      "either an id such as vgw-0a1b2c3d4e5f60718 here, or directConnectGatewayId, and not both",
      (value, { directConnectGatewayId }) =>
        isAbsent(value)
          ? !isAbsent(directConnectGatewayId)
          : isAbsent(directConnectGatewayId) && typeof value === "string" && VIRTUAL_GATEWAY_ID.test(value),
    ),
  );

export const DirectConnectGatewayChoice = () =>
  allOf(
    Field(() => ID, {
      nullable: true,
      description: "The Direct Connect gateway (a UUID) to connect it to; set this or `virtualGatewayId`.",
    }),
    IsOptional(),
    DirectConnectGatewayId("shared"),
  );
