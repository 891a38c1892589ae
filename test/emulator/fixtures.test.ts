import {
  AllocateHostedConnectionCommand,
  DescribeConnectionsCommand,
  DescribeHostedConnectionsCommand,
  DescribeInterconnectsCommand,
  DeleteConnectionCommand,
} from "@aws-sdk/client-direct-connect";
import { fillerId, fixtureIds } from "../../src/emulator/fixtures/names";
import { accounts, minute, startEmulated, type Emulated } from "./emulated";

const { partner, acme, blueHarbor, cobalt, enterprise } = accounts;
const connectionId = fixtureIds["ic-dc2"];

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const hosted = (input: { maxResults?: number; nextToken?: string | undefined } = {}) =>
  emulated.as(partner).send(new DescribeHostedConnectionsCommand({ connectionId, ...input }));
const states = async (account: string, region = "us-east-1") => {
  const { connections = [] } = await emulated
    .as(account, region)
    .send(new DescribeConnectionsCommand({ maxResults: 4 }));
  return connections.map((connection) => connection.connectionState);
};

test("every account finds its own", async () => {
  expect(await states(acme)).toEqual(["available", "available", "available"]);
  expect(await states(blueHarbor)).toEqual(["ordering", "pending", "available"]);
  expect(await states(blueHarbor, "us-west-1")).toEqual(["down"]);
  expect(await states(cobalt)).toEqual(["rejected", "deleting", "available", "available"]);
  expect(await states(enterprise)).toEqual(["requested", "available", "down"]);
  expect(await states(enterprise, "eu-west-1")).toEqual(["available"]);
});

test("the partner's interconnects, in three regions", async () => {
  const list = async (region: string) =>
    (await emulated.as(partner, region).send(new DescribeInterconnectsCommand({}))).interconnects?.map(
      ({ interconnectName, interconnectState }) => [interconnectName, interconnectState],
    );
  expect(await list("us-east-1")).toEqual([
    ["ic-dc2", "available"],
    ["ic-va1", "available"],
    ["ic-new", "requested"],
    ["lag-dc2-100-a", "available"],
    ["lag-dc2-100-b", "available"],
  ]);
  expect(await list("us-west-1")).toEqual([["ic-sv5", "down"]]);
  expect(await list("sa-east-1")).toEqual([["ic-gru", "pending"]]);
});

test("ic-dc2 has room for 400 Mbps and not for 500", async () => {
  const allocate = (bandwidth: string) =>
    emulated.as(partner).send(
      new AllocateHostedConnectionCommand({
        ...{ connectionId, ownerAccount: acme, connectionName: "more", vlan: 110, bandwidth },
      }),
    );
  await expect(allocate("500Mbps")).rejects.toMatchObject({ message: /exceeds the available 450Mbps/ });
  await expect(allocate("400Mbps")).resolves.toMatchObject({ connectionState: "ordering" });
});

describe("paging", () => {
  test("a token is no good elsewhere, changed, or made up", async () => {
    const { nextToken = "" } = await hosted({ maxResults: 10 });
    const client = emulated.as(partner);
    const wrong = { name: "DirectConnectClientException", message: "The provided next token is invalid." };
    const other = new DescribeHostedConnectionsCommand({ connectionId: fixtureIds["ic-va1"], nextToken });
    await expect(client.send(other)).rejects.toMatchObject(wrong);
    await expect(client.send(new DescribeConnectionsCommand({ nextToken }))).rejects.toMatchObject(wrong);
    await expect(hosted({ nextToken: nextToken.slice(3) })).rejects.toMatchObject(wrong);
    await expect(hosted({ nextToken: "" })).rejects.toMatchObject(wrong);
    await expect(hosted({ nextToken: "bnVsbA==" })).rejects.toMatchObject(wrong);
    await expect(hosted({ maxResults: 0 })).rejects.toMatchObject({ message: /between 1 and 100/ });
  });

  test("more than 100 are 100, and the pages together are all, once", async () => {
    const first = await hosted({ maxResults: 5_000 });
    expect(first.connections).toHaveLength(100);
    const second = await hosted({ maxResults: 5_000, nextToken: first.nextToken });
    expect(second.connections).toHaveLength(64);
    expect(second.nextToken).toBeUndefined();
    const ids = [...(first.connections ?? []), ...(second.connections ?? [])].map(
      (each) => each.connectionId,
    );
    expect(new Set(ids).size).toBe(164);
  });

  test("small pages, with connections going between two of them, hide none", async () => {
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const found = await hosted({ maxResults: 30, nextToken });
      seen.push(...(found.connections ?? []).map((each) => each.connectionName));
      nextToken = found.nextToken;
      const goner = fillerId(1000 + seen.length / 2);
      await emulated.as(cobalt).send(new DeleteConnectionCommand({ connectionId: goner }));
      emulated.emulator.clock.advance(62 * minute);
    } while (nextToken);
    expect(seen.length).toBe(164);
    expect(new Set(seen).size).toBe(164);
  });
});
