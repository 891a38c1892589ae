import { Webhook as Verifier } from "standardwebhooks";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { borrowSharedDatabase } from "../../runner/databases";
import { eventLike } from "../watching";
import {
  arnOf,
  BLUE,
  deliveries,
  deliveriesLike,
  hook,
  HOUR,
  isWatched,
  ORDERED,
  PENDING,
  receiver,
  rename,
  start,
  stateOf,
  WallClock,
} from "./hooked-gateway";
import type { Received } from "./receiver";
import { as, REDELIVER, ROTATE, TEST, UPDATE } from "./webhook-callers";

/** The new name of the connection in an event. */
const nameIn = ({ event }: Received) =>
  event.data.changes.find(({ member }) => member === "connectionName")?.after;
const headersOf = ({ headers }: Received) => headers as Record<string, string>;

describe.each([
  ["PostgreSQL", {}],
  ["the embedded store", { store: {} }],
])("on %s", (_store, options) => {
  test("an event is delivered as a CloudEvent with a signature of Standard Webhooks", async () => {
    const gateway = await start(options);
    const hooks = await receiver();
    const { id, secret } = await hook(gateway, hooks.url);
    await isWatched(gateway);
    await rename(gateway, PENDING, "first");
    const [one] = await hooks.count(1);
    if (one === undefined) throw new Error("It was counted.");
    const logged = await eventLike(gateway, () => true, {}, as("operator"));
    expect(one.headers).toMatchObject({
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": logged.id,
    });
    expect(new Verifier(secret).verify(one.body, headersOf(one))).toEqual({
      specversion: "1.0",
      id: logged.id,
      source: `/accounts/${BLUE}/regions/us-east-1`,
      type: "directconnect.connection.updated",
      subject: arnOf(PENDING),
      time: expect.any(String),
      datacontenttype: "application/json",
      sequence: "0000000001",
      data: { ...logged, observedAt: expect.any(String) },
    });
    const [delivery] = await deliveriesLike(gateway, id, ([first]) => first?.state === "DELIVERED");
    expect(delivery).toMatchObject({
      eventId: logged.id,
      attempts: 1,
      status: 204,
      error: null,
      nextAttemptAt: null,
      durationMs: expect.any(Number),
    });
    expect(JSON.stringify(gateway.logged)).not.toContain(secret.slice(6));
  });

  test("first attempts are in order for each resource, and one that fails holds back no later one", async () => {
    const clocks = new WallClock();
    const gateway = await start({ ...options, clocks });
    const hooks = await receiver();
    hooks.answer((one) => (nameIn(one) === "first" ? 500 : 204));
    const { id } = await hook(gateway, hooks.url);
    await isWatched(gateway);
    for (const [count, name] of ["first", "second", "third"].entries()) {
      await rename(gateway, PENDING, name);
      await eventLike(gateway, ({ sequence }) => sequence === count + 1, {}, as("operator"));
    }
    expect((await hooks.count(3)).map(nameIn)).toEqual(["first", "second", "third"]);
    const [, , failed] = await deliveriesLike(gateway, id, (list) =>
      list.every(({ attempts }) => attempts === 1),
    );
    expect(failed).toMatchObject({ state: "WAITING", status: 500, error: "the receiver answered 500" });
    hooks.answer(() => 204);
    clocks.pass(6_000);
    const again = (await hooks.count(4)).at(-1);
    expect(again?.headers["webhook-id"]).toBe(hooks.received[0]?.headers["webhook-id"]);
    expect(again?.body).toBe(hooks.received[0]?.body);
    await deliveriesLike(gateway, id, (list) => list.every(({ state }) => state === "DELIVERED"));
  });
});

test("a later event of a resource waits for the first attempt of an earlier one, those of other resources do not", async () => {
  const gateway = await start({ settings: { WEBHOOK_TIMEOUT_MS: "60000" } });
  const hooks = await receiver();
  let release: (status: number) => void = () => undefined;
  const held = new Promise<number>((resolve) => (release = resolve));
  hooks.answer((one) => (nameIn(one) === "first" ? held : 204));
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  await hooks.count(1);
  await rename(gateway, PENDING, "second");
  await deliveriesLike(gateway, id, ({ length }) => length === 2);
  await rename(gateway, ORDERED, "other");
  expect((await hooks.count(2)).map(nameIn)).toEqual(["first", "other"]);
  release(500);
  expect((await hooks.count(3)).map(nameIn)).toEqual(["first", "other", "second"]);
});

