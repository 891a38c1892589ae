import { isSameAddress } from "../../../../src/directconnect/write/reconciliation/addresses";

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
