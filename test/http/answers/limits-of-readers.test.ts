import { makeApiKey } from "../../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const expires = new Date(Date.now() + 3_600_000);
const wide = makeApiKey(expires);
const narrow = makeApiKey(expires);
const callerOf = (name: string, { stored }: typeof wide, limits: object) => ({
  ...{ name, roles: ["viewer"], accounts: [{ account: "acme" }] },
  ...{ apiKeys: [stored], limits },
});

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    access: { callers: [callerOf("wide", wide, {}), callerOf("narrow", narrow, { cost: 5 })] },
    settings: { SNAPSHOT_FRESH_MS: "600000" },
  });
});
afterAll(() => gateway.stop());

test("an answer that is remembered for one caller is no way round the limits of another who sees the same", async () => {
  const execute = ({ key }: typeof wide) =>
    gateway.ask("{ connections(first: 20) { nodes { connectionId } } }", {}, { "x-api-key": key });
  for (let time = 0; time < 4; time += 1) expect((await execute(wide)).errors).toEqual([]);
  for (let time = 0; time < 2; time += 1)
    expect((await execute(narrow)).errors).toMatchObject([
      { extensions: { code: "LIMIT_EXCEEDED", limit: { name: "cost", allowed: 5 } } },
    ]);
});
