import {
  ConfirmCustomerAgreementCommand,
  DescribeCustomerMetadataCommand,
  DescribeLocationsCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, startEmulated, type Emulated } from "../emulated";

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const metadata = (account: string) => emulated.as(account).send(new DescribeCustomerMetadataCommand({}));

test("an agreement of another name cannot be signed", async () => {
  await expect(
    emulated.as(accounts.cobalt).send(new ConfirmCustomerAgreementCommand({ agreementName: "Other" })),
  ).rejects.toMatchObject({ message: "Could not find Agreement with name Other" });
  expect(await metadata(accounts.cobalt)).toMatchObject({ agreements: [{ status: "unsigned" }] });
});

test("partner, customer and stranger", async () => {
  expect(await metadata(accounts.partner)).toMatchObject({
    nniPartnerType: "v2",
    agreements: [{ status: "signed" }],
  });
  expect(await metadata(accounts.cobalt)).toMatchObject({ nniPartnerType: "nonPartner" });
  expect(await metadata("999999999999")).toMatchObject({
    nniPartnerType: "nonPartner",
    agreements: [{ status: "unsigned" }],
  });
});

test("an account signs for itself alone", async () => {
  const { agreements } = await metadata(accounts.cobalt);
  const agreementName = agreements?.[0]?.agreementName;
  const signed = await emulated
    .as(accounts.cobalt)
    .send(new ConfirmCustomerAgreementCommand({ agreementName }));
  expect(signed.status).toBe("signed");
  expect(await metadata(accounts.cobalt)).toMatchObject({
    agreements: [{ agreementName, status: "signed" }],
  });
  expect(await metadata("999999999999")).toMatchObject({ agreements: [{ status: "unsigned" }] });
});

test("locations are those of the region", async () => {
  const codes = async (region: string) =>
    (await emulated.as(accounts.acme, region).send(new DescribeLocationsCommand({}))).locations;
  expect((await codes("us-west-1"))?.map((location) => location.locationCode)).toEqual([
    "EqSV5",
    "CSSV4",
    "CSSV2",
  ]);
  expect(await codes("ap-northeast-2")).toMatchObject([
    {
      locationCode: "LGKNX",
      region: "ap-northeast-2",
      availablePortSpeeds: ["1G", "10G"],
      availableMacSecPortSpeeds: [],
    },
  ]);
  expect(await codes("mars-north-1")).toEqual([]);
});
