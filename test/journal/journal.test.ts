import { randomUUID } from "node:crypto";
import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import type { Held, NewEntry } from "../../src/journal/entry";
import { Journal } from "../../src/journal/journal";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { borrowSharedDatabase } from "../runner/databases";

const fresh = (key: string): NewEntry => ({
  ...{ id: randomUUID(), marker: randomUUID(), caller: "portal", key, operation: "CreateConnection" },
  ...{ account: "111111111111", region: "us-east-1", input: {}, fingerprint: "f", before: null },
  requestId: "r",
});

let store: Store;
let journal: Journal;
const entry = (key: string): Held<NewEntry> => {
  const made = fresh(key);
  return { ...made, lease: journal.lease(made.id) };
};
beforeAll(async () => {
  // With one connection, statements are executed in the order of the calls.
  const postgres = { ...(await borrowSharedDatabase()), connections: 1 };
  const logger = createLogger({ level: "silent", pretty: false });
  store = new Store({ timeoutMilliseconds: 10_000, postgres }, logger);
  journal = new Journal(store, { ...changeTimesOf(readConfig({})), retentionHours: 24 });
});
afterAll(() => store.close());

test("a key has one entry", async () => {
  const first = entry("one");
  expect(await journal.open(first)).toBeNull();
  expect(await journal.open(entry("one"))).toMatchObject({ id: first.id, state: "open" });
});

test("what is opened is there, also where the entry that had its key is forgotten meanwhile", async () => {
  const [late, repeat] = [entry("two"), entry("two")];
  await journal.open(late);
  const opening = journal.open(repeat);
  await new Promise(setImmediate); // its insertion is on its way, and finds the key taken
  await journal.forget(late);
  expect(await opening).toBeNull();
  expect(await journal.find({ name: "portal" }, "two")).toMatchObject({ id: repeat.id, state: "open" });
});
