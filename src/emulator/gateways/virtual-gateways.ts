import { scopeOf } from "../call";
import type { Handlers } from "../wire/operations";
import { associableGateways } from "../records/associable-gateways";

export const virtualGatewayHandlers = {
  DescribeVirtualGateways: (_input, call) => ({
    virtualGateways: call.store
      .table(associableGateways)
      .by("virtualPrivateGateways", scopeOf(call))
      .map(({ id, state }) => ({ virtualGatewayId: id, virtualGatewayState: state })),
  }),
} satisfies Handlers;
