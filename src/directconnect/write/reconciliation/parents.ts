import type { Connection } from "@aws-sdk/client-direct-connect";
import type { Carried } from "./anywhere";
import type { Reader } from "./reconciliation";

/** The hosted connections on one interconnect or LAG of the account. */
export function hostedConnectionsOn(reader: Reader, connectionId = ""): Promise<readonly Connection[]> {
  return reader.list("DescribeHostedConnections", { connectionId }, (output) => output.connections);
}

/**
 * All hosted connections that the account allocated here, with their interconnect or LAG; none for an account that is
 * no partner.
 */
export async function hostedConnectionsAnywhere(reader: Reader): Promise<readonly Carried<Connection>[]> {
  const [interconnects, lags] = await Promise.all([
    reader.list("DescribeInterconnects", {}, (output) => output.interconnects),
    reader.list("DescribeLags", {}, (output) => output.lags),
  ]);
  const parents = [
    ...interconnects.map(({ interconnectId }) => interconnectId),
    ...lags.filter((lag) => lag.allowsHostedConnections === true).map(({ lagId }) => lagId),
  ];
  const carried = async (place: string | undefined) =>
    (await hostedConnectionsOn(reader, place)).map((row) => ({ row, place }));
  return (await Promise.all(parents.map(carried))).flat();
}

/** One of them by its id. */
export async function hostedConnectionOf(
  reader: Reader,
  connectionId: string | undefined,
): Promise<Carried<Connection> | undefined> {
  const all = await hostedConnectionsAnywhere(reader);
  return all.find(({ row }) => row.connectionId === connectionId);
}