test("a delivery is retried for three days; then the webhook is disabled, and delivers the rest when it is enabled", async () => {
  const clocks = new WallClock();
  const gateway = await start({ clocks });
  const hooks = await receiver(() => 503);
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  const began = clocks.wall();
  const pauses: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const [delivery] = await deliveriesLike(gateway, id, ([one]) => one?.attempts === attempt);
    if (delivery?.nextAttemptAt == null) break;
    const pause = Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.attemptedAt ?? "");
    pauses.push(pause);
    clocks.pass(Math.max(pause, 0) + 1_000);
  }
  const wanted = [5_000, 300_000, HOUR / 2, 2 * HOUR, 5 * HOUR, 10 * HOUR];
  for (const [at, pause] of wanted.entries()) {
    expect(pauses[at]).toBeGreaterThanOrEqual(pause);
    expect(pauses[at]).toBeLessThanOrEqual(pause * 1.1 + 60_000);
  }
  expect(clocks.wall() - began).toBeGreaterThanOrEqual(72 * HOUR);
  expect(clocks.wall() - began).toBeLessThan(73 * HOUR);
  expect(await stateOf(gateway, id, "DISABLED")).toMatchObject({ disabledReason: "FAILING" });
  expect(await deliveries(gateway, id)).toMatchObject([
    { state: "FAILED", error: "the receiver answered 503" },
  ]);

  await rename(gateway, PENDING, "second");
  await eventLike(gateway, ({ sequence }) => sequence === 2, {}, as("operator"));
  const before = hooks.received.length;
  hooks.answer(() => 200);
  await gateway.ask(UPDATE, { input: { webhookId: id, enabled: true } }, as("operator"));
  expect((await hooks.count(before + 2)).slice(before).map(nameIn)).toEqual(["first", "second"]);
});

test("a receiver that answers 410 is sent nothing more", async () => {
  const gateway = await start();
  const hooks = await receiver(() => 410);
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  expect(await stateOf(gateway, id, "DISABLED")).toMatchObject({ disabledReason: "GONE" });
});

test.each([
  ["seconds", () => "600", 600_000],
  ["a date", () => new Date(Date.now() + 2 * HOUR).toUTCString(), 2 * HOUR - 10_000],
  ["more than a day, which counts as a day", () => "9999999", 24 * HOUR],
])("Retry-After of %s makes a pause longer", async (_form, header, least) => {
  const gateway = await start();
  const hooks = await receiver(() => 204);
  hooks.answer(() => ({ status: 429, headers: { "retry-after": header() } }));
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  const [delivery] = await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
  const pause = Date.parse(delivery?.nextAttemptAt ?? "") - Date.parse(delivery?.attemptedAt ?? "");
  expect(pause).toBeGreaterThanOrEqual(least);
  expect(pause).toBeLessThan(least + 60_000);
});

test("a webhook that its caller pauses during an attempt is not disabled by its answer", async () => {
  const gateway = await start({ settings: { WEBHOOK_TIMEOUT_MS: "60000" } });
  const hooks = await receiver();
  let release: (status: number) => void = () => undefined;
  const held = new Promise<number>((resolve) => (release = resolve));
  hooks.answer(() => held);
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  await hooks.count(1);
  await gateway.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
  release(410);
  await deliveriesLike(gateway, id, ([one]) => one?.state === "FAILED");
  // The next test is sent after the end of the attempt before.
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  await hooks.count(2);
  expect(await stateOf(gateway, id, "PAUSED")).toMatchObject({ disabledReason: null });
});

test("during the overlap of a rotation a delivery has both signatures, and then the new one alone", async () => {
  const clocks = new WallClock();
  const gateway = await start({ clocks });
  const hooks = await receiver();
  const { id, secret } = await hook(gateway, hooks.url);
  const { data } = await gateway.ask(ROTATE, { input: { webhookId: id, overlapHours: 2 } }, as("operator"));
  const later = data.rotateWebhookSecret.secret as string;
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  const [one] = await hooks.count(1);
  if (one === undefined) throw new Error("It was counted.");
  for (const each of [secret, later])
    expect(new Verifier(each).verify(one.body, headersOf(one))).toEqual(one.event);
  clocks.pass(2 * HOUR + 1_000);
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  const two = (await hooks.count(2))[1];
  if (two === undefined) throw new Error("It was counted.");
  const {
    "webhook-id": webhookId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  } = headersOf(two);
  const at = new Date(Number(timestamp) * 1000);
  expect(signature).toBe(new Verifier(later).sign(webhookId ?? "", at, two.body));
});

