import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import { Journal } from "../../src/journal/journal";
import { createLogger } from "../../src/observability/logging";
import { DataFolder } from "../../src/store/data-folder";
import { Store } from "../../src/store/store";

const TIME_LIMIT = 10_000;

let store: Store;
let open: () => void;
beforeEach(() => {
  // The store needs real ones of everything else.
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance", "Date"] });
  store = new Store({ timeoutMilliseconds: TIME_LIMIT }, createLogger({ level: "silent", pretty: false }));
  const gate = new Promise<void>((resolve) => (open = resolve));
  const temporary = DataFolder.temporary.bind(DataFolder);
  jest.spyOn(DataFolder, "temporary").mockImplementationOnce(() => gate.then(temporary));
});
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await store.close();
});

test("each use of a store that is being opened waits for its own time", async () => {
  const options = { ...changeTimesOf(readConfig({})), retentionHours: 24 };
  const journal = new Journal(store, options);
  const find = (key: string) => journal.find({ name: "portal" }, key).catch((error: unknown) => error);
  const first = find("first");
  await jest.advanceTimersByTimeAsync(TIME_LIMIT - 1);
  const second = find("second");
  await jest.advanceTimersByTimeAsync(1);
  expect(await first).toMatchObject({ code: "STORE_UNAVAILABLE" });
  open();
  expect(await second).toBeNull();
  expect(await find("third")).toBeNull();
});
