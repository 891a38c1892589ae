import {
  CreateDirectConnectGatewayCommand,
  DeleteDirectConnectGatewayAssociationCommand,
  DeleteDirectConnectGatewayCommand,
  DescribeDirectConnectGatewayAttachmentsCommand,
  DescribeDirectConnectGatewaysCommand,
  DescribeTagsCommand,
  DescribeVirtualGatewaysCommand,
  UpdateDirectConnectGatewayCommand,
} from "@aws-sdk/client-direct-connect";
import "../../../src/directconnect/client/newer-shapes";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { attachments } from "../../../src/emulator/records/direct-connect-gateways";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { enterprise, acme, subsidiary } = accounts;
const directConnectGatewayName = "core";
const sticky = fixtureIds.sticky;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const create = (input: object = {}) =>
  emulated
    .as(acme)
    .send(new CreateDirectConnectGatewayCommand({ directConnectGatewayName, ...input }))
    .then(({ directConnectGateway }) => directConnectGateway);
const describeAll = async (input: object = {}, account: string = acme, region = "us-east-1") =>
  (await emulated.as(account, region).send(new DescribeDirectConnectGatewaysCommand(input)))
    .directConnectGateways ?? [];
const describe1 = async (directConnectGatewayId: string | undefined, account: string = acme) =>
  (await describeAll({ directConnectGatewayId }, account))[0];
const remove = (directConnectGatewayId: string, account: string = enterprise) =>
  emulated.as(account).send(new DeleteDirectConnectGatewayCommand({ directConnectGatewayId }));
const attach = (virtualInterfaceId: string, directConnectGatewayId: string = fixtureIds.legacy) =>
  emulated.emulator.store.table(attachments).insert({
    directConnectGatewayId,
    virtualInterfaceId,
    virtualInterfaceOwnerAccount: enterprise,
    virtualInterfaceRegion: "us-east-1",
    attachmentState: "attached",
    attachmentType: "PrivateVirtualInterface",
  });

describe("refusals", () => {
  test("another account's gateway is not accessible", async () => {
    expect(await describe1(sticky)).toBeUndefined();
    const message = `Direct Connect Gateway ${sticky} does not exist.`;
    await expect(remove(sticky, acme)).rejects.toMatchObject({
      name: "DirectConnectClientException",
      message,
    });
    const rename = new UpdateDirectConnectGatewayCommand({
      directConnectGatewayId: sticky,
      newDirectConnectGatewayName: "mine",
    });
    await expect(emulated.as(acme).send(rename)).rejects.toMatchObject({ message });
  });

  test.each([64511, 65535, 7224, 4199999999, 4294967295])("create refuses the ASN %d", async (asn) => {
    await expect(create({ amazonSideAsn: asn })).rejects.toMatchObject({
      message: expect.stringContaining(`Amazon side ASN ${asn} is not valid`) as string,
    });
  });

  test("a name with other characters, and tags, whose errors this operation does not declare", async () => {
    await expect(create({ directConnectGatewayName: "a;b" })).rejects.toMatchObject({ message: /name must/ });
    await expect(create({ tags: [{ key: "a" }, { key: "a" }] })).rejects.toMatchObject({
      name: "DirectConnectClientException",
      message: /more than once/,
    });
  });

  test("the 201st gateway of an account", async () => {
    for (let index = (await describeAll()).length; index < 200; index++) await create();
    await expect(create()).rejects.toMatchObject({ message: /limit of 200 Direct Connect gateways/ });
  });

  test("a gateway with a virtual interface on it is not deleted", async () => {
    attach("dxvif-00000001");
    await expect(remove(fixtureIds.legacy)).rejects.toMatchObject({ message: /has attached virtual/ });
  });

  test("attachments are listed by gateway or virtual interface", async () => {
    const list = (account: string, input: object) =>
      emulated.as(account).send(new DescribeDirectConnectGatewayAttachmentsCommand(input));
    await expect(list(enterprise, {})).rejects.toMatchObject({ message: /must be given/ });
    attach("dxvif-00000001");
    expect(
      (await list(acme, { virtualInterfaceId: "dxvif-00000001" })).directConnectGatewayAttachments,
    ).toEqual([]);
  });
});

