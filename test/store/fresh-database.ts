import { makeDatabase, type TestDatabase } from "../runner/databases";

/** A schema of its own on the server that the tests run against, as the store takes it. */
export function freshDatabase(): Promise<TestDatabase> {
  return makeDatabase();
}
