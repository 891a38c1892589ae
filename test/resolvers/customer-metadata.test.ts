import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const CONFIRM = `mutation ($input: ConfirmCustomerAgreementInput!) {
  confirmCustomerAgreement(account: "cobalt", input: $input) {
    account nniPartnerType agreements { agreementName status }
  }
}`;

test("a name that is too long is refused before AWS is asked", async () => {
  const { errors } = await gateway.ask(CONFIRM, { input: { agreementName: "x".repeat(101) } });
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "input.agreementName" }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("an agreement that is not there is refused by AWS", async () => {
  const { data, errors } = await gateway.ask(CONFIRM, { input: { agreementName: "of another world" } });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { extensions: { code: "NOT_FOUND", aws: { operation: "ConfirmCustomerAgreement" } } },
  ]);
  expect(gateway.calls()).toEqual(["444444444444 us-east-1 ConfirmCustomerAgreement"]);
});

test("what an account is as a partner, of several accounts in one question", async () => {
  const { data, errors } = await gateway.ask(
    `{
      partner: customerMetadata { account nniPartnerType agreements { status } }
      cobalt: customerMetadata(account: "cobalt") { account nniPartnerType agreements { status } }
    }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    partner: { account: "111111111111", nniPartnerType: "V2", agreements: [{ status: "signed" }] },
    cobalt: { account: "444444444444", nniPartnerType: "NON_PARTNER", agreements: [{ status: "unsigned" }] },
  });
  expect(gateway.calls()).toEqual([
    "111111111111 us-east-1 DescribeCustomerMetadata",
    "444444444444 us-east-1 DescribeCustomerMetadata",
  ]);
});

test("a confirmation gives the metadata with the agreement signed", async () => {
  const { data, errors } = await gateway.ask(CONFIRM, { input: {} });
  expect(errors).toEqual([]);
  expect(data.confirmCustomerAgreement).toEqual({
    account: "444444444444",
    nniPartnerType: "NON_PARTNER",
    agreements: [{ agreementName: expect.any(String) as string, status: "signed" }],
  });
  expect(gateway.calls()).toEqual([
    "444444444444 us-east-1 ConfirmCustomerAgreement",
    "444444444444 us-east-1 DescribeCustomerMetadata",
  ]);
});
