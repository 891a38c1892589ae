import type { Random } from "./random";

/** One change that a client requests. */
export interface Step {
  /** The mutation; its operation has the same name with a capital. */
  mutation: string;
  /** The account's alias. */
  account: string;
  input: object;
  /** What of the answer the next step needs. */
  selection?: string;
  /** In the input of this change and of no other of the same operation. */
  token: string;
}

/** Changes one after the other, each with what the last one answered; it ends where one is refused. */
export type Story = Generator<Step, void, Record<string, unknown>>;

const accounts = { acme: "222222222222", "blue-harbor": "333333333333", enterprise: "555555555555" } as const;

/** Interconnects and a LAG that the emulator has from its start. */
const INTERCONNECTS = ["dxcon-fgdc2000", "dxcon-fgva1000"] as const;
const LAG = "dxlag-fedc2000";
const GATEWAY = "dc600000-0000-4000-8000-000000000001";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** A partner allocates, the customer confirms, tags, renames and mostly gives up. */
function* hosted(name: string, vlan: number, random: Random): Story {
  const account = random.pick(["acme", "blue-harbor"]);
  const { connectionId } = yield {
    ...{ mutation: "allocateHostedConnection", account: "partner", token: name, selection: "connectionId" },
    input: {
      ...{ connectionId: random.pick(INTERCONNECTS), ownerAccount: accounts[account as "acme"] },
      ...{ bandwidth: "50Mbps", connectionName: name, vlan },
    },
  };
  const id = text(connectionId);
  yield { mutation: "confirmConnection", account, input: { connectionId }, token: id };
  const resourceArn = `arn:aws:directconnect:us-east-1:${accounts[account as "acme"]}:dxcon/${id}`;
  yield {
    mutation: "tagResource",
    account,
    input: { resourceArn, tags: [{ key: "story", value: name }] },
    token: name,
  };
  yield {
    ...{ mutation: "updateConnection", account, token: `${name}-b` },
    input: { connectionId, connectionName: `${name}-b` },
  };
  if (random.next() < 0.9)
    yield { mutation: "deleteConnection", account, input: { connectionId }, token: id };
}

function* directConnectGateway(name: string, _vlan: number, random: Random): Story {
  const account = random.pick(["acme", "enterprise"]);
  const { directConnectGatewayId } = yield {
    ...{ mutation: "createDirectConnectGateway", account, token: name, selection: "directConnectGatewayId" },
    input: { directConnectGatewayName: name },
  };
  const id = text(directConnectGatewayId);
  yield {
    ...{ mutation: "updateDirectConnectGateway", account, token: `${name}-b` },
    input: { directConnectGatewayId, newDirectConnectGatewayName: `${name}-b` },
  };
  const resourceArn = `arn:aws:directconnect::${accounts[account as "acme"]}:dx-gateway/${id}`;
  yield {
    mutation: "tagResource",
    account,
    input: { resourceArn, tags: [{ key: name, value: "" }] },
    token: name,
  };
  yield { mutation: "untagResource", account, input: { resourceArn, tagKeys: [name] }, token: name };
  yield { mutation: "deleteDirectConnectGateway", account, input: { directConnectGatewayId }, token: id };
}

function* port(name: string, _vlan: number, random: Random): Story {
  const account = random.pick(["acme", "blue-harbor", "cobalt", "enterprise"]);
  const { connectionId } = yield {
    ...{ mutation: "createConnection", account, token: name, selection: "connectionId" },
    input: {
      location: random.pick(["EqDC2", "CSVA1", "EqDA2"]),
      bandwidth: "1Gbps",
      connectionName: name,
    },
  };
  yield {
    ...{ mutation: "updateConnection", account, token: `${name}-b` },
    input: { connectionId, connectionName: `${name}-b` },
  };
  yield { mutation: "deleteConnection", account, input: { connectionId }, token: text(connectionId) };
}

function* interconnect(name: string, _vlan: number, random: Random): Story {
  const account = "partner";
  const { interconnectId } = yield {
    ...{ mutation: "createInterconnect", account, token: name, selection: "interconnectId" },
    input: { location: "EqDC2", bandwidth: "10Gbps", interconnectName: name },
  };
  if (random.next() < 0.9) {
    yield { mutation: "deleteInterconnect", account, input: { interconnectId }, token: text(interconnectId) };
  }
}

/** Of a port that is ordered for it, and outlives it. */
function* lag(name: string): Story {
  const account = "subsidiary";
  const place = { location: "CSVA1" };
  const { connectionId } = yield {
    ...{ mutation: "createConnection", account, token: `${name}-p`, selection: "connectionId" },
    input: { ...place, bandwidth: "1Gbps", connectionName: `${name}-p` },
  };
  const { lagId } = yield {
    ...{ mutation: "createLag", account, token: name, selection: "lagId" },
    input: { ...place, connectionsBandwidth: "1Gbps", numberOfConnections: 1, lagName: name, connectionId },
  };
  yield { mutation: "updateLag", account, input: { lagId, lagName: `${name}-b` }, token: `${name}-b` };
  yield { mutation: "deleteLag", account, input: { lagId }, token: text(lagId) };
  yield { mutation: "deleteConnection", account, input: { connectionId }, token: text(connectionId) };
}

function* virtualInterface(name: string, vlan: number): Story {
  const account = "enterprise";
  const { virtualInterfaceId } = yield {
    ...{ mutation: "createPrivateVirtualInterface", account, token: name, selection: "virtualInterfaceId" },
    input: {
      connectionId: LAG,
      newPrivateVirtualInterface: {
        ...{ virtualInterfaceName: name, vlan, asn: 65001, directConnectGatewayId: GATEWAY },
      },
    },
  };
  const id = text(virtualInterfaceId);
  yield {
    ...{ mutation: "updateVirtualInterfaceAttributes", account, token: `${name}-b` },
    input: { virtualInterfaceId, virtualInterfaceName: `${name}-b` },
  };
  yield {
    ...{ mutation: "createBGPPeer", account, token: id },
    input: { virtualInterfaceId, newBGPPeer: { addressFamily: "IPV6", asn: 65001 } },
  };
  yield { mutation: "deleteVirtualInterface", account, input: { virtualInterfaceId }, token: id };
}

function* allocatedVirtualInterface(name: string, vlan: number): Story {
  const { virtualInterfaceId } = yield {
    ...{ mutation: "allocatePrivateVirtualInterface", account: "enterprise", token: name },
    selection: "virtualInterfaceId",
    input: {
      ...{ connectionId: LAG, ownerAccount: "666666666666" },
      newPrivateVirtualInterfaceAllocation: { virtualInterfaceName: name, vlan, asn: 65001 },
    },
  };
  const token = text(virtualInterfaceId);
  yield { mutation: "deleteVirtualInterface", account: "subsidiary", input: { virtualInterfaceId }, token };
}

const STORIES = [
  hosted,
  hosted,
  hosted,
  directConnectGateway,
  directConnectGateway,
  port,
  interconnect,
  lag,
  virtualInterface,
  allocatedVirtualInterface,
] as const;

/** Any story; its names and VLAN are its own. */
export function reportHistory(number: number, random: Random): Story {
  const name = `story-${String(number).padStart(6, "0")}-`;
  return random.pick(STORIES)(name, 1200 + (number % 2800), random);
}
