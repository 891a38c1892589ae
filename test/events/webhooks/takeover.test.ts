import { databaseInBetween } from "../../journal/database-in-between";
import { freshDatabase } from "../../store/fresh-database";
import {
  deliveries,
  deliveriesLike,
  hook,
  isWatched,
  ORDERED,
  PENDING,
  receiver,
  rename,
  start,
  WallClock,
} from "./hooked-gateway";

/** The timeout of an attempt, and when another process may take a delivery that one took: 45 seconds later. */
const TIMEOUT = 60_000;
const CLAIMED_FOR = TIMEOUT + 45_000;
const settings = { WEBHOOK_TIMEOUT_MS: String(TIMEOUT) };

const databases: { stop: () => void }[] = [];
afterAll(() => databases.forEach((database) => database.stop()));

test("what a process took that is killed during the delivery is delivered by another one, with what follows", async () => {
  const postgres = await freshDatabase();
  const between = await databaseInBetween(postgres);
  databases.push(between);
  const killed = await start({ settings, store: { postgres: between.postgres } });
  const hooks = await receiver(() => "none");
  const { id } = await hook(killed, hooks.url);
  await isWatched(killed);
  await rename(killed, PENDING, "first");
  await hooks.count(1);
  between.be("down"); // nothing that it does from now on counts
  hooks.answer(() => 204);

  const clocks = new WallClock();
  const other = await start({ settings, clocks, store: { postgres }, upstream: killed.emulator });
  await rename(other, ORDERED, "other");
  await hooks.count(2);
  const [, taken] = await deliveriesLike(other, id, ([newest]) => newest?.state === "DELIVERED");
  expect(taken).toMatchObject({ state: "WAITING", attempts: 0 });
  clocks.pass(CLAIMED_FOR);
  await deliveriesLike(other, id, (list) => list.every(({ state }) => state === "DELIVERED"));
  const ids = hooks.received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toEqual([ids[0], ids[1], ids[0]]);
  expect(hooks.received[2]?.body).toBe(hooks.received[0]?.body);
});

test("the answer to an attempt that took too long counts no more where another process made the next one", async () => {
  const postgres = await freshDatabase();
  const slow = await start({ settings: { WEBHOOK_TIMEOUT_MS: "300000" }, store: { postgres } });
  const hooks = await receiver();
  let release: (status: number) => void = () => undefined;
  const held = new Promise<number>((resolve) => (release = resolve));
  hooks.answer(() => held);
  const { id } = await hook(slow, hooks.url);
  await isWatched(slow);
  await rename(slow, PENDING, "first");
  await hooks.count(1);
  hooks.answer(() => 204);

  const clocks = new WallClock();
  clocks.pass(300_000 + 45_000);
  const other = await start({ clocks, store: { postgres }, upstream: slow.emulator });
  await deliveriesLike(other, id, ([one]) => one?.state === "DELIVERED");
  release(500);
  await slow.stopGateway(); // it waits for its attempts
  expect(await deliveries(other, id)).toMatchObject([{ state: "DELIVERED", attempts: 1, status: 204 }]);
});