test("a test is sent once, to a paused webhook too, and its answer is listed", async () => {
  const gateway = await start();
  const hooks = await receiver(() => 500);
  const { id, secret } = await hook(gateway, hooks.url);
  await gateway.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  const [one] = await hooks.count(1);
  if (one === undefined) throw new Error("It was counted.");
  expect(new Verifier(secret).verify(one.body, headersOf(one))).toMatchObject({
    type: "directconnect.webhook.test",
    subject: id,
  });
  const list = await deliveriesLike(gateway, id, ([first]) => first?.state === "FAILED");
  expect(list).toMatchObject([{ attempts: 1, status: 500, nextAttemptAt: null }]);
  expect(await stateOf(gateway, id, "PAUSED")).toBeDefined();
});

test("events after a cursor are delivered again, under their own ids and in their order", async () => {
  const gateway = await start();
  const hooks = await receiver();
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  for (const [count, name] of ["first", "second", "third"].entries()) {
    await rename(gateway, PENDING, name);
    await hooks.count(count + 1);
  }
  await deliveriesLike(gateway, id, (list) => list.every(({ state }) => state === "DELIVERED"));
  const after = hooks.received[0]?.event.data.cursor;
  await gateway.ask(REDELIVER, { input: { webhookId: id, after } }, as("operator"));
  const ids = (await hooks.count(5)).map(({ headers }) => headers["webhook-id"]);
  expect(ids.slice(3)).toEqual(ids.slice(1, 3));
});

test("a restart loses nothing that happened meanwhile, and delivers nothing again", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start({ store: { postgres } });
  const hooks = await receiver();
  const { id } = await hook(first, hooks.url);
  await isWatched(first);
  await rename(first, PENDING, "first");
  await deliveriesLike(first, id, ([one]) => one?.state === "DELIVERED");
  await first.stopGateway();
  await rename(first, PENDING, "second");
  await rename(first, ORDERED, "other");
  const second = await start({ store: { postgres }, upstream: first.emulator });
  await deliveriesLike(second, id, (list) => list.filter(({ state }) => state === "DELIVERED").length === 3);
  expect(hooks.received.map(nameIn).sort()).toEqual(["first", "other", "second"]);
});

test("two gateways deliver each event once", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start({ store: { postgres } });
  const second = await start({ store: { postgres }, upstream: first.emulator });
  const hooks = await receiver();
  const { id } = await hook(second, hooks.url);
  await isWatched(first);
  for (const name of ["a", "b", "c", "d"]) {
    await rename(first, PENDING, name);
    await rename(first, ORDERED, name);
    await hooks.count(2 * ("abcd".indexOf(name) + 1));
  }
  await deliveriesLike(second, id, (list) => list.every(({ state }) => state === "DELIVERED"));
  const of = (connection: string) =>
    hooks.received.filter(({ event }) => event.subject === arnOf(connection)).map(nameIn);
  expect(of(PENDING)).toEqual(["a", "b", "c", "d"]);
  expect(of(ORDERED)).toEqual(["a", "b", "c", "d"]);
});

test("the cause of a delivery follows the grants of the audit trail, not those of the event", async () => {
  const gateway = await start();
  const cause = async (caller: string) => {
    const hooks = await receiver();
    await hook(gateway, hooks.url, { caller, filter: { types: ["CREATED"] } });
    return async () => (await hooks.count(1))[0]?.event.data.cause;
  };
  const causes = [await cause("operator"), await cause("auditor")];
  await isWatched(gateway);
  const { errors } = await gateway.ask(
    `mutation { allocateHostedConnection(account: "partner", region: "us-east-1", idempotencyKey: "of-partner",
      input: { connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "${BLUE}", connectionName: "x", bandwidth: "50Mbps", vlan: 3911 }
    ) { connectionId } }`,
    {},
    as("operator"),
  );
  expect(errors).toEqual([]);
  expect(await Promise.all(causes.map((received) => received()))).toEqual([
    { key: "of-partner", operation: "AllocateHostedConnection", caller: "operator" },
    null,
  ]);
});
