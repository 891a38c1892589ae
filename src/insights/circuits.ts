import { badInput } from "../errors";
import { quoted } from "../observability/secrets";
import type { Place } from "../directconnect/accounts/accounts";
import { findNode } from "../directconnect/relations/nodes";
import { findHostedBy } from "../directconnect/relations/parents";
import {
  findPort,
  isInterconnect,
  isLag,
  isPort,
  portIdOf,
  portStateOf,
  type PortRow,
} from "../directconnect/relations/ports";
import { nothingRead } from "../directconnect/read/unavailable";
import type { ReadDoor } from "../directconnect/read/read-door";
import type { Circuit } from "./resiliency";

/**
 * Ports as circuits, each once, however it was named.
 * @param ids ids and ARNs of connections, interconnects and LAGs.
 * @param place where ids that are no ARNs are looked up.
 * @throws GatewayError BAD_USER_INPUT, naming each that is no such ARN or that the gateway cannot find; as
 * `nothingRead` makes it where it could not be looked for everywhere.
 */
export async function circuitsOf(ids: readonly string[], place: Place, read: ReadDoor): Promise<Circuit[]> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => ({ id, port: await portAt(id, place, read) })),
  );
  const lost = found.filter(({ port }) => port === null);
  if (lost.length > 0) {
    if (read.failed.length > 0) throw nothingRead(read.failed); // it may be where nothing can be read
    const allowed = "the id or ARN of a connection, interconnect or LAG that the gateway's accounts have";
    throw badInput(lost.map(({ id }) => ({ argument: "ids", sent: quoted(id), allowed })));
  }
  const ports = new Map(found.flatMap(({ port }) => (port === null ? [] : [[port.id, port] as const])));
  return [...ports.values()].map(circuitOf);
}

export function circuitOf(port: PortRow): Circuit {
  const { location, awsDeviceV2, providerName } = port;
  const partnerName = isLag(port) || isInterconnect(port) ? undefined : port.partnerName;
  return {
    id: portIdOf(port),
    location: location ?? null,
    device: awsDeviceV2 ?? null,
    provider: partnerName ?? providerName ?? null,
    state: inService(portStateOf(port)),
  };
}

function inService(state: string): Circuit["state"] {
  if (state === "available") return "up";
  return state === "down" ? "down" : "notInService";
}

async function portAt(id: string, place: Place, read: ReadDoor): Promise<PortRow | null> {
  if (!id.startsWith("arn:")) return (await findPort(id, place, read)) ?? findHostedBy(place, id, read);
  const node = await findNode(id, read);
  return node !== null && isPort(node) ? node : null;
}
