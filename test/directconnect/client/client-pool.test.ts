import { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { ClientPool } from "../../../src/directconnect/client/client-pool";
import { mostClients } from "../../../src/directconnect/client/clients";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";

/** Makes clients and notes which were made and which were closed. */
function scene(most: number) {
  const made: string[] = [];
  const closed: string[] = [];
  const pool = new ClientPool(most);
  const use = (key: string, call: () => Promise<void> = () => Promise.resolve()) =>
    pool.use(
      key,
      () => {
        made.push(key);
        const client = new DirectConnectClient({ region: "us-east-1" });
        client.destroy = () => void closed.push(key);
        return client;
      },
      call,
    );
  return { made, closed, pool, use };
}

/** A call that ends when the test ends it. */
function pending() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, call: () => ended };
}

test("one client serves all calls of its key", async () => {
  const { use, made, closed } = scene(2);
  await Promise.all([use("a"), use("a"), use("b")]);
  await use("a");
  expect([made, closed]).toEqual([["a", "b"], []]);
});

test("however many are requested, only the maximum is held: the least recently used one is closed", async () => {
  const { use, made, closed } = scene(2);
  for (const key of ["a", "b", "a", "c", "d"]) await use(key);
  expect([made, closed]).toEqual([
    ["a", "b", "c", "d"],
    ["b", "a"],
  ]);
});

test("one that is in use is closed once its last call has ended, also where that fails", async () => {
  const { use, closed } = scene(1);
  const [one, other] = [pending(), pending()];
  const first = use("a", one.call);
  const second = use("a", async () => {
    await other.call();
    throw new Error("cut");
  });
  await use("b");
  expect(closed).toEqual([]);
  one.end();
  await first;
  expect(closed).toEqual([]);
  other.end();
  await expect(second).rejects.toThrow("cut");
  expect(closed).toEqual(["a"]);
});

test("all are closed with the pool, those in use too, each once", async () => {
  const { use, closed, pool } = scene(1);
  const call = pending();
  const first = use("a", call.call);
  const second = use("b", call.call);
  pool.close();
  expect(closed.sort()).toEqual(["a", "b"]);
  call.end();
  await Promise.all([first, second]);
  expect(closed).toHaveLength(2);
});

test("all clients of the places that are configured are held", () => {
  expect(mostClients(emulatedAccounts())).toBe(6 * 5 * 3 * 2);
  expect(mostClients([])).toBe(100);
});
