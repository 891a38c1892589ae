import { KeptCredentials } from "../../../src/directconnect/accounts/cached-credentials";
import { HandClocks } from "../../clocks";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Credentials that last an hour from when they are taken, and how often they were. */
function start() {
  const clocks = new HandClocks();
  const issuer = { taken: 0 };
  const expiresAt = () => new Date(clocks.wall() + HOUR);
  const kept = new KeptCredentials(() => {
    issuer.taken += 1;
    const accessKeyId = `key-${issuer.taken}`;
    return Promise.resolve({ accessKeyId, secretAccessKey: "x", expiration: expiresAt() });
  }, clocks);
  return { clocks, issuer, kept };
}

test("expired ones are not kept where the wall clock steps back by an hour", async () => {
  const { clocks, kept } = start();
  await kept.provide();
  clocks.step(-HOUR);
  expect(await kept.provide()).toMatchObject({ accessKeyId: "key-1" });
  clocks.pass(HOUR);
  expect(await kept.provide()).toMatchObject({ accessKeyId: "key-2" });
});

test("they are renewed before they end where the wall clock has stepped back", async () => {
  const { clocks, issuer, kept } = start();
  await kept.provide();
  clocks.step(-HOUR);
  clocks.pass(HOUR - MINUTE);
  expect(await kept.provide()).toMatchObject({ accessKeyId: "key-1" });
  expect(issuer.taken).toBe(2);
});

test("a machine that slept for longer than they last takes others", async () => {
  const { clocks, kept } = start();
  await kept.provide();
  clocks.step(HOUR); // the monotonic clock was stopped
  expect(await kept.provide()).toMatchObject({ accessKeyId: "key-2" });
});