test("a gateway is created, seen from every region, renamed and deleted", async () => {
  const tags = [{ key: "team", value: "core" }];
  const fresh = await create({ tags, amazonSideAsn: 4294967294 });
  const directConnectGatewayId = fresh?.directConnectGatewayId ?? "";
  expect(fresh).toEqual({
    directConnectGatewayId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
    directConnectGatewayName,
    directConnectGatewayState: "pending",
    amazonSideAsn: 4294967294,
    ownerAccount: acme,
    tags,
    totalPrefixPoolAllocations: 0,
  });
  emulated.emulator.clock.advance(minute);
  const [observed] = await describeAll({ directConnectGatewayId }, acme, "eu-west-1");
  expect(observed).toMatchObject({ directConnectGatewayState: "available" });

  const arn = `arn:aws:directconnect::${acme}:dx-gateway/${directConnectGatewayId}`;
  const { resourceTags } = await emulated.as(acme).send(new DescribeTagsCommand({ resourceArns: [arn] }));
  expect(resourceTags).toEqual([{ resourceArn: arn, tags }]);

  await emulated
    .as(acme)
    .send(
      new UpdateDirectConnectGatewayCommand({ directConnectGatewayId, newDirectConnectGatewayName: "edge" }),
    );
  const gone = await remove(directConnectGatewayId, acme);
  expect(gone.directConnectGateway).toMatchObject({
    directConnectGatewayName: "edge",
    directConnectGatewayState: "deleting",
  });
  await expect(remove(directConnectGatewayId, acme)).rejects.toMatchObject({
    message: /transitioning state/,
  });
  emulated.emulator.clock.advance(minute);
  expect(await describe1(directConnectGatewayId)).toBeUndefined();
  await expect(remove(directConnectGatewayId, acme)).rejects.toMatchObject({ message: /does not exist/ });
});

test("the default ASN is 64512", async () => {
  expect(await create()).toMatchObject({ amazonSideAsn: 64512 });
});

test("deleting a gateway with associations is accepted and taken back", async () => {
  expect((await remove(sticky)).directConnectGateway).toMatchObject({
    directConnectGatewayState: "deleting",
  });
  emulated.emulator.clock.advance(2 * minute);
  expect(await describe1(sticky, enterprise)).toMatchObject({ directConnectGatewayState: "deleting" });
  emulated.emulator.clock.advance(minute);
  expect(await describe1(sticky, enterprise)).toMatchObject({
    directConnectGatewayState: "available",
    stateChangeError: expect.stringContaining("has associations") as string,
  });

  const associationId = fixtureIds["association-sticky"];
  await emulated.as(enterprise).send(new DeleteDirectConnectGatewayAssociationCommand({ associationId }));
  emulated.emulator.clock.advance(5 * minute);
  expect((await remove(sticky)).directConnectGateway).not.toHaveProperty("stateChangeError");
  emulated.emulator.clock.advance(minute);
  expect(await describe1(sticky, enterprise)).toBeUndefined();
});

test("lists are paged", async () => {
  const client = emulated.as(enterprise);
  const first = await client.send(new DescribeDirectConnectGatewaysCommand({ maxResults: 3 }));
  const { nextToken } = first;
  const second = await client.send(new DescribeDirectConnectGatewaysCommand({ maxResults: 3, nextToken }));
  const names = [first, second].flatMap(
    (answer) => answer.directConnectGateways?.map((gateway) => gateway.directConnectGatewayName) ?? [],
  );
  expect(names).toEqual(["vpc-gw", "global-transit", "wan-gw", "legacy", "sticky"]);
  expect(second.nextToken).toBeUndefined();
});

test("attachments are listed by gateway, by virtual interface and by both, in pages", async () => {
  attach("dxvif-00000001");
  attach("dxvif-00000002");
  attach("dxvif-00000001", fixtureIds["vpc-gw"]);
  const list = async (input: object) => {
    const answer = await emulated
      .as(enterprise)
      .send(new DescribeDirectConnectGatewayAttachmentsCommand(input));
    return { ...answer, ids: answer.directConnectGatewayAttachments?.map((row) => row.virtualInterfaceId) };
  };
  const directConnectGatewayId = fixtureIds.legacy;
  const { ids, nextToken } = await list({ directConnectGatewayId, maxResults: 1 });
  expect(ids).toEqual(["dxvif-00000001"]);
  expect((await list({ directConnectGatewayId, nextToken })).ids).toEqual(["dxvif-00000002"]);
  expect((await list({ virtualInterfaceId: "dxvif-00000001" })).ids).toHaveLength(2);
  expect((await list({ virtualInterfaceId: "dxvif-00000002", directConnectGatewayId })).ids).toHaveLength(1);
});

test("virtual gateways belong to an account and a region, and can be given to the emulator", async () => {
  const list = async (account: string, region: string) =>
    (await emulated.as(account, region).send(new DescribeVirtualGatewaysCommand({}))).virtualGateways;
  expect(await list(subsidiary, "us-east-1")).toEqual([]);
  expect(await list(subsidiary, "us-west-2")).toHaveLength(3);
  await fetch(`${emulated.emulator.url}/_emulator/gateways`, {
    method: "POST",
    body: JSON.stringify({
      id: "vgw-00000001",
      ownerAccount: subsidiary,
      region: "us-east-1",
      state: "pending",
    }),
  });
  expect(await list(subsidiary, "us-east-1")).toEqual([
    { virtualGatewayId: "vgw-00000001", virtualGatewayState: "pending" },
  ]);
  expect(() =>
    emulated.emulator.addGateway({ id: "vgw-00000001", ownerAccount: acme, region: "us-east-1" }),
  ).toThrow(RangeError);
});
