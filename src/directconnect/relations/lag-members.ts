import type * as sdk from "@aws-sdk/client-direct-connect";
import type { ChangeKey } from "../../journal/idempotency";
import type { Connection } from "../../types/connection";
import type { Interconnect } from "../../types/interconnect";
import type { Lag, LagMembershipInput } from "../../types/lag";
import type { Place } from "../accounts/accounts";
import { enterConnection } from "../collections/connections";
import { interconnects } from "../collections/interconnects";
import type { DirectConnect } from "../direct-connect";
import { unwrap } from "../write/unwrap";
import type { ReadDoor } from "../read/read-door";

/** The members of a LAG, each with its own type: AWS lists a partner's interconnects in the form of connections. */
export function membersOf(lag: Lag, read: ReadDoor): Promise<(Connection | Interconnect)[]> {
  const place = read.placeOf(lag, "DescribeConnections");
  return Promise.all(
    lag.connections.map(async (connection) =>
      lag.allowsHostedConnections === true
        ? ((await read.find(interconnects, place, connection.connectionId)) ?? connection)
        : connection,
    ),
  );
}

/**
 * Adds a port to a LAG, or removes it. AWS answers a connection for every kind of port, and a partner's dedicated
 * connection becomes an interconnect; so the port is looked up among the interconnects.
 * @throws GatewayError APPLIED_BUT_UNREAD
 */
export async function changeMembership(
  operation: "AssociateConnectionWithLag" | "DisassociateConnectionFromLag",
  directConnect: DirectConnect,
  place: Place,
  input: LagMembershipInput,
  key: ChangeKey,
): Promise<Connection | Interconnect> {
  const connection: sdk.Connection = await directConnect.change(operation, place, input, key);
  const interconnect = await directConnect.readBack(`connection ${input.connectionId}`, () =>
    directConnect.read.find(interconnects, place, input.connectionId),
  );
  return interconnect ?? unwrap(enterConnection(connection, place), `connection ${input.connectionId}`);
}
