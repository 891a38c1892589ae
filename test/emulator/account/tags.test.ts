import {
  CreateConnectionCommand,
  DescribeTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Tag,
} from "@aws-sdk/client-direct-connect";
import { accounts, startEmulated, type Emulated } from "../emulated";

const { enterprise, acme, partner } = accounts;

let emulated: Emulated;
let arn: string;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
  const { connectionId = "" } = await emulated.as(enterprise).send(
    new CreateConnectionCommand({
      ...{ location: "EqDC2", bandwidth: "1Gbps", connectionName: "c" },
      tags: [{ key: "env", value: "test" }],
    }),
  );
  arn = `arn:aws:directconnect:us-east-1:${enterprise}:dxcon/${connectionId}`;
});
afterEach(() => emulated.stop());

const read = async (resourceArn = arn, account: string = enterprise, region = "us-east-1") => {
  const command = new DescribeTagsCommand({ resourceArns: [resourceArn] });
  return (await emulated.as(account, region).send(command)).resourceTags?.[0]?.tags;
};
const tag = (tags: Tag[], account: string = enterprise) =>
  emulated.as(account).send(new TagResourceCommand({ resourceArn: arn, tags }));

describe("refusals", () => {
  test("another account neither reads nor writes", async () => {
    const gone = { message: `Could not find Resource with ARN ${arn}` };
    await expect(read(arn, acme)).rejects.toMatchObject(gone);
    await expect(tag([{ key: "a" }], acme)).rejects.toMatchObject(gone);
    await expect(
      emulated.as(acme).send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["env"] })),
    ).rejects.toMatchObject(gone);
    expect(await read()).toEqual([{ key: "env", value: "test" }]);
  });

  test("the partner that carries a hosted connection does not read its tags", async () => {
    const hosted = `arn:aws:directconnect:us-east-1:${acme}:dxcon/dxcon-ffacdc2a`;
    expect(await read(hosted, acme)).toEqual([{ key: "env", value: "production" }]);
    await expect(read(hosted, partner)).rejects.toMatchObject({ message: /^Could not find Resource/ });
  });

  test("an ARN of mine with another account in it names nothing", async () => {
    const foreign = arn.replace(enterprise, acme);
    const unknown = { message: `Could not find Resource with ARN ${foreign}` };
    for (const account of [enterprise, acme])
      await expect(read(foreign, account)).rejects.toMatchObject(unknown);
    await expect(
      emulated.as(enterprise).send(new UntagResourceCommand({ resourceArn: foreign, tagKeys: ["env"] })),
    ).rejects.toMatchObject(unknown);
    expect(await read()).toEqual([{ key: "env", value: "test" }]);
  });

  test("another region's endpoint does not have the resource", async () => {
    await expect(read(arn, enterprise, "eu-west-1")).rejects.toMatchObject({
      message: /^Could not find Resource/,
    });
  });

  test("what is no ARN of Direct Connect", async () => {
    await expect(read("arn:aws:s3:::bucket")).rejects.toMatchObject({ message: /is not a valid ARN/ });
    await expect(read(arn.replace("dxcon/", "constructor/"))).rejects.toMatchObject({
      message: /^Could not find/,
    });
  });

  test.each<[string, Tag[], string]>([
    ["no tags", [], "DirectConnectClientException"],
    ["a key twice", [{ key: "a" }, { key: "a" }], "DuplicateTagKeysException"],
    ["a reserved key", [{ key: "aws:a" }], "DirectConnectClientException"],
    ["a key too long", [{ key: "k".repeat(129) }], "DirectConnectClientException"],
    ["a value too long", [{ key: "k", value: "v".repeat(257) }], "DirectConnectClientException"],
    [
      "51 with the one present",
      Array.from({ length: 50 }, (_, n) => ({ key: `k${n}` })),
      "TooManyTagsException",
    ],
  ])("%s", async (_what, tags, name) => {
    await expect(tag(tags)).rejects.toMatchObject({ name });
    expect(await read()).toEqual([{ key: "env", value: "test" }]);
  });
});

test("tags are added, replaced and taken away", async () => {
  await tag([{ key: "env", value: "live" }, { key: "team" }]);
  expect(await read()).toEqual([{ key: "env", value: "live" }, { key: "team" }]);
  await emulated
    .as(enterprise)
    .send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["env", "never"] }));
  expect(await read()).toEqual([{ key: "team" }]);
});
