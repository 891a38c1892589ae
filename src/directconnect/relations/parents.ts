import type { GatewayError } from "../../errors";
import type { Connection } from "../../types/connection";
import type { Interconnect } from "../../types/interconnect";
import type { Lag } from "../../types/lag";
import type { Link } from "../../types/port";
import type { Place } from "../accounts/accounts";
import { hostedConnectionsOn } from "../collections/connections";
import { interconnects } from "../collections/interconnects";
import { lags } from "../collections/lags";
import { isSameWord } from "../lists/words";
import { portIdOf } from "./ports";
import { type Gathered, unlessFailed } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";
import type { MaybePromise } from "../read/maybe-promise";

/** The parent of hosted connections. */
export type Parent = Interconnect | Lag;

/** A hosted connection as its parent's owner sees it, with that parent. */
interface Hosted {
  connection: Connection;
  parent: Parent;
}

/**
 * The interconnect or LAG of a hosted connection. AWS's shape names no interconnect, and not always a
 * LAG. Where the connection was read from its parent, the row names it. A LAG that is named is looked up.
 * Otherwise the interconnects and LAGs of the configured accounts in its region, at its location, are searched.
 *
 * @returns null for a dedicated connection, and where no account of the gateway owns the parent.
 */
export async function parentOf(connection: Connection, read: ReadDoor): Promise<Parent | null> {
  const { account, region, parentId, lagId, connectionId, location } = connection;
  if (parentId !== undefined) {
    return parentId.startsWith("dxlag-")
      ? read.find(lags, read.placeOf({ account, region }, "DescribeLags"), parentId)
      : read.find(interconnects, read.placeOf({ account, region }, "DescribeInterconnects"), parentId);
  }
  if (!isHosted(connection)) return null;
  if (lagId != null) return findLagAnywhere(lagId, region, read);
  const hosted = await findHosted(connectionId, read, region, (parent) =>
    isSameWord(parent.location, location),
  );
  return hosted?.parent ?? null;
}

/** The LAG that a link names: its own account's where it is a member, the partner's where it is hosted. */
export function lagOf(link: Link, read: ReadDoor): MaybePromise<Lag | null> {
  const { account, region, lagId } = link;
  if (lagId == null) return null;
  if (isHosted(link)) return findLagAnywhere(lagId, region, read);
  return read.find(lags, read.placeOf({ account, region }, "DescribeLags"), lagId);
}

/** A hosted connection's LAG belongs to a partner, and AWS does not say to which. */
async function findLagAnywhere(lagId: string, region: string, read: ReadDoor): Promise<Lag | null> {
  const { set } = unlessFailed(await read.gather(lags, read.placesIn(region, "DescribeLags")));
  return set.byKey.get(lagId) ?? null;
}

/**
 * A hosted connection that an account has allocated, by its id.
 * @throws GatewayError where neither its interconnects nor its LAGs can be read.
 */
export async function findHostedBy(
  place: Place,
  connectionId: string,
  read: ReadDoor,
): Promise<Connection | null> {
  return (await findHostedAt([place], connectionId, read, () => true))?.connection ?? null;
}

/**
 * A hosted connection by its id, as the partner who allocated it sees it.
 * @param mayCarry narrows the interconnects and LAGs that are searched.
 * @throws GatewayError where neither interconnects nor LAGs can be read anywhere.
 */
export async function findHosted(
  connectionId: string,
  read: ReadDoor,
  region: string,
  mayCarry: (parent: Parent) => boolean = () => true,
): Promise<Hosted | null> {
  return findHostedAt(read.placesIn(region, "DescribeInterconnects"), connectionId, read, mayCarry);
}

async function findHostedAt(
  places: readonly Place[],
  connectionId: string,
  read: ReadDoor,
  mayCarry: (parent: Parent) => boolean,
): Promise<Hosted | null> {
  const kinds = [interconnectsIn, hostingLagsIn];
  const failures: GatewayError[] = [];
  for (const parentsIn of kinds) {
    const { rows, failure } = await parentsIn(places, read);
    const hosted = await findHostedOn(rows.filter(mayCarry), connectionId, read);
    if (hosted !== null) return hosted;
    if (failure !== null) failures.push(failure);
  }
  const [failure] = failures;
  if (failure !== undefined && failures.length === kinds.length) throw failure;
  return null;
}

type Parents = Pick<Gathered<Parent>, "rows" | "failure">;

async function interconnectsIn(places: readonly Place[], read: ReadDoor): Promise<Parents> {
  return read.gather(interconnects, places);
}

async function hostingLagsIn(places: readonly Place[], read: ReadDoor): Promise<Parents> {
  const { rows, failure } = await read.gather(lags, places);
  return { rows: rows.filter((lag) => lag.allowsHostedConnections === true), failure };
}

async function findHostedOn(
  parents: readonly Parent[],
  connectionId: string,
  read: ReadDoor,
): Promise<Hosted | null> {
  const found = await Promise.all(
    parents.map(async (parent) => {
      const place = read.placeOf(parent, "DescribeHostedConnections");
      const { set } = await read.gather(hostedConnectionsOn(portIdOf(parent)), [place]);
      const connection = set.byKey.get(connectionId);
      return connection === undefined ? null : { connection, parent };
    }),
  );
  return found.find((hosted) => hosted !== null) ?? null;
}

/** Only hosted connections have a VLAN of their own. */
export function isHosted(port: object): boolean {
  const { vlan }: { vlan?: number } = port;
  return vlan != null && vlan > 0;
}
