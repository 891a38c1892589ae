import { Client } from "pg";
import { freshDatabase } from "../../store/fresh-database";
import {
  deliveries,
  deliveriesLike,
  hook,
  HOUR,
  isWatched,
  PENDING,
  receiver,
  rename,
  start,
  WallClock,
} from "./hooked-gateway";
import { as, CREATE, TEST, UPDATE, URL_OF_HOOK } from "./webhook-callers";

test("deliveries that ended and keys of changes are removed when they are old, deliveries that wait are not", async () => {
  const postgres = await freshDatabase();
  const settings = { EVENT_RETENTION_HOURS: "48", JOURNAL_RETENTION_HOURS: "72" };
  const first = await start({ settings, store: { postgres } });
  const hooks = await receiver();
  const { id } = await hook(first, hooks.url);
  await isWatched(first);
  await rename(first, PENDING, "first");
  await deliveriesLike(first, id, ([one]) => one?.state === "DELIVERED");
  hooks.answer(() => 500);
  await rename(first, PENDING, "second");
  await deliveriesLike(first, id, ([one]) => one?.attempts === 1 && one.state === "WAITING");
  await first.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
  const create = { input: { url: URL_OF_HOOK }, key: "hook-1" };
  const made = (await first.ask(CREATE, create, as("operator"))).data.createWebhook;
  await first.stopGateway();

  const after = async (hours: number) => {
    const clocks = new WallClock();
    clocks.pass(hours * HOUR);
    return start({ settings, clocks, store: { postgres }, upstream: first.emulator });
  };
  const second = await after(49);
  await deliveriesLike(second, id, ({ length }) => length === 1);
  expect(await deliveries(second, id)).toMatchObject([{ state: "WAITING", attempts: 1 }]);
  const repeated = (await second.ask(CREATE, create, as("operator"))).data.createWebhook;
  expect(repeated).toEqual({ ...made, secret: null });
  await second.stopGateway();

  const third = await after(73);
  for (;;) {
    const { webhook, secret } = (await third.ask(CREATE, create, as("operator"))).data.createWebhook;
    if (secret === null) continue; // its purge has not run yet
    expect(webhook.webhookId).not.toBe(made.webhook.webhookId);
    break;
  }
  expect(await deliveries(third, id)).toMatchObject([{ state: "WAITING" }]);
});

test("a secret that is moved to another webhook signs nothing", async () => {
  const postgres = await freshDatabase();
  const gateway = await start({ store: { postgres } });
  const hooks = await receiver();
  const { id } = await hook(gateway, hooks.url);
  const { id: other } = await hook(gateway, URL_OF_HOOK);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(
    "update webhooks set secret = (select secret from webhooks where id = $2) where id = $1",
    [...[id, other]],
  );
  await client.end();
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  expect(await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1)).toMatchObject([
    { state: "FAILED", error: "no key of WEBHOOK_SECRET_KEYS decrypts the secret of the webhook" },
  ]);
  expect(hooks.received).toEqual([]);
});
