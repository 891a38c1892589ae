import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../src/observability/logging";
import { DataFolder } from "../../src/store/data-folder";
import { prepareDatabase, unpackDatabase } from "../../src/store/new-database";
import { Store, type StoreOptions } from "../../src/store/store";

/** A user without rights, for whom root can start a process. */
const NOBODY = 65_534;
/** As a gateway that is gone left it. */
const OUR_NOTE = "process 1 on host since 2026-11-30T08:00:00.000Z\n";
const isRoot = process.getuid?.() === 0;
const logged: string[] = [];
const logger = createLogger({
  level: "warn",
  pretty: false,
  destination: { write: (line) => void logged.push(line) },
});

let scratch: string;
/** The archive of an empty database, as the build makes it. */
let archive: string;
/** What is in it. */
let prepared: string;
let folder: string;
const children = new Set<ChildProcess>();
const stores = new Set<Store>();

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "data-folder-"));
  chmodSync(scratch, 0o755);
  archive = join(scratch, "empty-database.tar.br");
  const mask = process.umask(0o077);
  await prepareDatabase(archive).finally(() => process.umask(mask));
  prepared = join(scratch, "empty-database");
  mkdirSync(prepared);
  await unpackDatabase(archive, prepared);
});
afterAll(() => rmSync(scratch, { recursive: true }));
beforeEach(() => (folder = mkdtempSync(join(scratch, "data-"))));
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  for (const store of stores) await store.close();
  stores.clear();
  logged.length = 0;
});

function openStore(path = folder, options: Partial<StoreOptions> = {}): Store {
  const store = new Store({ folder: path, timeoutMilliseconds: 50_000, ...options }, logger);
  stores.add(store);
  return store;
}

const usable = (store: Store) =>
  store.use(({ query, sql }) => sql`select count(*) from journal`.execute(query));

