import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { subscribeBySse, until } from "./events/subscribe";
import { WATCHING } from "./events/watching";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";

const directory = join(__dirname, "..", "examples");
const files = readdirSync(directory)
  .filter((file) => file.endsWith(".graphql"))
  .sort();

const read = (file: string) => readFileSync(join(directory, file), "utf8");
const isStream = (file: string) => /^subscription /m.test(read(file));

// One emulator for all of them: a later example may go on where an earlier one left off.
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: WATCHING });
});
afterAll(() => gateway.stop());

test("the first one is the one that the explorers open", () => {
  expect(files[0]).toBe("01-allocateConnectionOnInterconnect.graphql");
});

test.each(files.filter((file) => !isStream(file)))("%s runs unchanged", async (file) => {
  const { data, errors, status } = await gateway.ask(read(file));
  expect(errors).toEqual([]);
  expect(status).toBe(200);
  expect(data).not.toBeNull();
});

test.each(files.filter(isStream))("%s shows a change", async (file) => {
  const { results, state, unsubscribe } = subscribeBySse(gateway.url, { query: read(file) });
  try {
    // What is streamed as it is now is there before the change; the log begins with the next event.
    if (!file.includes("Changes")) await until(() => results.length > 0);
    const name = file.replace(/\W/g, "-");
    const { errors } = await gateway.ask(CHANGES, { name, vlan: 3000 + files.indexOf(file) });
    expect(errors).toEqual([]);
    await until(() => JSON.stringify(results).includes(name) || state.ended !== undefined);
    expect(state).toEqual({});
    expect(results.flatMap((result) => result.errors ?? [])).toEqual([]);
  } finally {
    unsubscribe();
  }
});

/** One is in the log and in its customer's inbox, the other one is watched by its id. */
const CHANGES = `mutation ($name: String!, $vlan: Int!) {
  allocateHostedConnection(account: "partner", region: "us-east-1", input: {
    connectionId: "dxcon-fgva1000", ownerAccount: "222222222222", bandwidth: "50Mbps", connectionName: $name, vlan: $vlan
  }) { connectionId }
  updateConnection(account: "enterprise", region: "us-east-1", input: {
    connectionId: "dxcon-fe100g00", connectionName: $name
  }) { connectionId }
}`;

test.each(files)("%s says in its first line what it shows", (file) => {
  expect(read(file)).toMatch(/^# \S/);
});
