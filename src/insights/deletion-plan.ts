import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection } from "../types/connection";
import type { DeletionPlan, DeletionStep } from "../types/deletion-plan";
import type { DirectConnectGateway } from "../types/direct-connect-gateway";
import type { Interconnect } from "../types/interconnect";
import type { Lag } from "../types/lag";
import type { Unavailable } from "../types/graph/page";
import type { ResiliencyGroup } from "../types/resiliency-group";
import type { VirtualInterface } from "../types/virtual-interface";
import { attachmentsOf } from "../directconnect/collections/attachments";
import type { Collection } from "../directconnect/collections/collection";
import { hostedConnectionsOn } from "../directconnect/collections/connections";
import { associationsOfGroup } from "../directconnect/collections/resiliency-group-associations";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import { lags } from "../directconnect/collections/lags";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import type { RowSet } from "../directconnect/lists/row-set";
import { carriesHosted } from "../directconnect/relations/hosted";
import type { NodeRow } from "../directconnect/relations/nodes";
import type { ReadOperation } from "../directconnect/client/operations";
import {
  isInterconnect,
  isLag,
  isPort,
  portIdOf,
  type PortRow,
  portStateOf,
} from "../directconnect/relations/ports";
import type { Gathered } from "../directconnect/read/gathered";
import { distinct } from "../directconnect/read/unavailable";
import type { ReadDoor } from "../directconnect/read/read-door";

const GONE: ReadonlySet<string> = new Set(["deleted", "rejected", "detached", "disassociated"]);
const GOING: ReadonlySet<string> = new Set(["deleting", "detaching", "disassociating"]);
const isLive = (state: string) => !GONE.has(state) && !GOING.has(state);

/**
 * What must go before a resource can (DOMAIN C.3), and in which order. It reads; it changes nothing.
 * @throws GatewayError where the read of a single object fails.
 */
export async function planDeletion(resource: NodeRow, read: ReadDoor): Promise<DeletionPlan> {
  const planner = new Planner(read);
  await planner.remove(resource);
  const { steps, obstacles, unavailable } = planner;
  return { steps, obstacles, unavailable };
}

/** So many hosted connections are planned for before others have their turn. */
const AT_ONCE = 500;

class Planner implements DeletionPlan {
  readonly steps: DeletionStep[] = [];
  /** Of each step, its mutation and resource. */
  readonly #planned = new Set<string>();
  /** By region, read once for all that may carry some. */
  readonly #interfaces = new Map<string | undefined, Promise<RowSet<VirtualInterface>>>();
  readonly obstacles: string[] = [];
  unavailable: readonly Unavailable[] = [];

  constructor(private readonly read: ReadDoor) {}

  async remove(resource: NodeRow): Promise<void> {
    if (isPort(resource)) await this.#removePort(resource);
    else if ("virtualInterfaceId" in resource) this.#removeVirtualInterface(resource, "It is to go.");
    else if ("resiliencyGroupId" in resource) await this.#removeGroup(resource);
    else await this.#removeGateway(resource);
  }

  async #removePort(port: PortRow, reason = "It is to go."): Promise<void> {
    if (this.#isLeaving(portIdOf(port), portStateOf(port))) return;
    if (isInterconnect(port) || isLag(port)) await this.#clearHosted(port);
    if (!isInterconnect(port)) await this.#clearVirtualInterfaces(port);
    if (!isLag(port)) await this.#loosenLag(port);
    const resourceId = portIdOf(port);
    if (isLag(port)) this.#step(port, "deleteLag", { lagId: resourceId }, reason, null);
    else if (isInterconnect(port)) {
      this.#step(port, "deleteInterconnect", { interconnectId: resourceId }, reason, "DELETED");
    } else this.#step(port, "deleteConnection", { connectionId: resourceId }, reason, "DELETED");
  }

