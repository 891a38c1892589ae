import * as sdk from "@aws-sdk/client-direct-connect";
import { NEWER_COMMANDS } from "../../src/directconnect/client/newer-commands";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";

/** Callers that share one gateway, each with a key of its own. */
const NAMED = {
  acme: { roles: ["admin"], accounts: [{ account: "acme" }] },
  "blue-harbor": { roles: ["admin"], accounts: [{ account: "blue-harbor" }] },
  enterprise: { roles: ["admin"], accounts: [{ account: "enterprise", regions: ["us-east-1"] }] },
  /** May allocate on one interconnect of the partner's, to Acme alone. */
  reseller: {
    roles: ["partner", "provisioner"],
    accounts: [
      { account: "partner", interconnects: [fixtureIds["ic-dc2"]], ownerAccounts: ["222222222222"] },
    ],
  },
  /** Sees everything but secrets. */
  looker: { roles: ["viewer"], accounts: "all" },
  /** Has only the permission to read the schema. */
  stranger: { roles: ["nobody"], accounts: "all" },
} as const;

export type Tenant = keyof typeof NAMED;

/** The config file's members for these callers, and the headers that each of them sends. */
export function tenants() {
  const headers = {} as Record<Tenant, Record<string, string>>;
  const callers = (Object.keys(NAMED) as Tenant[]).map((name) => {
    const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
    headers[name] = { "x-api-key": key };
    return { name, ...NAMED[name], apiKeys: [stored] };
  });
  const roles = { provisioner: ["provision", "update", "accept", "keys", "test"], nobody: ["introspect"] };
  return { access: { callers, roles }, headers };
}

/** Everything that distinguishes one tenant's resources from another's. */
const ID =
  /\bdx(?:con|lag|vif|peer|rg)-[a-z0-9]+|\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b[vt]gw-\w+|\b\d{12}\b/g;

export function idsIn(text: string): Set<string> {
  return new Set(text.match(ID));
}

const REGIONS = ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "sa-east-1"];

/** What Direct Connect itself shows to an account: read from the emulator, past the gateway. */
export async function shownTo(account: string, endpoint: string, regions = REGIONS): Promise<Set<string>> {
  const observed: unknown[] = [account];
  for (const region of regions) {
    const client = new sdk.DirectConnectClient({
      region,
      endpoint,
      credentials: { accessKeyId: account, secretAccessKey: "x" },
    });
    const connections = await client.send(new sdk.DescribeConnectionsCommand({}));
    const interconnects = await client.send(new sdk.DescribeInterconnectsCommand({}));
    const lags = await client.send(new sdk.DescribeLagsCommand({}));
    const parents = [
      ...(interconnects.interconnects ?? []).map(({ interconnectId }) => interconnectId),
      ...(lags.lags ?? []).filter((lag) => lag.allowsHostedConnections).map(({ lagId }) => lagId),
    ];
    observed.push(connections, interconnects, lags);
    for (const connectionId of parents) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(new sdk.DescribeHostedConnectionsCommand({ connectionId, nextToken }));
        observed.push(page);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    observed.push(
      await client.send(new sdk.DescribeVirtualInterfacesCommand({})),
      await client.send(new sdk.DescribeVirtualGatewaysCommand({})),
      await client.send(new sdk.DescribeDirectConnectGatewayAssociationProposalsCommand({})),
      await client.send(new sdk.ListVirtualInterfaceTestHistoryCommand({})),
    );
    const { items: groups = [] } = await client.send(new NEWER_COMMANDS.ListResiliencyGroups({}));
    observed.push(groups);
    for (const { resiliencyGroupId } of groups) {
      observed.push(
        await client.send(new NEWER_COMMANDS.ListResiliencyGroupAssociations({ resiliencyGroupId })),
      );
    }
    const { virtualGateways = [] } = await client.send(new sdk.DescribeVirtualGatewaysCommand({}));
    for (const { virtualGatewayId: associatedGatewayId } of virtualGateways) {
      observed.push(
        await client.send(new sdk.DescribeDirectConnectGatewayAssociationsCommand({ associatedGatewayId })),
      );
    }
    const gateways = await client.send(new sdk.DescribeDirectConnectGatewaysCommand({}));
    observed.push(gateways);
    for (const { directConnectGatewayId } of gateways.directConnectGateways ?? []) {
      observed.push(
        await client.send(new sdk.DescribeDirectConnectGatewayAttachmentsCommand({ directConnectGatewayId })),
        await client.send(
          new sdk.DescribeDirectConnectGatewayAssociationsCommand({ directConnectGatewayId }),
        ),
      );
    }
    client.destroy();
  }
  return idsIn(JSON.stringify(observed));
}
