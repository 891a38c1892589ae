import type { Connection } from "@aws-sdk/client-direct-connect";
import type { Reader } from "./reconciliation";

/** What is allocated on one interconnect or LAG of the account. */
export function hostedConnectionsOn(reader: Reader, connectionId = ""): Promise<readonly Connection[]> {
  return reader.list("DescribeHostedConnections", { connectionId }, (output) => output.connections);
}

/** Everything that the account allocated here; none, for one that is no partner. */
export async function hostedConnectionsOf(reader: Reader): Promise<readonly Connection[]> {
  const [interconnects, lags] = await Promise.all([
    reader.list("DescribeInterconnects", {}, (output) => output.interconnects),
    reader.list("DescribeLags", {}, (output) => output.lags),
  ]);
  const parents = [
    ...interconnects.map(({ interconnectId }) => interconnectId),
    ...lags.filter((lag) => lag.allowsHostedConnections === true).map(({ lagId }) => lagId),
  ];
  return (await Promise.all(parents.map((id) => hostedConnectionsOn(reader, id)))).flat();
}
