import type { World } from "../call";
import { clientError } from "../errors";
import { sumOf, type PrefixAllocation } from "../ports/prefix-pools";
import { attachments, isAttached } from "../records/direct-connect-gateways";
import { virtualInterfaces } from "../records/virtual-interfaces";

/** Of both families together, over all virtual interfaces of a Direct Connect gateway; DOMAIN J.7. */
const mostPerGateway = 10_000;

/** How many prefixes the virtual interfaces of a Direct Connect gateway are allocated, of both families together. */
export function totalAllocations(directConnectGatewayId: string, world: World): number {
  const attached = world.store
    .table(attachments)
    .by("directConnectGateway", directConnectGatewayId)
    .filter(isAttached)
    .flatMap(({ virtualInterfaceId }) => world.store.table(virtualInterfaces).get(virtualInterfaceId) ?? []);
  const { ipv4, ipv6 } = sumOf(attached);
  return ipv4 + ipv6;
}

/**
 * Whether a Direct Connect gateway takes so many more prefixes.
 * @param more of each family; negative where some are given back
 * @throws DirectConnectClientException with the figures
 */
export function checkTotal(directConnectGatewayId: string, more: PrefixAllocation, world: World): void {
  const added = more.ipv4 + more.ipv6;
  const total = totalAllocations(directConnectGatewayId, world) + added;
  if (added > 0 && total > mostPerGateway)
    throw clientError(
      `${total} prefixes would be allocated on Direct Connect Gateway ${directConnectGatewayId}, which takes ${mostPerGateway}.`,
    );
}
