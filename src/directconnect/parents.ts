import type { Connection } from "../types/connection";
import type { Interconnect } from "../types/interconnect";
import type { Place } from "./accounts";
import { hostedConnectionsOn } from "./collections/connections";
import { interconnects } from "./collections/interconnects";
import type { ReadDoor } from "./read-door";

/** A hosted connection where its parent's owner sees it, with that parent. */
interface Hosted {
  connection: Connection;
  parent: Interconnect;
}

/**
 * The interconnect that a hosted connection was allocated on. AWS's shape does not name it: where the connection was
 * read from its parent, the row remembers; otherwise the interconnects that the gateway's accounts have in its
 * region, at its location, are looked through.
 *
 * @returns null for a dedicated connection, and where no account of the gateway owns the parent.
 */
export async function parentInterconnectOf(
  connection: Connection,
  read: ReadDoor,
): Promise<Interconnect | null> {
  const { account, region, parentId, connectionId, location } = connection;
  if (parentId !== undefined) {
    return parentId.startsWith("dxcon-")
      ? read.find(interconnects, read.accounts.place(account, region), parentId)
      : null;
  }
  if (!isHosted(connection)) return null;
  const hosted = await findHosted(connectionId, read, region, (parent) => parent.location === location);
  return hosted?.parent ?? null;
}

/**
 * A hosted connection by its id, as the partner who allocated it sees it.
 * @param mayCarry narrows the interconnects that are looked through.
 */
export async function findHosted(
  connectionId: string,
  read: ReadDoor,
  region: string,
  mayCarry: (parent: Interconnect) => boolean = () => true,
): Promise<Hosted | null> {
  const found = await Promise.all(
    read.accounts.places(null, [region]).map((place) => findHostedIn(place, connectionId, read, mayCarry)),
  );
  return found.find((hosted) => hosted !== null) ?? null;
}

async function findHostedIn(
  place: Place,
  connectionId: string,
  read: ReadDoor,
  mayCarry: (parent: Interconnect) => boolean,
): Promise<Hosted | null> {
  const { rows } = await read.gather(interconnects, [place]);
  const looked = await Promise.all(
    rows.filter(mayCarry).map(async (parent) => {
      const { rows: carried } = await read.gather(hostedConnectionsOn(parent.interconnectId), [place]);
      const connection = carried.find((row) => row.connectionId === connectionId);
      return connection === undefined ? null : { connection, parent };
    }),
  );
  return looked.find((hosted) => hosted !== null) ?? null;
}

/** Only hosted connections have a VLAN of their own. */
function isHosted({ vlan }: Connection): boolean {
  return vlan !== undefined && vlan > 0;
}
