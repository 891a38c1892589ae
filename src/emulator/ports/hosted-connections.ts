import type { Tag } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { checkAccount, checkName, checkTags, checkVlan } from "../rules/checks";
import { callingPartner } from "../account/customer-metadata";
import { clientError } from "../errors";
import { checkRoom, ownParent, type Parent } from "./hosting";
import type { Handlers } from "../wire/operations";
import type { Customer } from "../records/customers";
import { isGone, ports } from "../records/ports";
import { page } from "../state/paging";
import { connectionView } from "./views";

const smallSpeeds = ["50Mbps", "100Mbps", "200Mbps", "300Mbps", "400Mbps", "500Mbps"];
const largeSpeeds = ["1Gbps", "2Gbps", "5Gbps", "10Gbps"];
const allSpeeds = [...smallSpeeds, ...largeSpeeds, "25Gbps"];

export const hostedConnectionHandlers = {
  AllocateHostedConnection: (input, call) =>
    allocate({ ...input, parentId: input.connectionId, speeds: allSpeeds }, call),

  /** The deprecated form: interconnects only, no tags, at most 10 Gbps (DOMAIN E). */
  AllocateConnectionOnInterconnect(input, call) {
    callingPartner(call);
    if (call.store.table(ports).get(input.interconnectId)?.kind !== "interconnect") {
      throw clientError(`Could not find Interconnect with ID ${input.interconnectId}`);
    }
    return allocate(
      { ...input, parentId: input.interconnectId, speeds: [...smallSpeeds, ...largeSpeeds] },
      call,
    );
  },

  DescribeHostedConnections(input, call) {
    checkListable(input.connectionId, "DescribeHostedConnections", call);
    const { rows, nextToken } = page(call.store.table(ports), "hostedOn", input.connectionId, input);
    return { connections: rows.map((port) => connectionView(port, call)), nextToken };
  },

  /** The deprecated form takes no token, so it gives everything at once. */
  DescribeConnectionsOnInterconnect(input, call) {
    checkListable(input.interconnectId, "DescribeConnectionsOnInterconnect", call);
    const rows = call.store.table(ports).by("hostedOn", input.interconnectId);
    return { connections: rows.map((port) => connectionView(port, call)) };
  },

  AssociateHostedConnection(input, call) {
    callingPartner(call);
    const port = call.store.table(ports).get(input.connectionId);
    if (port?.partnerAccount !== call.account || port.region !== call.region || isGone(port)) {
      throw clientError(`Could not find Connection with ID ${input.connectionId}`);
    }
    const parent = findParent(input.parentConnectionId, call);
    if (parent.id !== port.parentId) {
      checkRoom(parent, { vlan: port.vlan ?? 0, bandwidth: port.bandwidth }, call);
    }
    const moved = call.store
      .table(ports)
      .update(port.connectionId, { ...parent.inherited, parentId: parent.id });
    return connectionView(moved ?? port, call);
  },
} satisfies Handlers;

interface Allocation {
  parentId: string;
  ownerAccount: string;
  bandwidth: string;
  connectionName: string;
  vlan: number;
  tags?: Tag[] | undefined;
  speeds: readonly string[];
}

/** A partner makes a hosted connection for a customer, who then finds it in state ordering (DOMAIN B.2). */
function allocate(allocation: Allocation, call: Call) {
  const { ownerAccount, bandwidth, connectionName, vlan, tags = [] } = allocation;
  const partner = callingPartner(call);
  const parent = findParent(allocation.parentId, call);
  checkAccount(ownerAccount);
  checkName("Connection name", connectionName, 200);
  checkVlan(vlan, call.rules);
  checkTags(tags);
  checkSpeed(allocation, partner, call);
  if (ownerAccount === call.account)
    throw clientError("Cannot allocate Connection for the interconnect owner.");
  checkRoom(parent, allocation, call);
  const port = call.store.table(ports).insert({
    ...parent.inherited,
    kind: "hosted",
    connectionId: call.ids.resource("dxcon"),
    connectionName,
    connectionState: "ordering",
    ownerAccount,
    bandwidth,
    vlan,
    partnerName: partner.partnerName,
    hasLogicalRedundancy: "unknown",
    macSecCapable: false,
    tags,
    parentId: parent.id,
    partnerAccount: call.account,
  });
  return connectionView(port, call);
}

function findParent(id: string, call: Call): Parent {
  const parent = ownParent(id, call);
  if (parent) return parent;
  throw clientError(`Could not find ${id.startsWith("dxlag-") ? "Lag" : "Connection"} with ID ${id}`);
}

/** In the words that Direct Connect has for what cannot have such children, and for what is not there. */
function checkListable(id: string, operation: string, call: Call): void {
  if (ownParent(id, call)) return;
  throw clientError(`${call.account} ${operation} failed for connection ${id} doesn't exist.`);
}

/** DOMAIN B.12: an NNI v1 partner sells small speeds alone; whether v2 sells them is a switch. */
function checkSpeed({ bandwidth, speeds }: Allocation, partner: Readonly<Customer>, call: Call): void {
  const sold =
    partner.nniPartnerType === "v1"
      ? smallSpeeds
      : call.rules.enforceNniV2Speeds
        ? speeds.filter((speed) => largeSpeeds.includes(speed))
        : speeds;
  if (!sold.includes(bandwidth)) {
    throw clientError(`Bandwidth ${bandwidth} is not valid: it must be one of ${sold.join(", ")}.`);
  }
}
