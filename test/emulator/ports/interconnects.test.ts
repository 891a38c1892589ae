import {
  AllocateHostedConnectionCommand,
  CreateInterconnectCommand,
  DeleteConnectionCommand,
  DeleteInterconnectCommand,
  DescribeConnectionsCommand,
  DescribeInterconnectsCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { partner, acme } = accounts;
const order = { interconnectName: "ic-1", location: "EqDC2", bandwidth: "10Gbps" };

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const create = (input: Partial<typeof order> & Record<string, unknown> = {}, account: string = partner) =>
  emulated.as(account).send(new CreateInterconnectCommand({ ...order, ...input }));
const find = (interconnectId: string | undefined, account: string = partner) =>
  emulated.as(account).send(new DescribeInterconnectsCommand({ interconnectId }));
const remove = (interconnectId: string | undefined, account: string = partner) =>
  emulated.as(account).send(new DeleteInterconnectCommand({ interconnectId }));

describe("refusals", () => {
  test("no interconnect without being a partner", async () => {
    await expect(create({}, acme)).rejects.toMatchObject({
      message: `Account ${acme} is not an authorized Direct Connect partner in us-east-1.: `,
    });
  });

  test("400 Gbps is no interconnect bandwidth", async () => {
    await expect(create({ bandwidth: "400Gbps" })).rejects.toMatchObject({ message: /^Bandwidth 400Gbps/ });
  });

  test("another account's interconnect is not there", async () => {
    const { interconnectId = "" } = await create();
    await expect(find(interconnectId, acme)).rejects.toMatchObject({
      message: `Could not find Interconnect with ID ${interconnectId}`,
    });
    await expect(remove(interconnectId, acme)).rejects.toMatchObject({
      message: "Interconnect does not exist",
    });
  });

  test("an interconnect is no connection", async () => {
    const { interconnectId } = await create();
    const client = emulated.as(partner);
    await expect(
      client.send(new DescribeConnectionsCommand({ connectionId: interconnectId })),
    ).rejects.toMatchObject({ message: /^Could not find Connection with ID/ });
    await expect(
      client.send(new DeleteConnectionCommand({ connectionId: interconnectId })),
    ).rejects.toMatchObject({ message: "Connection does not exist" });
  });

  test("not deleted while it carries connections", async () => {
    const { interconnectId } = await create();
    emulated.emulator.clock.advance(180 * minute);
    const client = emulated.as(partner);
    const { connectionId } = await client.send(
      new AllocateHostedConnectionCommand({
        ...{ connectionId: interconnectId, ownerAccount: acme, bandwidth: "1Gbps" },
        ...{ connectionName: "c", vlan: 7 },
      }),
    );
    await expect(remove(interconnectId)).rejects.toMatchObject({ message: /has hosted connections/ });
    await emulated.as(acme).send(new DeleteConnectionCommand({ connectionId }));
    await expect(remove(interconnectId)).resolves.toMatchObject({ interconnectState: "deleting" });
  });
});

test("an interconnect lives from requested to forgotten", async () => {
  const { clock } = emulated.emulator;
  const made = await create({ requestMACSec: true, tags: [{ key: "site", value: "dc2" }] });
  expect(made).toMatchObject({
    interconnectId: expect.stringMatching(/^dxcon-/) as string,
    interconnectName: "ic-1",
    interconnectState: "requested",
    macSecCapable: true,
    encryptionMode: "should_encrypt",
    tags: [{ key: "site", value: "dc2" }],
  });
  clock.advance(60 * minute);
  expect(await find(made.interconnectId)).toMatchObject({
    interconnects: [{ interconnectState: "pending", loaIssueTime: expect.any(Date) as Date }],
  });
  clock.advance(120 * minute);
  expect(await find(undefined)).toMatchObject({ interconnects: [{ interconnectState: "available" }] });
  await remove(made.interconnectId);
  clock.advance(2 * minute);
  expect(await find(made.interconnectId)).toMatchObject({
    interconnects: [{ interconnectState: "deleted" }],
  });
  clock.advance(60 * minute);
  await expect(find(made.interconnectId)).rejects.toMatchObject({ message: /^Could not find Interconnect/ });
});
