import { Client } from "pg";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { EmbeddedPostgres } from "../../src/store/embedded";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** A mutation costs one statement before the call of AWS and one after it; a query costs none. */
const RENAME = `mutation ($name: String!, $key: String) {
  updateConnection(input: { connectionId: "${fixtureIds["acme-dc2"]}", connectionName: $name }, account: "acme", idempotencyKey: $key) { connectionName }
}`;
const LOOK = `{ connections(accounts: ["acme"]) { nodes { connectionId } } }`;

/** Statements and changes of AWS, in the order in which they are sent. */
const events: string[] = [];
/** What is done every two seconds, whether anybody asks or not. */
const IN_THE_BACKGROUND = /^update "journal" set "lease_|^delete from "journal" where "opened_at"/;

function note(statement: unknown): void {
  const sql = typeof statement === "object" && statement && "text" in statement ? statement.text : statement;
  if (typeof sql !== "string" || IN_THE_BACKGROUND.test(sql)) return;
  events.push(/^(insert into|update|delete from) "\w+"/.exec(sql)?.[0] ?? sql);
}

const stores = {
  "the embedded store": { store: {}, settings: { CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" } },
  PostgreSQL: {},
};

describe.each(Object.entries(stores))("with %s", (_kind, options) => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest(options);
    await gateway.ask(RENAME, { name: "opens the store" });
    // pg overloads it, for callers who want a promise and others; it is called on as it was called.
    const client = Client.prototype as { query(this: unknown, ...args: unknown[]): unknown };
    const ofPostgres = client.query;
    jest.spyOn(client, "query").mockImplementation(function (this: unknown, ...args) {
      note(args[0]);
      return ofPostgres.apply(this, args);
    });
    const ofEmbedded = EmbeddedPostgres.prototype.query;
    jest.spyOn(EmbeddedPostgres.prototype, "query").mockImplementation(function (
      this: EmbeddedPostgres,
      sql,
      parameters,
    ) {
      note(sql);
      return ofEmbedded.call(this, sql, parameters);
    });
    const { requests } = gateway.emulator;
    const record = requests.record.bind(requests);
    jest.spyOn(requests, "record").mockImplementation((request) => {
      if (!request.operation.startsWith("Describe")) events.push(request.operation);
      return record(request);
    });
  }, 90_000);
  beforeEach(() => events.splice(0));
  afterAll(async () => {
    jest.restoreAllMocks();
    await gateway.stop();
  });

  test.each([null, "order-4711"])("a mutation with the key %p", async (key) => {
    const { errors } = await gateway.ask(RENAME, { name: "renamed", key });
    expect(errors).toEqual([]);
    expect(events).toEqual([`insert into "journal"`, "UpdateConnection", `update "journal"`]);
  });

  test("a query costs none", async () => {
    const { errors } = await gateway.ask(LOOK);
    expect(errors).toEqual([]);
    expect(events).toEqual([]);
  });
});
