import { databaseInBetween } from "../../journal/database-in-between";
import type { GatewayUnderTest } from "../../gateway";
import { moment } from "../watching";
import {
  deliveriesLike,
  hook,
  HOUR,
  isWatched,
  PENDING,
  receiver,
  rename,
  start,
  stateOf,
  WallClock,
} from "./hooked-gateway";
import { as, UPDATE } from "./webhook-callers";

/** The samples of the metrics of webhooks, by their names and labels. */
async function samples({ metricsUrl }: GatewayUnderTest): Promise<Record<string, number>> {
  const text = await (await fetch(metricsUrl ?? "")).text();
  const lines = text.split("\n").filter((line) => line.startsWith("dxgraphql_webhook"));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value] = /^dxgraphql_(\S+) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}

const NONE = {
  'webhook_attempts_total{result="delivered"}': 0,
  'webhook_attempts_total{result="retried"}': 0,
  'webhook_attempts_total{result="failed"}': 0,
  'webhook_attempts_total{result="withheld"}': 0,
  'webhook_attempts_total{result="expired"}': 0,
  'webhooks{state="enabled"}': 0,
  'webhooks{state="paused"}': 0,
  'webhooks{state="disabled"}': 0,
  webhook_deliveries_waiting: 0,
  webhook_oldest_delivery_seconds: 0,
};

test.each([
  ["PostgreSQL", {}],
  ["the embedded store", { store: {} }],
])(
  "on %s each series begins at 0, and says what became of deliveries and webhooks",
  async (_store, options) => {
    const clocks = new WallClock();
    const gateway = await start({ ...options, clocks, settings: { METRICS_PORT: "0" } });
    await isWatched(gateway);
    expect(await samples(gateway)).toEqual(NONE);
    const hooks = await receiver(() => 500);
    const { id } = await hook(gateway, hooks.url);
    await rename(gateway, PENDING, "first");
    await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
    const retried = {
      ...NONE,
      'webhook_attempts_total{result="retried"}': 1,
      'webhooks{state="enabled"}': 1,
      webhook_deliveries_waiting: 1,
    };
    const waiting = await samples(gateway);
    expect(waiting).toEqual({ ...retried, webhook_oldest_delivery_seconds: expect.any(Number) });
    hooks.answer(() => 204);
    clocks.pass(HOUR);
    await deliveriesLike(gateway, id, ([one]) => one?.state === "DELIVERED");
    while ((await samples(gateway))['webhook_attempts_total{result="delivered"}'] !== 1) await moment();
    const delivered = {
      ...retried,
      'webhook_attempts_total{result="delivered"}': 1,
      webhook_deliveries_waiting: 0,
    };
    expect(await samples(gateway)).toEqual({ ...delivered, webhook_oldest_delivery_seconds: 0 });

    hooks.answer(() => 410);
    await rename(gateway, PENDING, "second");
    await stateOf(gateway, id, "DISABLED");
    expect(await samples(gateway)).toEqual({
      ...delivered,
      'webhook_attempts_total{result="failed"}': 1,
      'webhooks{state="enabled"}': 0,
      'webhooks{state="disabled"}': 1,
    });
    expect(gateway.logged.filter(({ msg }) => msg === "a webhook was disabled")).toMatchObject([
      { webhook: id, caller: "operator", reason: "gone" },
    ]);
  },
);

test("the age of what waits is that of the oldest delivery, and what waits for a paused webhook is not counted", async () => {
  const clocks = new WallClock();
  const gateway = await start({ clocks, settings: { METRICS_PORT: "0" } });
  const hooks = await receiver(() => 500);
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
  clocks.pass(HOUR);
  await deliveriesLike(gateway, id, ([one]) => one?.attempts === 2);
  const { webhook_oldest_delivery_seconds: oldest, webhook_deliveries_waiting: count } =
    await samples(gateway);
  expect(oldest).toBeGreaterThanOrEqual(3_600);
  expect(count).toBe(1);
  await gateway.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
  expect(await samples(gateway)).toMatchObject({
    'webhooks{state="paused"}': 1,
    webhook_deliveries_waiting: 0,
    webhook_oldest_delivery_seconds: 0,
  });
});

let database: Awaited<ReturnType<typeof databaseInBetween>> | undefined;
afterAll(() => database?.stop());

test("counts of the store are absent while it cannot be read", async () => {
  database = await databaseInBetween();
  const gateway = await start({ store: { postgres: database.postgres }, settings: { METRICS_PORT: "0" } });
  await isWatched(gateway);
  expect(await samples(gateway)).toHaveProperty("webhook_deliveries_waiting");
  database.be("silent");
  const attempts = Object.entries(NONE).filter(([name]) => name.startsWith("webhook_attempts_total"));
  expect(await samples(gateway)).toEqual(Object.fromEntries(attempts));
  database.be("up");
});
