import { DescribeTagsCommand, TagResourceCommand } from "@aws-sdk/client-direct-connect";
import { NEWER_COMMANDS as commands } from "../../../src/directconnect/client/newer-commands";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { resiliencyGroups } from "../../../src/emulator/records/resiliency-groups";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { acme, enterprise } = accounts;
const ashburn = fixtureIds["ashburn-group"];
const order = { resiliencyGroupName: "pair", intendedResiliencyModel: "high-resiliency" } as const;
const arnOf = (id: string, region = "us-east-1") =>
  `arn:aws:directconnect:${region}:${enterprise}:dxcon/${id}`;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const as = (account: string = enterprise, region?: string) => emulated.as(account, region);
const create = async (input: object = {}, region?: string) => {
  const command = new commands.CreateResiliencyGroup({ ...order, ...input });
  return (await as(enterprise, region).send(command)).resiliencyGroup ?? {};
};
const get = async (resiliencyGroupId: string, region?: string, account?: string) =>
  (await as(account, region).send(new commands.GetResiliencyGroup({ resiliencyGroupId }))).resiliencyGroup;
const list = async (region?: string) =>
  (await as(enterprise, region).send(new commands.ListResiliencyGroups({}))).items ?? [];
const associate = (
  connectionIdentifiers: string[],
  resiliencyGroupId: string = ashburn,
  clientToken?: string,
) =>
  as().send(
    new commands.AssociateConnectionsToResiliencyGroup({
      resiliencyGroupId,
      connectionIdentifiers,
      ...(clientToken !== undefined && { clientToken }),
    }),
  );
const disassociate = (connectionIdentifiers: string[], resiliencyGroupId: string = ashburn) =>
  as().send(
    new commands.DisassociateConnectionsFromResiliencyGroup({ resiliencyGroupId, connectionIdentifiers }),
  );
const statesIn = async (resiliencyGroupId: string = ashburn) => {
  const { items = [] } = await as().send(new commands.ListResiliencyGroupAssociations({ resiliencyGroupId }));
  return items.map(({ connectionArn = "", state }) => [connectionArn.split("/")[1], state]);
};
const refused = (message: string, name = "DirectConnectClientException") => ({ name, message });

describe("refusals", () => {
  test("another account's group is not accessible", async () => {
    await expect(get(ashburn, "us-east-1", acme)).rejects.toMatchObject(
      refused(`Could not find Resiliency Group with ID ${ashburn}`),
    );
  });

  test.each([
    ["a name with spaces", { resiliencyGroupName: "a pair" }, /letters, digits/],
    ["no model", { intendedResiliencyModel: "none" }, /must be one of/],
  ])("%s", async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({ message: expect.stringMatching(message) as string });
    expect(await list()).toHaveLength(1);
  });

  test("the 101st group, by the name of the error that the operation declares", async () => {
    for (let count = 1; count < 100; count += 1) await create({ resiliencyGroupName: `group-${count}` });
    await expect(create()).rejects.toMatchObject(
      refused(
        `Account ${enterprise} has reached the limit of 100 resiliency groups.`,
        "LimitExceededException",
      ),
    );
  });

  test("one bad identifier fails the whole call, and changes nothing", async () => {
    const before = await statesIn();
    for (const bad of [fixtureIds["ic-dc2"], "dxcon-nowhere1", arnOf(fixtureIds["enterprise-ld5"])]) {
      await expect(associate([fixtureIds["enterprise-ld5"], bad])).rejects.toMatchObject(
        refused(`Could not find Connection with ID ${bad}`),
      );
    }
    expect(await statesIn()).toEqual(before);
  });

  test("a connection of another group", async () => {
    const { resiliencyGroupId = "" } = await create();
    await expect(associate([fixtureIds["lag-dc2"]], resiliencyGroupId)).rejects.toMatchObject(
      refused(`Connection ${fixtureIds["lag-dc2"]} is already in use by resiliency group ${ashburn}.`),
    );
  });

  test("one that is not in the group does not leave it", async () => {
    await expect(disassociate([fixtureIds["lag-dc2"], fixtureIds["enterprise-ld5"]])).rejects.toMatchObject({
      message: expect.stringMatching(/is not associated with resiliency group/) as string,
    });
    expect((await statesIn()).map(([, state]) => state)).toEqual(["associated", "associated"]);
  });

  test("a group with connections is not deleted", async () => {
    const remove = new commands.DeleteResiliencyGroup({ resiliencyGroupId: ashburn });
    await expect(as().send(remove)).rejects.toMatchObject(
      refused(`Resiliency group ${ashburn} has associated connections.`),
    );
  });
});

