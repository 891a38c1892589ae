import { locationCode } from "../account/location-rows";
import { scopeOf } from "../call";
import { callingPartner } from "../account/customer-metadata";
import { clientError } from "../errors";
import { checkLagCanSpare, checkLagRoom } from "../lags/lag-membership";
import type { Handlers } from "../wire/operations";
import { checkPortOrder, deletePort, requestPort, type PortOrder } from "./port-life";
import { interconnectView, isGone, ownPort, ports } from "../records/ports";
import { page } from "../state/paging";

export const interconnectHandlers = {
  CreateInterconnect(input, call) {
    callingPartner(call);
    const order: PortOrder = {
      ...input,
      location: locationCode(input.location),
      kind: "interconnect",
      name: input.interconnectName,
      bandwidths: ["1Gbps", "10Gbps", "100Gbps"],
    };
    checkPortOrder(order, call);
    if (input.lagId !== undefined) checkLagRoom(input.lagId, order, call);
    return interconnectView(requestPort(order, call));
  },

  DescribeInterconnects(input, call) {
    if (input.interconnectId !== undefined) {
      return { interconnects: [interconnectView(ownPort(call, input.interconnectId, ["interconnect"]))] };
    }
    const { rows, nextToken } = page(call.store.table(ports), "interconnects", scopeOf(call), input);
    return { interconnects: rows.map(interconnectView), nextToken };
  },

  DeleteInterconnect(input, call) {
    const { interconnectId } = input;
    const port = call.store.table(ports).get(interconnectId);
    const mine = port?.ownerAccount === call.account && port.region === call.region;
    if (!mine || port.kind !== "interconnect" || isGone(port)) {
      throw clientError("Interconnect does not exist");
    }
    if (port.connectionState === "deleting") {
      throw clientError(`Connection ${interconnectId} is in a transitioning state.`);
    }
    if (
      call.store
        .table(ports)
        .by("hostedOn", interconnectId)
        .some((hosted) => !isGone(hosted))
    ) {
      throw clientError(`Interconnect ${interconnectId} has hosted connections and cannot be deleted.`);
    }
    checkLagCanSpare(port, call);
    return { interconnectState: interconnectView(deletePort(port, call)).interconnectState };
  },
} satisfies Handlers;
