import { entrance } from "../../../src/directconnect/collections/rows";

interface Sdk {
  connectionId?: string;
  connectionName?: string;
  connectionState?: string;
  ownerAccount?: string;
  region?: string;
  virtualGatewayId?: string;
  loaIssueTime?: Date;
  loaContent?: Uint8Array;
  associatedGateway?: { id?: string; region?: string };
  peers?: { customerAddress?: string }[];
  tags?: { key: string; value?: string }[];
}
type Row = Omit<Sdk, "virtualGatewayId"> & { id: string; virtualGatewayId?: string | null; account: string };

const place = {
  account: {
    accountId: "111111111111",
    alias: "partner",
    regions: [],
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  },
  region: "us-east-1",
};
const take = entrance<Sdk, Row>({
  typename: "Connection",
  arn: { kind: "dxcon", from: "connectionId" },
  rule: { identity: ["connectionId"], state: "connectionState", region: true, lists: ["tags", "peers"] },
});
const enter = (input: Sdk, at = place): Row => {
  const row = take({ connectionId: "dxcon-1", ...input }, at);
  if (row === null) throw new Error("It was left out.");
  return row;
};

test("the SDK's object itself becomes the row", () => {
  const sdkObject = { connectionId: "dxcon-1" };
  expect(take(sdkObject, place)).toBe(sdkObject);
});

test("an empty text means none, at any depth", () => {
  const row = enter(
    { virtualGatewayId: "", associatedGateway: { id: "", region: "x" }, peers: [{ customerAddress: "" }] },
    place,
  );
  expect(row.virtualGatewayId).toBeNull();
  expect(row.associatedGateway).toEqual({ id: null, region: "x" });
  expect(row.peers).toEqual([{ customerAddress: null }]);
});

test("an empty tag value is a value", () => {
  expect(enter({ tags: [{ key: "env", value: "" }] }, place).tags).toEqual([{ key: "env", value: "" }]);
});

test("dates and bytes pass as they are", () => {
  const input = { loaIssueTime: new Date(0), loaContent: new Uint8Array([1, 2]) };
  const { loaIssueTime, loaContent } = enter({ ...input }, place);
  expect(loaIssueTime).toBe(input.loaIssueTime);
  expect(loaContent).toBe(input.loaContent);
});

test("lists that AWS leaves out are empty", () => {
  expect(enter({}, place)).toMatchObject({ tags: [], peers: [] });
});

test("a row without an identity is left out", () => {
  expect(take({ connectionName: "nameless" }, place)).toBeNull();
  expect(take({ connectionId: "" }, place)).toBeNull();
});

test("a state that AWS leaves out is unknown, a region that which was asked", () => {
  expect(enter({})).toMatchObject({ connectionState: "unknown", region: "us-east-1" });
  expect(enter({ connectionState: "", region: "" })).toMatchObject({
    connectionState: "unknown",
    region: "us-east-1",
  });
  expect(enter({ connectionState: "down", region: "eu-west-1" })).toMatchObject({
    connectionState: "down",
    region: "eu-west-1",
  });
});

test("tags without a key, and items that are none, are no items", () => {
  const tags = [{ value: "lost" }, { key: "env" }] as Sdk["tags"];
  const peers = [null, { customerAddress: "x" }] as Sdk["peers"];
  expect(enter({ tags, peers })).toMatchObject({
    tags: [{ key: "env" }],
    peers: [{ customerAddress: "x" }],
  });
});

test("the row says its type, who read it, and its owner's ARN", () => {
  const row = enter({ connectionId: "dxcon-1", ownerAccount: "222222222222", region: "eu-west-1" }, place);
  expect(row).toMatchObject({
    __typename: "Connection",
    account: "111111111111",
    id: "arn:aws:directconnect:eu-west-1:222222222222:dxcon/dxcon-1",
  });
});

test("without an owner and a region of its own it belongs to the account and region that were asked", () => {
  expect(enter({ connectionId: "dxcon-1" }, place).id).toBe(
    "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-1",
  );
});

test.each([
  ["cn-north-1", "arn:aws-cn:directconnect:cn-north-1:"],
  ["us-gov-west-1", "arn:aws-us-gov:directconnect:us-gov-west-1:"],
])("the ARN of %s names its partition", (region, start) => {
  expect(enter({ connectionId: "dxcon-1" }, { ...place, region }).id).toContain(start);
});

test("what is global has no region in its ARN", () => {
  const enterGlobal = entrance<Sdk, Row>({
    typename: "DirectConnectGateway",
    arn: { kind: "dx-gateway", from: "connectionId", global: true },
    rule: { identity: ["connectionId"], lists: [] },
  });
  expect(enterGlobal({ connectionId: "uuid" }, place)?.id).toBe(
    "arn:aws:directconnect::111111111111:dx-gateway/uuid",
  );
});
