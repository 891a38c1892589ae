import type { Connection } from "@aws-sdk/client-direct-connect";
import type { Look } from "./reconciliation";

/** What is allocated on one interconnect or LAG of the account. */
export function hostedConnectionsOn(look: Look, connectionId = ""): Promise<readonly Connection[]> {
  return look.list("DescribeHostedConnections", { connectionId }, (output) => output.connections);
}

/** Everything that the account allocated here; none, for one that is no partner. */
export async function hostedConnectionsOf(look: Look): Promise<readonly Connection[]> {
  const [interconnects, lags] = await Promise.all([
    look.list("DescribeInterconnects", {}, (output) => output.interconnects),
    look.list("DescribeLags", {}, (output) => output.lags),
  ]);
  const parents = [
    ...interconnects.map(({ interconnectId }) => interconnectId),
    ...lags.filter((lag) => lag.allowsHostedConnections === true).map(({ lagId }) => lagId),
  ];
  return (await Promise.all(parents.map((id) => hostedConnectionsOn(look, id)))).flat();
}
