import { isSameAddress } from "../../../../src/directconnect/write/reconciliation/addresses";
import { isSession } from "../../../../src/directconnect/write/reconciliation/bgp-peers";

test.each([
  ["2600:1f26:0074:0000:0000:0000:0000:0000/48", "2600:1F26:74::/48", true],
  ["2001:db8::1/125", "2001:db8:0:0::1/125", true],
  ["::ffff:1.2.3.4", "::ffff:102:304", true],
  ["10.0.0.0/8", "10.0.0.0/08", true],
  ["10.0.0.0/8", "10.0.0.0/9", false],
  ["10.0.0.0/8", "10.0.0.0", false],
  ["2001:db8::/48", "2001:db8:1::/48", false],
  ["nonsense", "nonsense", true],
  ["nonsense", "NONSENSE", false],
  ["10.0.0.0/8", undefined, false],
  [undefined, undefined, true],
])("%s and %s", (one, other, same) => {
  expect(isSameAddress(one, other)).toBe(same);
  expect(isSameAddress(other, one)).toBe(same);
});

describe("a session is the one that was ordered, however AWS writes its addresses", () => {
  const ordered = {
    ...{ asn: 65000, addressFamily: "ipv6" as const },
    ...{ amazonAddress: "2001:db8:301::1/125", customerAddress: "2001:db8:301::2/125" },
  };
  const expanded = (end: string) => `2001:0DB8:0301:0000:0000:0000:0000:000${end}`;

  test.each([
    ["expanded", { amazonAddress: expanded("1/125"), customerAddress: expanded("2/125") }, true],
    ["without the length", { amazonAddress: expanded("1"), customerAddress: expanded("2") }, true],
    ["with another address of AWS", { amazonAddress: expanded("3/125") }, false],
    ["with another address of the customer", { customerAddress: expanded("3/125") }, false],
    ["with another length", { customerAddress: expanded("2/64") }, false],
  ])("%s", (_how, addresses, same) => {
    expect(isSession(ordered, { ...ordered, ...addresses })).toBe(same);
  });
});