  async #clearHosted(parent: Interconnect | Lag): Promise<void> {
    if (!carriesHosted(parent)) return;
    const { rows: hosted } = await this.#gatherIn(hostedConnectionsOn(portIdOf(parent)), parent);
    for (const [index, connection] of hosted.entries()) {
      await this.#removePort(connection, `${portIdOf(parent)} carries it.`);
      if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
    }
  }

  /** The owner of a virtual interface sees it, and so does the owner of what carries it: any account may be either. */
  async #clearVirtualInterfaces(carrier: Connection | Lag): Promise<void> {
    const { account, ownerAccount = account, region } = carrier;
    const carrierId = portIdOf(carrier);
    const all = await this.#interfacesIn(region);
    const carried = this.read.under(virtualInterfaces, all, { connectionId: carrierId });
    this.#note(carried.unavailable);
    for (const vif of carried.rows) {
      this.#removeVirtualInterface(vif, `${carrierId} carries it.`);
    }
    if (this.read.accounts.find(ownerAccount) === undefined) {
      this.obstacles.push(
        `${carrierId} belongs to account ${ownerAccount}, whose virtual interfaces on it cannot be seen from here.`,
      );
    }
  }

  /** Those that any account sees in a region, or in all of them where none is stated. */
  #interfacesIn(region: string | undefined): Promise<RowSet<VirtualInterface>> {
    let read = this.#interfaces.get(region);
    if (read === undefined) {
      const gathered =
        region === undefined
          ? this.#gather(virtualInterfaces, this.read.accounts.everywhere())
          : this.#gatherIn(virtualInterfaces, { region });
      read = gathered.then(({ set }) => set);
      this.#interfaces.set(region, read);
    }
    return read;
  }

  #removeVirtualInterface(vif: VirtualInterface, reason: string): void {
    const { virtualInterfaceId, virtualInterfaceState } = vif;
    if (this.#isLeaving(virtualInterfaceId, virtualInterfaceState)) return;
    this.#step(vif, "deleteVirtualInterface", { virtualInterfaceId }, reason, "DELETED");
  }

  /** A LAG lets none of its members go below its minimum of links, but for the last. */
  async #loosenLag(port: Connection | Interconnect): Promise<void> {
    const { lagId, account, region } = port;
    if (lagId == null) return;
    const place = this.read.accounts.placeIn(account, region);
    if (place === undefined) {
      this.#note([this.read.closed({ account, region }, "DescribeLags")]);
      return;
    }
    const lag = await this.read.find(lags, place, lagId);
    if (lag === null) return; // a hosted connection on its partner's LAG is no member of it
    const members = lag.connections.filter(({ connectionState }) => isLive(connectionState));
    if (!members.some(({ connectionId }) => connectionId === portIdOf(port))) return;
    const left = members.length - 1;
    if (left === 0 || left >= (lag.minimumLinks ?? 0)) return;
    const reason = `${portIdOf(port)} is one of the ${members.length} members that ${lagId} must keep.`;
    this.#step(lag, "updateLag", { lagId, minimumLinks: left }, reason, null);
  }

  async #removeGateway(gateway: DirectConnectGateway): Promise<void> {
    const { account, directConnectGatewayId, directConnectGatewayState } = gateway;
    if (this.#isLeaving(directConnectGatewayId, directConnectGatewayState)) return;
    const home = this.read.accounts.place(account);
    const reason = "It is attached to the Direct Connect gateway.";
    const { rows: attached } = await this.#gather(attachmentsOf({ directConnectGatewayId }), [home]);
    for (const { virtualInterfaceId, ...attachment } of attached) {
      if (attachment.attachmentState === "detached") continue;
      const { virtualInterfaceRegion: region, virtualInterfaceOwnerAccount: owner = "" } = attachment;
      const vif = (await this.#interfacesIn(region)).byKey.get(virtualInterfaceId);
      if (vif !== undefined) this.#removeVirtualInterface(vif, reason);
      else
        this.obstacles.push(
          `${virtualInterfaceId} of account ${owner} is attached, and cannot be seen from here.`,
        );
    }
    const { rows: associations } = await this.#gather(associationsOf({ directConnectGatewayId }), [home]);
    for (const {
      associationId,
      associationState,
      associatedGateway,
      associatedCoreNetwork,
    } of associations) {
      const what = associatedGateway?.id ?? associatedCoreNetwork?.id ?? "a gateway";
      if (this.#isLeaving(associationId ?? `The association of ${what}`, associationState)) continue;
      if (associatedCoreNetwork != null) {
        this.obstacles.push(`${what} is associated; Cloud WAN alone can detach it.`);
        continue;
      }
      if (associationId == null) {
        this.obstacles.push(`${what} is associated, and AWS does not show the association's id.`);
        continue;
      }
      this.#step(
        { account },
        "deleteDirectConnectGatewayAssociation",
        { associationId },
        `It associates ${what}. With it AWS takes the deletion back some minutes later.`,
        "DISASSOCIATED",
      );
    }
    if (!this.read.accounts.hasAllRegions(account)) {
      this.obstacles.push(
        `Only some regions of account ${account} are granted to you: what is attached or associated in others cannot be seen from here, and who deletes the gateway is granted all.`,
      );
    }
    this.#step(gateway, "deleteDirectConnectGateway", { directConnectGatewayId }, "It is to go.", null);
  }

  async #removeGroup({ account, region, resiliencyGroupId, state }: ResiliencyGroup): Promise<void> {
    if (this.#isLeaving(resiliencyGroupId, state)) return;
    const { rows: associated } = await this.#gatherIn(associationsOfGroup(resiliencyGroupId), {
      account,
      region,
    });
    const standing = associated.filter((row) => !this.#isLeaving(row.connectionId, row.state));
    if (standing.length > 0)
      this.#step(
        { account, region },
        "disassociateConnectionsFromResiliencyGroup",
        { resiliencyGroupId, connectionIdentifiers: standing.map(({ connectionArn }) => connectionArn) },
        "They are in the group. A pair of ports that is separated is billed as two again.",
        "without associations",
      );
    this.#step({ account, region }, "deleteResiliencyGroup", { resiliencyGroupId }, "It is to go.", null);
  }

  /** Nothing is left to do about what is gone; what is going must still be waited for. */
  #isLeaving(id: string, state: string): boolean {
    if (GOING.has(state)) this.obstacles.push(`${id} is going already; wait until it is gone.`);
    return !isLive(state);
  }

  /** @param until the state that the resource must reach, or be gone altogether. */
  #step(
    { account, region }: { account: string; region?: string },
    mutation: string,
    input: Record<string, unknown>,
    reason: string,
    until: string | null,
  ): void {
    const [resourceId] = Object.values(input);
    const name = `${mutation} ${String(resourceId)}`;
    if (this.#planned.has(name)) return;
    this.#planned.add(name);
    this.steps.push({
      mutation,
      arguments: { input, account, ...(region === undefined ? {} : { region }) },
      resourceId: String(resourceId),
      reason,
      waitFor: until === null ? null : `It is ${until}, or listed no more.`,
    });
  }

  async #gather<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: Parameters<ReadDoor["gather"]>[1],
  ): Promise<Gathered<Row>> {
    return this.#noted(await this.read.gather(collection, places));
  }

  async #gatherIn<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    where: { readonly account?: string; readonly region: string },
  ): Promise<Gathered<Row>> {
    return this.#noted(await this.read.gatherIn(collection, where));
  }

  #noted<Row extends object>(gathered: Gathered<Row>): Gathered<Row> {
    this.#note(gathered.unavailable);
    return gathered;
  }

  #note(unavailable: readonly Unavailable[]): void {
    this.unavailable = distinct([...this.unavailable, ...unavailable]);
  }
}
