import type { Call } from "../call";
import { clientError } from "../errors";
import { checkTotal } from "../gateways/prefix-totals";
import { allocationOf } from "../ports/prefix-pools";
import type { Handlers } from "../wire/operations";
import type { VirtualInterfaceType } from "../records/virtual-interfaces";
import { chooseGateway, leadTo, type RequestedGateway } from "./virtual-interface-gateways";
import { provision } from "./virtual-interface-life";
import { allocateVirtualInterface, createVirtualInterface } from "./virtual-interface-orders";
import { ownVirtualInterface, virtualInterfaceView as view } from "./virtual-interface-view";

/** The nine operations by which a virtual interface comes to be. Transit ones come wrapped (DOMAIN A.4). */
export const virtualInterfaceProvisioningHandlers = {
  CreatePrivateVirtualInterface: ({ connectionId, newPrivateVirtualInterface: terms }, call) =>
    view(createVirtualInterface({ type: "private", connectionId, terms }, call), call),

  CreatePublicVirtualInterface: ({ connectionId, newPublicVirtualInterface: terms }, call) =>
    view(createVirtualInterface({ type: "public", connectionId, terms }, call), call),

  CreateTransitVirtualInterface: ({ connectionId, newTransitVirtualInterface: terms }, call) => ({
    virtualInterface: view(createVirtualInterface({ type: "transit", connectionId, terms }, call), call),
  }),

  AllocatePrivateVirtualInterface: ({ newPrivateVirtualInterfaceAllocation: terms, ...order }, call) =>
    view(allocateVirtualInterface({ type: "private", ...order, terms }, call), call),

  AllocatePublicVirtualInterface: ({ newPublicVirtualInterfaceAllocation: terms, ...order }, call) =>
    view(allocateVirtualInterface({ type: "public", ...order, terms }, call), call),

  AllocateTransitVirtualInterface: ({ newTransitVirtualInterfaceAllocation: terms, ...order }, call) => ({
    virtualInterface: view(allocateVirtualInterface({ type: "transit", ...order, terms }, call), call),
  }),

  ConfirmPrivateVirtualInterface: (input, call) => confirm("private", input, call),
  ConfirmPublicVirtualInterface: (input, call) => confirm("public", input, call),
  ConfirmTransitVirtualInterface: (input, call) => confirm("transit", input, call),
} satisfies Handlers;

const operations = {
  private: "ConfirmPrivateVirtualInterface",
  public: "ConfirmPublicVirtualInterface",
  transit: "ConfirmTransitVirtualInterface",
} as const;

/** DOMAIN B.4: only the owner confirms, and chooses the gateway in doing so. */
function confirm(
  type: VirtualInterfaceType,
  { virtualInterfaceId, ...requested }: RequestedGateway & { virtualInterfaceId: string },
  call: Call,
) {
  const row = ownVirtualInterface(virtualInterfaceId, call);
  if (row.virtualInterfaceType !== type) {
    throw clientError(
      `${operations[type]} failed. ${virtualInterfaceId} is a ${row.virtualInterfaceType} virtual interface`,
    );
  }
  if (row.virtualInterfaceState !== "confirming") {
    throw clientError(
      `${operations[type]} failed. ${virtualInterfaceId} is in state ${row.virtualInterfaceState}`,
    );
  }
  const choice = chooseGateway(type, requested, call);
  if (choice.directConnectGatewayId !== undefined)
    checkTotal(choice.directConnectGatewayId, allocationOf(row), call);
  leadTo(choice, row, call);
  return { virtualInterfaceState: provision(row, call) };
}
