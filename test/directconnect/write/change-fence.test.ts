import { ChangeFence } from "../../../src/directconnect/write/change-fence";
import { Lease } from "../../../src/journal/lease";
import { HandClocks } from "../../clocks";

const DEADLINE = 5_000;
const times = { leaseMilliseconds: 10_000, leaseRenewalMilliseconds: 2_000, fenceMarginMilliseconds: 2_000 };

/** A fence of a change whose lease is held. */
function openFence() {
  const clocks = new HandClocks();
  const fence = new ChangeFence("CreateConnection", DEADLINE, clocks);
  const lease = new Lease("00000000-0000-4000-8000-000000000001", times, clocks);
  lease.begin();
  lease.take("1");
  fence.open(lease);
  return { clocks, fence, lease };
}

const unsent = expect.objectContaining({ code: "UPSTREAM_TIMEOUT" }) as Error;

test("an attempt passes before the deadline, and the change may have been made then", () => {
  const { clocks, fence } = openFence();
  clocks.pass(DEADLINE - 1);
  fence.pass();
  expect(fence.close()).toBe(true);
});

test("nothing passes before the change is in the journal", () => {
  const fence = new ChangeFence("CreateConnection", DEADLINE, new HandClocks());
  expect(() => fence.pass()).toThrow(unsent);
  expect(fence.close()).toBe(false);
});

test.each([
  ["both clocks", (clocks: HandClocks) => clocks.pass(DEADLINE)],
  ["the wall clock alone, as after a sleep of the machine", (clocks: HandClocks) => clocks.step(DEADLINE)],
  [
    "the monotonic clock alone, as the wall clock was set back",
    (clocks: HandClocks) => {
      clocks.pass(DEADLINE);
      clocks.step(-3_600_000);
    },
  ],
])("nothing passes after the deadline by %s", (_how, pass) => {
  const { clocks, fence } = openFence();
  pass(clocks);
  expect(() => fence.pass()).toThrow(unsent);
  expect(fence.close()).toBe(false);
});

test("nothing passes once the caller was answered that nothing was sent", () => {
  const { fence } = openFence();
  expect(fence.close()).toBe(false);
  expect(() => fence.pass()).toThrow(unsent);
});

test("nothing passes in the margin of the lease", () => {
  const { clocks, fence, lease } = openFence();
  const confirm = lease.renew();
  clocks.pass(4_000);
  confirm(true);
  fence.pass();
  const late = new ChangeFence("CreateConnection", DEADLINE, clocks);
  late.open(lease);
  clocks.pass(4_000);
  expect(() => late.pass()).toThrow(unsent);
});

test("nothing passes once the lease is known to be lost", () => {
  const { fence, lease } = openFence();
  lease.renew()(false);
  expect(() => fence.pass()).toThrow(unsent);
});
