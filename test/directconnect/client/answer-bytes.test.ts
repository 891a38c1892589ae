import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Accounts } from "../../../src/directconnect/accounts/accounts";
import { Clients } from "../../../src/directconnect/client/clients";
import { connections } from "../../../src/directconnect/collections/connections";
import { Snapshots } from "../../../src/directconnect/read/snapshots";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";

const place = new Accounts(emulatedAccounts(), "us-east-1").place("acme", "us-east-1");

/** What Direct Connect says on each page; `parsed` are the pages that were made something of. */
let pages: readonly (readonly string[])[] = [];
let calls = 0;
const parsed: (readonly string[])[] = [];
const counting: typeof connections = {
  ...connections,
  rowsOf: (output) => {
    const rows = connections.rowsOf(output);
    parsed.push((rows ?? []).map(({ connectionName = "" }) => connectionName));
    return rows;
  },
};

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (data: Buffer) => (body += data.toString()));
  request.on("end", () => {
    calls += 1;
    const page = Number((JSON.parse(body) as { nextToken?: string }).nextToken ?? 0);
    const rows = pages[page]?.map((connectionName) => ({
      connectionId: `dxcon-${connectionName.slice(0, 1)}`,
      connectionName,
    }));
    const nextToken = page + 1 < pages.length ? { nextToken: String(page + 1) } : {};
    response.end(JSON.stringify({ connections: rows, ...nextToken }));
  });
});
let clients: Clients;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  clients = new Clients({
    endpoint: `http://127.0.0.1:${port}`,
    timeoutMilliseconds: 5_000,
    readAttempts: 1,
  });
});
afterAll(() => {
  clients.close();
  server.close();
});

const UNBOUNDED = { pages: 1e6, bytes: 1e9, milliseconds: 60_000 };

/** Each read calls Direct Connect; the stale limit has no effect. */
const calledEachTime = (bytes = 1e9) =>
  new Snapshots(clients, { freshFor: 0, staleFor: 60_000, refreshInterval: 0, bounds: UNBOUNDED, bytes });

async function read(snapshots: Snapshots, ...answered: readonly (readonly string[])[]) {
  [pages, calls, parsed.length] = [answered, 0, 0];
  const { snapshot } = await snapshots.read(counting, place, -Infinity).result;
  expect(calls).toBe(answered.length);
  return { snapshot, names: snapshot.rows.map(({ connectionName }) => connectionName), parsed: [...parsed] };
}

/** From the second time on. */
async function readAgain(snapshots: Snapshots, ...answered: readonly (readonly string[])[]) {
  await read(snapshots, ...answered);
  return read(snapshots, ...answered);
}

test("an answer that has come again is not parsed the next time, and what it says is the snapshot of before", async () => {
  const snapshots = calledEachTime();
  const first = await readAgain(snapshots, ["a", "b"], ["c"]);
  expect(first.parsed).toEqual([["a", "b"], ["c"]]);
  const second = await read(snapshots, ["a", "b"], ["c"]);
  expect(second.parsed).toEqual([]);
  expect(second.snapshot).toBe(first.snapshot);
  expect(snapshots.at(counting, place, -Infinity)).toBeUndefined(); // it is requested nevertheless
});

test("of several pages only those are parsed that say something else", async () => {
  const snapshots = calledEachTime();
  const first = await readAgain(snapshots, ["a", "b"], ["c", "d"], ["e"]);
  const second = await read(snapshots, ["a", "b"], ["c", "d2"], ["e"]);
  expect([second.parsed, second.names]).toEqual([[["c", "d2"]], ["a", "b", "c", "d2", "e"]]);
  expect(second.snapshot.version).not.toBe(first.snapshot.version);
  expect(second.snapshot.rows[4]).toBe(first.snapshot.rows[4]);
  const third = await read(snapshots, ["a", "b"], ["c", "d2"], ["e", "f"]);
  expect([third.parsed, third.names]).toEqual([[["e", "f"]], ["a", "b", "c", "d2", "e", "f"]]);
});

test("pages may become fewer, more, shorter and longer", async () => {
  const snapshots = calledEachTime();
  for (const answered of [
    [["a", "b"], ["c"]],
    [["a"], ["c"]],
    [["a"]],
    [["a"], ["c"], ["b", "d"]],
    [[], ["c"], ["b", "d"]],
    [[]],
    [["d", "c"], ["b"]],
  ]) {
    expect((await readAgain(snapshots, ...answered)).names).toEqual(answered.flat());
  }
});

test("rows in another order are no change, and are not confused with those in their earlier positions", async () => {
  const snapshots = calledEachTime();
  const first = await readAgain(snapshots, ["a"], ["b"]);
  const turned = await read(snapshots, ["b"], ["a"]);
  expect(turned.snapshot).toBe(first.snapshot);
  const more = await read(snapshots, ["b"], ["a", "c"]);
  expect(more.names).toEqual(["b", "a", "c"]);
});

test("requests that read at the same time each make their own call", async () => {
  const snapshots = calledEachTime();
  await readAgain(snapshots, ["a"]);
  [pages, calls] = [[["a2"]], 0];
  const readings = [1, 2, 3].map(() => snapshots.read(counting, place, -Infinity).result);
  const names = (await Promise.all(readings)).map(({ snapshot }) => snapshot.rows[0]?.connectionName);
  expect([calls, names]).toEqual([3, ["a2", "a2", "a2"]]);
  expect(snapshots.size.snapshots).toBe(1);
});

test("of answers that are new each time nothing is kept but what they are known by", async () => {
  const snapshots = calledEachTime();
  for (const name of ["a1", "a2", "a3"]) {
    expect(await read(snapshots, [name])).toMatchObject({ names: [name], parsed: [[name]] });
  }
  const { bytes } = snapshots.size;
  await readAgain(snapshots, ["a3"]);
  expect(snapshots.size.bytes).toBeGreaterThan(bytes);
});

test("an answer that did not fit in memory is parsed again", async () => {
  const snapshots = calledEachTime(1);
  for (const time of [1, 2]) {
    const { names, parsed: again } = await read(snapshots, ["a"], ["b"]);
    expect({ time, names, again }).toEqual({ time, names: ["a", "b"], again: [["a"], ["b"]] });
    expect(snapshots.size).toEqual({ snapshots: 0, bytes: 0 });
  }
});
