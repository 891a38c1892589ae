import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("the accounts that the gateway can act as, the default first, without asking AWS or telling credentials", async () => {
  const answer = await gateway.ask(`{ accounts { accountId alias regions } }`);
  expect(answer.errors).toEqual([]);
  expect(answer.data.accounts).toEqual(
    emulatedAccounts().map(({ accountId, alias, regions }) => ({ accountId, alias, regions })),
  );
  expect(answer.data.accounts[0]).toMatchObject({ alias: "partner" });
  expect(gateway.calls()).toEqual([]);
});

test("an account without a region of its own named goes to the default region, where it has it, or to its first", async () => {
  const european = await startGatewayUnderTest({
    accounts: emulatedAccounts().map((account) =>
      account.alias === "enterprise" ? { ...account, regions: ["eu-west-1", "us-west-1"] } : account,
    ),
  });
  try {
    await european.ask(`{ customerMetadata(account: "enterprise") { account } }`);
    expect(european.calls()).toEqual(["555555555555 eu-west-1 DescribeCustomerMetadata"]);
    await european.ask(`{ customerMetadata(account: "acme") { account } }`);
    expect(european.calls()).toEqual(["222222222222 us-east-1 DescribeCustomerMetadata"]);
  } finally {
    await european.stop();
  }
});
