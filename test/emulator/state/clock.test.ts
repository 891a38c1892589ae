import { ConfirmConnectionCommand, DescribeConnectionsCommand } from "@aws-sdk/client-direct-connect";
import { Clock } from "../../../src/emulator/state/clock";
import { accounts, startEmulated } from "../emulated";

test("a scaled clock moves the world by itself", async () => {
  const { as, stop } = await startEmulated({ fixtures: true, clock: { mode: "scaled", scale: 3_000 } });
  try {
    const connectionId = "dxcon-ffblord1";
    const client = as(accounts.blueHarbor);
    const state = async () =>
      (await client.send(new DescribeConnectionsCommand({ connectionId }))).connections?.[0]?.connectionState;
    expect(await client.send(new ConfirmConnectionCommand({ connectionId }))).toMatchObject({
      connectionState: "pending",
    });
    const deadline = Date.now() + 5_000;
    while ((await state()) !== "available" && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await state()).toBe("available");
  } finally {
    await stop();
  }
});

test("a clock never goes back, and a manual one waits to be moved", async () => {
  const clock = new Clock({ mode: "manual" }, 1_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(clock.now()).toBe(1_000);
  clock.advance(500);
  expect(clock.now()).toBe(1_500);
  for (const nonsense of [-1, NaN, Infinity]) expect(() => clock.advance(nonsense)).toThrow(RangeError);
  expect(clock.now()).toBe(1_500);
});