/** A process that takes the folder, and what it printed once it has or was refused. */
async function otherProcess(
  settings: Record<string, string> = {},
  options: { uid?: number; gid?: number } = {},
) {
  const child = spawn(process.execPath, ["-r", "@swc-node/register", "test/store/use-folder.ts"], {
    env: { PATH: process.env["PATH"], DATA_FOLDER: folder, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
  children.add(child);
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (/^(taken|refused)$/m.test(printed)) break;
  }
  return { child, printed };
}

/** Every path below a folder. */
const inventory = (path: string) => readdirSync(path, { recursive: true }).map(String).sort();

describe("what is no database of ours is refused, named, and left as it was:", () => {
  test.each<[string, RegExp, () => void]>([
    [
      "other files",
      /holds "2026\.xlsx", "photos", and no database of this gateway/,
      () => {
        writeFileSync(join(folder, "2026.xlsx"), "figures");
        mkdirSync(join(folder, "photos"));
      },
    ],
    [
      "more files than are worth naming",
      /"a", "b", "c", "d", "e" and 2 more/,
      () => {
        for (const name of "abcdefg") writeFileSync(join(folder, name), "");
      },
    ],
    [
      "a database that was partly restored",
      /holds a part of a database: PG_VERSION is missing/,
      () => {
        cpSync(prepared, join(folder, "database"), { recursive: true });
        rmSync(join(folder, "database/PG_VERSION"));
      },
    ],
    [
      "one that was partly restored at the top",
      /a part of a database: PG_VERSION, base\/5\/pg_filenode\.map, .* and \d+ more are missing/,
      () => {
        for (const segment of ["base/1", "pg_wal"])
          cpSync(join(prepared, segment), join(folder, segment), { recursive: true });
      },
    ],
    [
      "two databases",
      /two databases/,
      () => {
        for (const place of [folder, join(folder, "database")]) cpSync(prepared, place, { recursive: true });
      },
    ],
    [
      "a PostgreSQL server's data directory",
      /data directory of a PostgreSQL server.*DATABASE_URL/,
      () => {
        cpSync(prepared, folder, { recursive: true });
        writeFileSync(join(folder, "postmaster.opts"), "postgres");
      },
    ],
  ])("%s", async (_name, message, arrange) => {
    arrange();
    const before = inventory(folder);
    expect(() => DataFolder.claim(folder)).toThrow(message);
    expect(() => DataFolder.claim(folder)).toThrow(folder);
    const store = openStore();
    await expect(usable(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(inventory(folder)).toEqual(before);
  });

  test("a file", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below")])
      expect(() => DataFolder.claim(path)).toThrow("is, or lies below, a file");
  });
});

describe("what is called `lock` and is not ours is refused, named, and left as it was:", () => {
  const file = () => join(folder, "lock");
  const elsewhere = () => join(scratch, "elsewhere");

  test.each<[string, RegExp, () => void]>([
    ["a file with a content", /did not write/, () => writeFileSync(file(), "the key of the back door\n")],
    ["a file that begins as ours", /did not write/, () => writeFileSync(file(), `${OUR_NOTE}and more\n`)],
    ["a file that ends as ours", /did not write/, () => writeFileSync(file(), `more\n${OUR_NOTE}`)],
    [
      "a large file",
      /did not write/,
      () => writeFileSync(file(), OUR_NOTE.replace("host", "h".repeat(9_999))),
    ],
    [
      "a link to a file",
      /lock is a symbolic link/,
      () => {
        writeFileSync(elsewhere(), "somebody's work");
        symlinkSync(elsewhere(), file());
      },
    ],
    [
      "a link to a file that could be ours",
      /lock is a symbolic link/,
      () => {
        writeFileSync(elsewhere(), OUR_NOTE);
        symlinkSync(elsewhere(), file());
      },
    ],
    ["a link to nothing", /lock is a symbolic link/, () => symlinkSync(elsewhere(), file())],
    ["a folder", /lock is a folder/, () => mkdirSync(file())],
    ["a pipe", /lock is a device, a pipe or a socket/, () => void execFileSync("mkfifo", [file()])],
    [
      "beside a database: a file",
      /did not write/,
      () => {
        cpSync(prepared, join(folder, "database"), { recursive: true });
        writeFileSync(file(), "somebody's work");
      },
    ],
  ])("%s", async (_name, message, arrange) => {
    rmSync(elsewhere(), { force: true });
    arrange();
    const contents = () =>
      [file(), elsewhere()].map((path) =>
        existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : null,
      );
    const before = [inventory(folder), contents(), lstatSync(file()).mtimeMs];
    expect(() => DataFolder.claim(folder)).toThrow(message);
    expect(() => DataFolder.claim(folder)).toThrow(`${file()} is`);
    await expect(usable(openStore())).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect([inventory(folder), contents(), lstatSync(file()).mtimeMs]).toEqual(before);
  });

  test.each(["", OUR_NOTE])("but not one of ours: %j", async (content) => {
    writeFileSync(file(), content);
    await DataFolder.claim(folder).release();
    expect(readFileSync(file(), "utf8")).toMatch(new RegExp(`^process ${process.pid} on .+ since \\S+Z\\n$`));
  });
});

test("a mount point with lost+found gets its database in a subfolder, and what a crash left half made stays", async () => {
  mkdirSync(join(folder, "lost+found"));
  mkdirSync(join(folder, "database-new-abcdef"));
  await usable(openStore());
  expect(readdirSync(folder).sort()).toEqual(["database", "database-new-abcdef", "lock", "lost+found"]);
  expect(statSync(join(folder, "database")).mode & 0o777).toBe(0o700);
  expect(logged.join("")).toContain("database-new-abcdef was left behind");
});

test("a database at the top of the folder goes on being used", async () => {
  cpSync(prepared, folder, { recursive: true });
  const store = openStore();
  await usable(store);
  expect(await store.obstacle()).toBeUndefined();
  expect(existsSync(join(folder, "database"))).toBe(false);
});

test("a file system that is nearly full takes no changes, before the first one fails", async () => {
  cpSync(prepared, folder, { recursive: true });
  let free = 32 * 1024 * 1024;
  const store = openStore(folder, { freeBytes: () => Promise.resolve(free) });
  await usable(store);
  expect(await store.obstacle()).toBeUndefined();
  free -= 1;
  expect(await store.obstacle()).toBe(
    "the file system of the embedded store has 31 MB free; changes need 32 MB",
  );
});

describe("of what the build makes,", () => {
  /** All files and folders of an empty database, but the tables, their maps and caches. */
  const entries = () =>
    inventory(prepared).filter((entry) => !/^(base|global)\/(?!.*pg_control)/.test(entry));
  let whole: string;
  beforeAll(() => {
    whole = join(scratch, "whole");
    cpSync(prepared, whole, { recursive: true });
  });

  const isNeeded = (entry: string) => {
    renameSync(join(whole, entry), join(scratch, "aside"));
    try {
      void DataFolder.claim(whole).release();
      return false;
    } catch (error) {
      expect(String(error)).toContain("holds a part of a database");
      return true;
    } finally {
      renameSync(join(scratch, "aside"), join(whole, entry));
    }
  };

  test("a database is refused without what it needs, and works without the rest", async () => {
    const without = entries().filter((entry) => !isNeeded(entry));
    expect(without).toContain("pg_ident.conf");
    expect(without).not.toContain("pg_wal/000000010000000000000001");
    cpSync(prepared, folder, { recursive: true });
    for (const entry of without) rmSync(join(folder, entry), { recursive: true, force: true });
    const store = openStore();
    await usable(store);
    await store.use(({ query, sql }) => sql`checkpoint`.execute(query));
    await store.close();
    await usable(openStore()); // again
  });

  test.each(["base/5/pg_filenode.map", "global/pg_filenode.map"])("%s is needed", (entry) => {
    expect(isNeeded(entry)).toBe(true);
  });

  test.each(["base/5", "global"])("the content of %s is needed", (entry) => {
    cpSync(prepared, folder, { recursive: true });
    for (const name of readdirSync(join(folder, entry)))
      if (/^\d+$/.test(name)) rmSync(join(folder, entry, name));
    expect(() => DataFolder.claim(folder)).toThrow(`the content of ${entry} is missing`);
  });
});

describe("a damaged database says which folder and what to do, and stays:", () => {
  const database = () => join(folder, "database");
  const tableOf = async (store: Store, table: string) =>
    store.use(async ({ query, sql }) => {
      const { rows } = await sql<{ path: string }>`select pg_relation_filepath(${table}) as path`.execute(
        query,
      );
      return join(database(), rows[0]?.path ?? "");
    });

  test("one that cannot be opened", async () => {
    cpSync(prepared, database(), { recursive: true });
    truncateSync(join(database(), "global/pg_control"));
    await expect(usable(openStore())).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await openStore().obstacle()).toBe("DATA_FOLDER cannot be used; the log says why");
    expect(logged.join("")).toMatch(`the database in ${database()} cannot be opened`);
    expect(logged.join("")).toMatch("restore a backup as docs/operations/backup.md says");
    expect(existsSync(join(database(), "PG_VERSION"))).toBe(true);
  });

  test.each<[string, (file: string) => void]>([
    ["empty", (file) => truncateSync(file)],
    ["gone", (file) => rmSync(file)],
    ["overwritten", (file) => writeFileSync(file, Buffer.alloc(statSync(file).size, "other"))],
  ])("one with a table whose file is %s, which is found at the start", async (_, damage) => {
    const first = openStore(folder, { prepared: [archive] });
    const file = await tableOf(first, "kysely_migration");
    await first.close();
    damage(file);
    const store = openStore();
    await expect(usable(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(logged.join("")).toMatch(`the database in ${database()} cannot be opened`);
    expect(logged.join("")).toMatch("restore a backup as docs/operations/backup.md says");
    expect(await store.obstacle()).toBe("DATA_FOLDER cannot be used; the log says why");
    expect(existsSync(join(database(), "PG_VERSION"))).toBe(true);
  });

  test("one with a table that is found damaged later", async () => {
    const first = openStore(folder, { prepared: [archive] });
    const file = await tableOf(first, "journal_marks");
    await first.close();
    rmSync(file);
    const store = openStore();
    const read = () => store.use(({ query }) => query.selectFrom("journal_marks").selectAll().execute());
    await expect(read()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(logged.join("")).toMatch(`the database in ${database()} is damaged, or its disk fails`);
    expect(logged.join("")).toMatch("restore a backup as docs/operations/backup.md says");
  });

  test("a new one that cannot be made names its folder, and leaves nothing behind", async () => {
    const broken = join(folder, "prepared.tar.br");
    writeFileSync(broken, readFileSync(archive).subarray(0, 500_000));
    const data = join(folder, "data");
    const store = openStore(data, { prepared: [broken] });
    await expect(usable(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(logged.join("")).toMatch(`no database could be made in ${join(data, "database")}`);
    expect(readdirSync(data)).toEqual(["lock"]);
  });
});

describe("a folder that another process has", () => {
  test("is refused as long as that one runs, also paused, and taken over when it has ended", async () => {
    const { child, printed } = await otherProcess();
    expect(printed).toBe("taken\n");
    const inUse = new RegExp(`${folder} is in use by another gateway \\(process ${String(child.pid)} on `);
    expect(() => DataFolder.claim(folder)).toThrow(inUse);
    child.kill("SIGSTOP");
    expect(() => DataFolder.claim(folder)).toThrow(inUse);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    void DataFolder.claim(folder).release();
  });

  test("cannot be taken twice by one process either", () => {
    const taken = DataFolder.claim(folder);
    expect(() => DataFolder.claim(folder)).toThrow("is in use");
    void taken.release();
    void DataFolder.claim(folder).release();
  });

  /** Every path to the database in the folder but the folder's own. */
  const otherPaths: [string, () => string][] = [
    ["the subfolder of the database", () => join(folder, "database")],
    [
      "a link to the subfolder",
      () => {
        symlinkSync(join(folder, "database"), join(folder + "-link"));
        return folder + "-link";
      },
    ],
    [
      "a folder whose database is a link",
      () => {
        mkdirSync(folder + "-linking");
        symlinkSync(join(folder, "database"), join(folder + "-linking", "database"));
        return folder + "-linking";
      },
    ],
    [
      "the folder without its lock file",
      () => {
        rmSync(join(folder, "lock"));
        return folder;
      },
    ],
  ];

  test.each(otherPaths)("is not taken by another path to its database: %s", async (_name, path) => {
    cpSync(prepared, join(folder, "database"), { recursive: true });
    const taken = DataFolder.claim(folder);
    const other = path();
    expect(() => DataFolder.claim(other)).toThrow("is in use by another gateway");
    await taken.release();
    await DataFolder.claim(other).release();
  });

  test("is not taken by another path to its database, which was made only after it was taken", async () => {
    await usable(openStore());
    expect(() => DataFolder.claim(join(folder, "database"))).toThrow("is in use by another gateway");
  });

  test("is decided by the lock alone: a process id in the file is no proof that the process runs", () => {
    const note = `process ${process.pid} on a container that is gone since 2026-11-30T08:00:00.000Z\n`;
    writeFileSync(join(folder, "lock"), note);
    void DataFolder.claim(folder).release();
  });
});

// Only root can act as another user, who then needs to read the checkout.
const canActAsAnother = isRoot && process.env["TEST_CHECKOUT_IS_OPEN"] === "true";
(canActAsAnother ? describe : describe.skip)("run by another user than built it", () => {
  const nobody = { uid: NOBODY, gid: NOBODY };

  test("the prepared database is unpacked, for that user alone, where the folder's parent cannot be written", async () => {
    const parent = join(folder, "parent");
    const data = join(parent, "data");
    mkdirSync(data, { recursive: true });
    chmodSync(folder, 0o755);
    chownSync(data, NOBODY, NOBODY);
    const { printed } = await otherProcess({ DATA_FOLDER: data, PREPARED: archive }, nobody);
    expect(printed).toBe("taken\n");
    const files = readdirSync(join(data, "database"), { recursive: true, withFileTypes: true });
    expect(files.length).toBeGreaterThan(500);
    const modes = files.map((file) => {
      const { mode, uid } = statSync(join(file.parentPath, file.name));
      return `${file.isDirectory() ? "folder" : "file"} ${(mode & 0o777).toString(8)} of ${uid}`;
    });
    expect(new Set(modes)).toEqual(new Set([`folder 700 of ${NOBODY}`, `file 600 of ${NOBODY}`]));
    expect(statSync(join(data, "database")).mode & 0o777).toBe(0o700);
    expect(readdirSync(parent)).toEqual(["data"]);
  });

  test("one that cannot be read is named, with what to do, and a new one is made", async () => {
    const unreadable = join(folder, "empty-database.tar.br");
    cpSync(archive, unreadable);
    chmodSync(unreadable, 0o600);
    const data = join(folder, "data");
    mkdirSync(data);
    chmodSync(folder, 0o755);
    chownSync(data, NOBODY, NOBODY);
    const { printed } = await otherProcess({ DATA_FOLDER: data, PREPARED: unreadable }, nobody);
    expect(printed).toMatch(
      `${unreadable}, the empty database that the build made, cannot be read by this user`,
    );
    expect(printed).toMatch(`chmod go+r ${unreadable}`);
    expect(printed).toMatch(/^taken$/m);
  });

  test("a database of another user is not taken for an incomplete one", async () => {
    cpSync(prepared, join(folder, "database"), { recursive: true });
    chmodSync(join(folder, "database"), 0o700);
    chownSync(folder, NOBODY, NOBODY);
    const { printed } = await otherProcess({}, nobody);
    expect(printed).toMatch(
      `${join(folder, "database", "postmaster.opts")} cannot be read and written by this user`,
    );
    expect(readdirSync(folder)).toEqual(["database"]);
  });

  test("a folder that this user may not write is refused", async () => {
    chmodSync(folder, 0o755);
    const { printed } = await otherProcess({}, nobody);
    expect(printed).toMatch("cannot be read and written by this user");
    expect(readdirSync(folder)).toEqual([]);
  });
});
