import { fixtureIds, fixturePeerId } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const ROW = `virtualInterfaceId bgpPeers { bgpPeerId asn addressFamily bgpPeerState }`;
const create = (input: object) =>
  gateway.ask(
    `mutation ($input: CreateBGPPeerInput!) { createBGPPeer(account: "enterprise", input: $input) { ${ROW} } }`,
    { input },
  );
const remove = (input: object) =>
  gateway.ask(
    `mutation ($input: DeleteBGPPeerInput!) { deleteBGPPeer(account: "enterprise", input: $input) { ${ROW} } }`,
    { input },
  );

test("bad fields in one error, before AWS is asked; the key is not repeated", async () => {
  const answer = await create({
    virtualInterfaceId: "vif",
    newBGPPeer: { asn: 65000, authKey: "short", addressFamily: "IPV6", amazonAddress: "169.254.9.1/30" },
  });
  expect(answer.errors).toHaveLength(1);
  const fields = answer.errors[0]?.extensions["fields"] as { argument: string }[];
  expect([...new Set(fields.map(({ argument }) => argument))].sort()).toEqual([
    "input.newBGPPeer.amazonAddress",
    "input.newBGPPeer.authKey",
    "input.newBGPPeer.customerAddress",
    "input.virtualInterfaceId",
  ]);
  expect(JSON.stringify(answer)).not.toContain("short");
  expect(gateway.calls()).toEqual([]);
});

test.each(["nonsense", "10.0.0.1/33", "fe80::1%eth0"])(
  "a deletion by what is no address, before AWS is asked: %s",
  async (customerAddress) => {
    const { errors } = await remove({ virtualInterfaceId: fixtureIds["vif-301"], customerAddress });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "BAD_USER_INPUT",
          fields: [{ argument: "input.customerAddress", sent: JSON.stringify(customerAddress) }],
        },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  },
);

test("a deletion that does not say of which one, before AWS is asked", async () => {
  const { errors } = await remove({ virtualInterfaceId: fixtureIds["vif-301"] });
  expect(errors).toMatchObject([
    {
      extensions: {
        fields: [
          {
            argument: "input.virtualInterfaceId",
            allowed: "at least one of `bgpPeerId`, `asn`, `customerAddress` beside it",
          },
        ],
      },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("the deletion of the last one, by AWS", async () => {
  const { errors } = await remove({ virtualInterfaceId: fixtureIds["vif-302"], asn: 65001 });
  expect(errors[0]?.message).toBe("The last BGP Peer on a Virtual Interface cannot be deleted");
});

test("a second family is added, with a 4-byte ASN, and taken off by it", async () => {
  const { data, errors } = await create({
    virtualInterfaceId: fixtureIds["vif-302"],
    newBGPPeer: { asn: 4200000001, addressFamily: "IPV6" },
  });
  expect(errors).toEqual([]);
  expect(data.createBGPPeer).toMatchObject({
    virtualInterfaceId: fixtureIds["vif-302"],
    bgpPeers: [
      { asn: 65001, addressFamily: "IPV4" },
      { asn: 4200000001, addressFamily: "IPV6", bgpPeerState: "PENDING" },
    ],
  });
  // the peers before it show later, if the answer is lost, which one is new
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 CreateBGPPeer",
    "555555555555 us-east-1 DescribeVirtualInterfaces",
  ]);

  const { data: after } = await remove({ virtualInterfaceId: fixtureIds["vif-302"], asn: 4200000001 });
  expect(after.deleteBGPPeer.bgpPeers).toMatchObject([
    { addressFamily: "IPV4", bgpPeerState: "AVAILABLE" },
    { addressFamily: "IPV6", bgpPeerState: "DELETING" },
  ]);
  expect(gateway.emulator.requests.list("DeleteBGPPeer")[0]?.input).toEqual({
    virtualInterfaceId: fixtureIds["vif-302"],
    asnLong: 4200000001,
  });
});

test("one is taken off by its id", async () => {
  const bgpPeerId = fixturePeerId(fixtureIds["vif-301"], "ipv6");
  const { data } = await remove({ virtualInterfaceId: fixtureIds["vif-301"], bgpPeerId });
  expect(data.deleteBGPPeer.bgpPeers).toContainEqual({
    bgpPeerId,
    asn: 65001,
    addressFamily: "IPV6",
    bgpPeerState: "DELETING",
  });
});
