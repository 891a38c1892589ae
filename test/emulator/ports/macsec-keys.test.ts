import {
  AssociateMacSecKeyCommand,
  CreateConnectionCommand,
  DescribeConnectionsCommand,
  DisassociateMacSecKeyCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { enterprise, acme } = accounts;
const ckn = "a1".repeat(32);
const cak = "b2".repeat(32);

let emulated: Emulated;
let connectionId: string;
const order = (requestMACSec: boolean) =>
  new CreateConnectionCommand({ location: "EqDC2", bandwidth: "10Gbps", connectionName: "m", requestMACSec });

beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
  connectionId = (await emulated.as(enterprise).send(order(true))).connectionId ?? "";
});
afterEach(() => emulated.stop());

const associate = (input: Record<string, unknown> = { ckn, cak }, account: string = enterprise) =>
  emulated.as(account).send(new AssociateMacSecKeyCommand({ connectionId, ...input }));
const port = async () =>
  (await emulated.as(enterprise).send(new DescribeConnectionsCommand({ connectionId }))).connections?.[0];

describe("refusals", () => {
  test("another account's port", async () => {
    await expect(associate(undefined, acme)).rejects.toMatchObject({
      message: `Could not find Connection with ID ${connectionId}`,
    });
  });

  test("a hosted connection carries no keys", async () => {
    await expect(associate({ ckn, cak, connectionId: "dxcon-ffacdc2a" }, acme)).rejects.toMatchObject({
      message: /^MACsec keys cannot be associated with connection/,
    });
  });

  test("a port that was not requested with MACsec", async () => {
    const plain = await emulated.as(enterprise).send(order(false));
    await expect(associate({ ckn, cak, connectionId: plain.connectionId })).rejects.toMatchObject({
      message: /is not MACsec capable/,
    });
  });

  test.each([
    ["nothing", {}, /both ckn and cak/],
    ["a CKN alone", { ckn }, /both ckn and cak/],
    ["a pair and a secret", { ckn, cak, secretARN: "arn:x" }, /either secretARN, or/],
    ["a CKN that is too short", { ckn: "a1", cak }, /CKN must be 64/],
    ["a CAK that is not hexadecimal", { ckn, cak: "x".repeat(64) }, /CAK must be 64/],
    [
      "a secret that Direct Connect did not make",
      { secretARN: "arn:aws:secretsmanager:x" },
      /Could not find MACsec secret/,
    ],
  ])("%s", async (_what, input, message) => {
    await expect(associate(input)).rejects.toMatchObject({ message });
    expect((await port())?.macSecKeys).toEqual([]);
  });

  test("the same CKN twice, and a secret that is not associated", async () => {
    await associate();
    await expect(associate()).rejects.toMatchObject({ message: /already associated/ });
    await expect(
      emulated.as(enterprise).send(new DisassociateMacSecKeyCommand({ connectionId, secretARN: "arn:x" })),
    ).rejects.toMatchObject({ message: /is not associated/ });
  });
});

test("a key comes, serves, and goes; without the last one must_encrypt drops", async () => {
  const { clock } = emulated.emulator;
  const made = await associate();
  const secretARN = made.macSecKeys?.[0]?.secretARN ?? "";
  expect(made).toMatchObject({ connectionId, macSecKeys: [{ ckn, state: "associating" }] });
  expect(secretARN).toContain(`:secret:directconnect!prod/us-east-1/directconnect/${ckn}`);
  clock.advance(5 * minute);
  expect(await port()).toMatchObject({
    portEncryptionStatus: "Encryption Up",
    macSecKeys: [{ state: "associated" }],
  });
  await emulated
    .as(enterprise)
    .send(new UpdateConnectionCommand({ connectionId, encryptionMode: "must_encrypt" }));

  const left = await emulated
    .as(enterprise)
    .send(new DisassociateMacSecKeyCommand({ connectionId, secretARN }));
  expect(left).toMatchObject({ connectionId, macSecKeys: [{ ckn, state: "disassociating" }] });
  expect(await port()).toMatchObject({ encryptionMode: "must_encrypt" });
  clock.advance(5 * minute);
  expect(await port()).toMatchObject({
    ...{ encryptionMode: "should_encrypt", portEncryptionStatus: "Encryption Down", macSecKeys: [] },
  });
  await expect(associate({ secretARN })).resolves.toMatchObject({
    macSecKeys: [{ ckn, state: "associating" }],
  });
});

test("the log of requests shows no CAK", async () => {
  await associate();
  const text = JSON.stringify(emulated.emulator.requests.list("AssociateMacSecKey"));
  expect(text).toContain(ckn);
  expect(text).not.toContain(cak);
});
