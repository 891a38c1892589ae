import { networkOf, senderAt } from "../../../src/http/limits/unknown-senders";
import { RequestSlots } from "../../../src/http/limits/request-slots";
import { UNKNOWN_SENDER } from "../../../src/scheduling/fair-queue";

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::1", "0:0:0:0"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::6", "2001:db8:1:2"],
  ["2001:db8::6", "2001:db8:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["", ""],
])("of %s the network is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("senders that are known, or whose issuer is, are counted as such, wherever they are", () => {
  const named = { caller: "acme", person: "acme:jo" };
  const ofIssuer = { ...UNKNOWN_SENDER, person: "https://login.example.com" };
  for (const sender of [named, ofIssuer, undefined]) expect(senderAt(sender, "192.0.2.7")).toBe(sender);
  expect(senderAt(UNKNOWN_SENDER, "192.0.2.7")).toEqual({ caller: "", person: "192.0.2.7" });
});

test("an address that takes what it can leaves some for unknown senders of others", () => {
  const slots = new RequestSlots(100);
  const taken = (address: string, count: number) =>
    Array.from({ length: count }, () => slots.take(senderAt(UNKNOWN_SENDER, address), () => false)).filter(
      Boolean,
    ).length;
  expect(taken("192.0.2.7", 1_000)).toBe(58);
  expect(taken("2001:db8::1", 5)).toBe(5);
  expect(slots.take({ caller: "acme", person: "acme" }, () => false)).toBeDefined();
});
