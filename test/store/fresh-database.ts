import { randomUUID } from "node:crypto";
import { Client } from "pg";

/** A schema of its own on the server that the tests run against, as the store takes it. */
export async function freshDatabase(): Promise<{ url: string; connections: number }> {
  const server = process.env["TEST_DATABASE_URL"];
  if (server === undefined) throw new Error("jest's globalSetup starts a PostgreSQL server.");
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const url = new URL(server);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return { url: url.href, connections: 5 };
}
