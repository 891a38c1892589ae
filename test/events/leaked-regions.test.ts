import * as sdk from "@aws-sdk/client-direct-connect";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { eventLike, eventsOf, readAgain, type TestEvent, WATCHING } from "./watching";

const BLUE = "333333333333";
const keys = {
  east: makeApiKey(new Date(Date.now() + 3_600_000)),
  whole: makeApiKey(new Date(Date.now() + 3_600_000)),
};
const headersOf = (name: keyof typeof keys) => ({ "x-api-key": keys[name].key });

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: WATCHING,
    emulator: { rules: { leakOtherRegions: true } },
    access: {
      callers: [
        {
          ...{ name: "east", roles: ["viewer"], apiKeys: [keys.east.stored] },
          accounts: [{ account: "blue-harbor", regions: ["us-east-1"] }],
        },
        { name: "whole", roles: ["viewer"], accounts: "all", apiKeys: [keys.whole.stored] },
      ],
      watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] },
    },
  });
});
afterAll(() => gateway.stop());

async function rename(region: string, connectionId: string): Promise<void> {
  const client = new sdk.DirectConnectClient({
    ...{ region, endpoint: gateway.emulator.url },
    credentials: { accessKeyId: BLUE, secretAccessKey: "x" },
  });
  await client.send(new sdk.UpdateConnectionCommand({ connectionId, connectionName: "renamed" }));
  client.destroy();
}

test("what AWS lists of other regions in a granted one is no event", async () => {
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  const isOf =
    (id: string) =>
    ({ resourceId }: TestEvent) =>
      resourceId.endsWith(id);
  const [west, east] = [fixtureIds["blue-down"], fixtureIds["blue-ordering"]];
  await rename("us-west-1", west);
  const event = await eventLike(gateway, isOf(west), {}, headersOf("whole"));
  expect(event.region).toBe("us-east-1"); // where it was seen
  await rename("us-east-1", east);
  await eventLike(gateway, isOf(east), {}, headersOf("east"));
  const shown = await eventsOf(gateway, {}, headersOf("east"));
  expect(shown.filter(isOf(west))).toEqual([]);
});
