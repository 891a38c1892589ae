import type { Invalidation } from "../../../src/directconnect/write/invalidation";
import { readInvalidation, textOfInvalidation } from "../../../src/directconnect/write/invalidation-text";
import { rowChangesOf } from "../../../src/directconnect/write/row-changes";

const where = { account: "555555555555", region: "us-east-1", before: null };

/** Outcomes whose row changes have every member that there is. */
const rows = [
  ...rowChangesOf("AssociateMacSecKey", {
    ...where,
    input: { connectionId: "dxlag-1" },
    answer: { connectionId: "dxlag-1", macSecKeys: [{ secretARN: "arn", state: "associating" }] },
  }),
  ...rowChangesOf("StartBgpFailoverTest", {
    ...where,
    input: { virtualInterfaceId: "dxvif-1" },
    answer: { virtualInterfaceTest: { testId: "t", virtualInterfaceId: "dxvif-1", bgpPeers: ["dxpeer-1"] } },
  }),
  ...rowChangesOf("CreateDirectConnectGatewayAssociationProposal", {
    ...where,
    input: { directConnectGatewayId: "g", directConnectGatewayOwnerAccount: "1", gatewayId: "vgw-1" },
    answer: {
      directConnectGatewayAssociationProposal: {
        ...{ proposalId: "p", directConnectGatewayId: "g", associatedGateway: { id: "vgw-1" } },
      },
    },
  }),
  ...rowChangesOf("TagResource", {
    ...where,
    input: {
      resourceArn: "arn:aws:directconnect:us-east-1:555555555555:dxcon/dxcon-1",
      tags: [{ key: "env", value: "test" }],
    },
    answer: {},
  }),
];

test("what a change says of rows arrives as it was sent", () => {
  const members = new Set(rows.flatMap((row) => Object.keys(row)));
  expect([...members]).toEqual(expect.arrayContaining(["by", "whose", "except", "topic", "state"]));
  const sent: Invalidation = {
    id: "change",
    reads: [],
    rows,
    validMilliseconds: 30_000,
    order: { from: 1, until: 3 },
  };
  const text = textOfInvalidation(sent, 1_000_000);
  expect(readInvalidation(text)).toEqual(JSON.parse(JSON.stringify(sent)));
});

test("a message with a member that this version does not have cannot be read", () => {
  const [row] = rows;
  const later = { id: "change", reads: [], rows: [{ ...row, ofALaterVersion: 1 }], validMilliseconds: 0 };
  expect(readInvalidation(JSON.stringify(later))).toBeUndefined();
});
