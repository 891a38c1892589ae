import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import { contentOf, isSameChange } from "../../../src/directconnect/write/change-content";
import { fingerprintOf } from "../../../src/journal/fingerprint";

const [account] = emulatedAccounts();
if (account === undefined) throw new Error("The fixtures have accounts.");
const place = { account, region: "us-east-1" };
const arn = (region: string, owner: string = account.accountId) =>
  `arn:aws:directconnect:${region}:${owner}:dxcon/dxcon-ffabc123`;
const joining = (...connectionIdentifiers: string[]) => ({
  operation: "AssociateConnectionsToResiliencyGroup",
  place,
  input: { resiliencyGroupId: "dxrg-0a1b2c3d4e5f6a7b8", connectionIdentifiers },
});

test("an ARN in the place of the change is the id", async () => {
  expect(contentOf(joining(arn("us-east-1")))).toEqual(contentOf(joining("dxcon-ffabc123")));
  const fingerprint = await fingerprintOf(contentOf(joining("dxcon-ffabc123")));
  expect(await isSameChange(fingerprint, joining(arn("us-east-1")))).toBe(true);
});

test("so does one in another region of the account, where a group can have members", async () => {
  const fingerprint = await fingerprintOf(contentOf(joining("dxcon-ffabc123")));
  expect(await isSameChange(fingerprint, joining(arn("us-west-2")))).toBe(true);
});

test("an ARN in another account is another resource", async () => {
  const fingerprint = await fingerprintOf(contentOf(joining("dxcon-ffabc123")));
  expect(await isSameChange(fingerprint, joining(arn("us-east-1", "222222222222")))).toBe(false);
});

test("a repeat of what an earlier release journaled with an ARN is the same change", async () => {
  const { operation, input } = joining(arn("us-east-1"));
  // as version 0.1.0 made it
  const asSent = { operation, account: account.accountId, region: place.region, input };
  const fingerprint = await fingerprintOf(asSent);
  expect(await isSameChange(fingerprint, joining(arn("us-east-1")))).toBe(true);
  expect(await isSameChange(fingerprint, joining(arn("us-east-1"), "dxcon-ffother1"))).toBe(false);
});
