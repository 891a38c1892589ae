import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { Client } from "pg";

/** A schema of its own on the server that the tests run against, as the store takes it. */
export interface TestDatabase {
  readonly url: string;
  readonly connections: number;
}

/** The rows that migrations insert, as the end of a statement. */
const SEEDS = { event_log: "default values", journal_marks: "(number, sequence) values (0, 0)" };

/** In this folder, which is loaded once for each worker process: the databases outlive a test file. */
let session: Promise<Client> | undefined;
let last: Promise<unknown> = Promise.resolve();
/** Whose tables are made and empty. */
const migrated: TestDatabase[] = [];
/** What the current test file has made. */
const made = new Set<TestDatabase>();
/** What it has borrowed for several gateways. */
const lent: TestDatabase[] = [];

/** @returns one that is empty: no migration has run in it. It is dropped after the test file. */
export async function makeDatabase(): Promise<TestDatabase> {
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(`create schema ${schema}`);
  const url = new URL(address());
  url.searchParams.set("options", `-c search_path=${schema}`);
  const database = { url: url.href, connections: 5 };
  made.add(database);
  return database;
}

/** @returns an empty one: where an earlier test has returned one, its tables, emptied; otherwise a new one. */
export async function borrowDatabase(): Promise<TestDatabase> {
  return migrated.pop() ?? makeDatabase();
}

/**
 * Takes back what `borrowDatabase` gave, once no test uses it any more. PostgreSQL takes ever longer to make tables beside
 * those of hundreds of schemas, and to describe them.
 */
export async function returnDatabase(database: TestDatabase): Promise<void> {
  const schema = schemaOf(database);
  const tables = await execute(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname = '${schema}' and tablename not like 'kysely%'`,
  );
  if (tables.length === 0) return; // it was never opened
  await execute(`truncate ${tables.join(", ")} restart identity`);
  for (const [table, seed] of Object.entries(SEEDS)) {
    const name = `${schemaOf(database)}.${table}`;
    if (tables.includes(name)) await execute(`insert into ${name} ${seed}`);
  }
  made.delete(database);
  migrated.push(database);
}

/**
 * An empty database for several gateways, and for tests that change nothing of its tables. It goes back with
 * `returnSharedDatabases`, at the latest after the test file.
 */
export async function borrowSharedDatabase(): Promise<TestDatabase> {
  const database = await borrowDatabase();
  lent.push(database);
  return database;
}

/** Takes back all of them: no gateway uses them any more. */
export async function returnSharedDatabases(): Promise<void> {
  for (const database of lent.splice(0)) await returnDatabase(database);
}

/** Drops what the current test file has made and not returned. */
export async function dropDatabases(): Promise<void> {
  await returnSharedDatabases();
  for (const database of made) await execute(`drop schema ${schemaOf(database)} cascade`);
  made.clear();
}

function schemaOf({ url }: TestDatabase): string {
  return (new URL(url).searchParams.get("options") ?? "").replace("-c search_path=", "");
}

/** One statement after the other. @returns the column `name` of each row. */
function execute(statement: string): Promise<string[]> {
  const executed = last.then(async () => {
    session ??= connect();
    const { rows } = await (await session).query<{ name: string }>(statement);
    return rows.map(({ name }) => name);
  });
  last = executed.catch(() => undefined);
  return executed;
}

/** It lasts as long as the process, and does not keep it. */
async function connect(): Promise<Client> {
  const socket = new Socket().unref();
  const client = new Client({
    connectionString: address(),
    statement_timeout: 30_000,
    stream: () => socket,
  });
  client.on("error", () => undefined); // the server ends with the run
  await client.connect();
  return client;
}

function address(): string {
  const server = process.env["TEST_DATABASE_URL"];
  if (server === undefined) throw new Error("jest's globalSetup starts a PostgreSQL server.");
  return server;
}
