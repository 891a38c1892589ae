import { pino } from "pino";
import { Notifications } from "../../src/store/notifications";
import { TEXT_BYTES } from "../../src/store/notification-session";
import { databaseInBetween } from "../journal/database-in-between";
import { freshDatabase } from "./fresh-database";

const TIMES = { beatMilliseconds: 20, provenMilliseconds: 500, timeoutMilliseconds: 5_000 };

const running: { close?: () => Promise<void>; stop?: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await (each.close?.() ?? each.stop?.());
});

/** What a process on a server receives, and how often it began to listen. */
async function listenOn(url: string) {
  const received: string[] = [];
  const listened = { times: 0 };
  const notifications = new Notifications(
    { url },
    TIMES,
    {
      onMessage: (text) => received.push(text),
      onSettled: () => undefined,
      onListening: () => (listened.times += 1),
    },
    pino({ enabled: false }),
  );
  running.push(notifications);
  await notifications.start();
  return { notifications, received, listened };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("the longest text arrives, and PostgreSQL takes none that is longer", async () => {
  const { url } = await freshDatabase();
  const [one, other] = [await listenOn(url), await listenOn(url)];
  const longest = "x".repeat(TEXT_BYTES);
  one.notifications.publish(() => longest);
  await until(() => other.received.length > 0);
  expect(other.received).toEqual([longest]);
  one.notifications.publish(() => `${longest}x`);
  await until(() => one.listened.times > 1); // its session ended with the error
  expect(other.received).toEqual([longest]);
});

test("a session that falls silent is replaced, and what waited is sent then", async () => {
  const real = await freshDatabase();
  const between = await databaseInBetween(real);
  running.push(between);
  const one = await listenOn(between.postgres.url);
  const other = await listenOn(real.url);
  between.be("silent");
  await until(() => !one.notifications.isListening);
  expect(one.listened.times).toBe(1);
  one.notifications.publish(() => "waiting");
  between.be("up");
  await until(() => one.listened.times === 2);
  expect(one.notifications.isListening).toBe(true);
  await until(() => other.received.length > 0);
  expect(other.received).toEqual(["waiting"]);
});