test("a group is pending, available, deleting, deleted, and listed no more", async () => {
  const { resiliencyGroupId = "", ...made } = await create({ tags: [{ key: "team", value: "netops" }] });
  expect(resiliencyGroupId).toMatch(/^dxrg-[0-9a-z]{17}$/);
  expect(made).toEqual({
    resiliencyGroupArn: `arn:aws:directconnect::${enterprise}:dx-resiliency-group/${resiliencyGroupId}`,
    resiliencyGroupName: "pair",
    resiliencyGroupType: "Managed",
    ownerAccount: enterprise,
    state: "pending",
    tags: [{ key: "team", value: "netops" }],
  });
  emulated.emulator.clock.advance(5_000);
  expect((await get(resiliencyGroupId.toUpperCase()))?.state).toBe("available");
  const remove = () => as().send(new commands.DeleteResiliencyGroup({ resiliencyGroupId }));
  expect((await remove()).resiliencyGroup?.state).toBe("deleting");
  emulated.emulator.clock.advance(minute / 2);
  expect((await remove()).resiliencyGroup?.state).toBe("deleted");
  expect((await list()).map(({ state }) => state)).toEqual(["available", "deleted"]);
  emulated.emulator.clock.advance(15 * minute);
  expect(await list()).toHaveLength(1);
  await expect(remove()).rejects.toMatchObject({
    message: `Could not find Resiliency Group with ID ${resiliencyGroupId}`,
  });
});

test("a group is listed in one region, without tags, and got from any", async () => {
  const { resiliencyGroupId = "" } = await create({ tags: [{ key: "team" }] }, "eu-west-1");
  expect((await list()).map((row) => row.resiliencyGroupId)).toEqual([ashburn]);
  const [listed] = await list("eu-west-1");
  expect(listed).toMatchObject({ resiliencyGroupId, state: "pending" });
  expect(listed).not.toHaveProperty("tags");
  expect((await get(resiliencyGroupId, "us-west-2"))?.tags).toEqual([{ key: "team" }]);
});

test("connections join and leave by id or ARN, also those of other regions", async () => {
  const ld5 = fixtureIds["enterprise-ld5"];
  const { resiliencyGroupAssociations } = await associate([arnOf(ld5, "eu-west-1"), ld5]);
  expect(resiliencyGroupAssociations).toEqual([
    { resiliencyGroupId: ashburn, connectionArn: arnOf(ld5, "eu-west-1"), state: "associating" },
  ]);
  emulated.emulator.clock.advance(minute / 2);
  await disassociate([fixtureIds["lag-dc2"]]);
  expect(await statesIn()).toEqual([
    [fixtureIds["enterprise-100g"], "associated"],
    [fixtureIds["lag-dc2"], "disassociating"],
    [ld5, "associated"],
  ]);
  emulated.emulator.clock.advance(minute / 2);
  expect((await statesIn())[1]).toEqual([fixtureIds["lag-dc2"], "disassociated"]);
  emulated.emulator.clock.advance(15 * minute);
  expect((await statesIn()).map(([id]) => id)).toEqual([fixtureIds["enterprise-100g"], ld5]);
});

describe("a client token that comes again", () => {
  test("has no second effect, and shows the group as it is now", async () => {
    const first = await create({ clientToken: "one" });
    emulated.emulator.clock.advance(minute);
    expect(await create({ clientToken: "one" })).toEqual({ ...first, state: "available" });
    expect(await list()).toHaveLength(2);
    await create({ clientToken: "one" }, "eu-west-1"); // tokens are a region's own
    expect(await list("eu-west-1")).toHaveLength(1);
  });

  test("with other parameters is refused", async () => {
    await create({ clientToken: "one" });
    await expect(create({ clientToken: "one", resiliencyGroupName: "other" })).rejects.toMatchObject(
      refused("The client token one was already used with different parameters."),
    );
  });

  test("is forgotten after a day", async () => {
    await create({ clientToken: "one" });
    emulated.emulator.clock.advance(24 * 60 * minute + 1);
    await create({ clientToken: "one" });
    expect(await list()).toHaveLength(3);
  });

  test("has no effect where the emulator ignores them", async () => {
    await emulated.stop();
    emulated = await startEmulated({ fixtures: true, rules: { ignoreClientTokens: true } });
    await create({ clientToken: "one" });
    await create({ clientToken: "one" });
    expect(await list()).toHaveLength(3);
  });
});

test("it is tagged by its ARN, which has no region", async () => {
  const { resiliencyGroupArn: resourceArn = "" } =
    emulated.emulator.store.table(resiliencyGroups).get(ashburn) ?? {};
  await as().send(new TagResourceCommand({ resourceArn, tags: [{ key: "team", value: "core" }] }));
  const { resourceTags } = await as().send(new DescribeTagsCommand({ resourceArns: [resourceArn] }));
  expect(resourceTags?.[0]?.tags).toContainEqual({ key: "team", value: "core" });
});
