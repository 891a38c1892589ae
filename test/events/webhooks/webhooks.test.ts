import { Client } from "pg";
import { Webhook as Verifier } from "standardwebhooks";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  access,
  as,
  CREATE,
  createWebhook,
  DELETE,
  DELIVERIES,
  KEY,
  LIST,
  REDELIVER,
  ROTATE,
  SETTINGS,
  TEST,
  UPDATE,
  URL_OF_HOOK,
} from "./webhook-callers";

const gateways = new Set<GatewayUnderTest>();
afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  gateways.clear();
});

async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    access,
    ...options,
    settings: { ...SETTINGS, ...options.settings },
  });
  gateways.add(gateway);
  return gateway;
}

const FORM = "an https URL of at most 2048 characters, such as https://hooks.example.com/direct-connect";
const NOBODYS = "00000000-0000-4000-8000-000000000000";

describe("who may use webhooks", () => {
  const documents: [string, string, object][] = [
    ["webhooks", LIST, {}],
    ["webhookDeliveries", DELIVERIES, { webhook: NOBODYS }],
    ["createWebhook", CREATE, { input: { url: URL_OF_HOOK } }],
    ["updateWebhook", UPDATE, { input: { webhookId: NOBODYS } }],
    ["deleteWebhook", DELETE, { input: { webhookId: NOBODYS } }],
    ["rotateWebhookSecret", ROTATE, { input: { webhookId: NOBODYS } }],
    ["testWebhook", TEST, { input: { webhookId: NOBODYS } }],
    ["redeliverWebhook", REDELIVER, { input: { webhookId: NOBODYS, after: "ZXZlbnQ6MA" } }],
  ];

  test("needs WEBHOOKS and READ, for each field", async () => {
    const gateway = await start();
    for (const [field, document, variables] of documents) {
      for (const [caller, permission] of [
        ["viewer", "WEBHOOKS"],
        ["blind", "READ"],
      ] as const) {
        const { errors } = await gateway.ask(document, { ...variables }, as(caller));
        expect(errors).toMatchObject([
          {
            message: `${field} needs the permission ${permission}, which ${caller} does not have.`,
            extensions: { code: "FORBIDDEN" },
          },
        ]);
      }
    }
  });

  test("shows a caller its own alone: another's does not exist", async () => {
    const gateway = await start();
    const { id } = await createWebhook(gateway);
    expect((await gateway.ask(LIST, {}, as("other"))).data).toEqual({ webhooks: [] });
    for (const [field, document, variables] of documents
      .slice(1)
      .filter(([name]) => name !== "createWebhook")) {
      const theirs = JSON.parse(JSON.stringify(variables).replace(NOBODYS, id)) as Record<string, unknown>;
      const { errors } = await gateway.ask(document, theirs, as("other"));
      expect([field, errors[0]?.extensions["code"]]).toEqual([field, "NOT_FOUND"]);
    }
    expect((await gateway.ask(LIST, {}, as("operator"))).data.webhooks).toHaveLength(1);
  });

  test("needs the setting that encrypts secrets", async () => {
    const gateway = await start({ settings: { WEBHOOK_SECRET_KEYS: "" } });
    const { errors } = await gateway.ask(CREATE, { input: { url: URL_OF_HOOK } }, as("operator"));
    expect(errors).toMatchObject([
      { message: expect.stringContaining("WEBHOOK_SECRET_KEYS"), extensions: { code: "NOT_CONFIGURED" } },
    ]);
    expect((await gateway.ask(LIST, {}, as("operator"))).data).toEqual({ webhooks: [] });
  });
});

describe.each([
  ["PostgreSQL", {}],
  ["the embedded store", { store: {} }],
])("a webhook on %s", (_store, options) => {
  test("is made, changed, paused and deleted", async () => {
    const gateway = await start(options);
    const filter = { accounts: ["blue-harbor"], types: ["DELETED"] };
    const { id, secret } = await createWebhook(gateway, { description: "inventory", filter });
    expect(() => new Verifier(secret)).not.toThrow();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const made = {
      webhookId: id,
      url: URL_OF_HOOK,
      description: "inventory",
      state: "ENABLED",
      disabledReason: null,
      disabledAt: null,
      previousSecretUntil: null,
      cursor: expect.any(String),
      isConfigured: false,
      createdBy: "operator",
      filter: {
        accounts: ["333333333333"],
        regions: null,
        resourceTypes: null,
        types: ["DELETED"],
        ids: null,
      },
    };
    expect((await gateway.ask(LIST, {}, as("operator"))).data).toEqual({ webhooks: [made] });

    const input = { webhookId: id, url: `${URL_OF_HOOK}/2`, description: null, filter: null, enabled: false };
    const { data } = await gateway.ask(UPDATE, { input }, as("operator"));
    const none = { accounts: null, regions: null, resourceTypes: null, types: null, ids: null };
    const changed = { ...made, url: `${URL_OF_HOOK}/2`, description: null, state: "PAUSED", filter: none };
    expect(data).toEqual({ updateWebhook: changed });
    const enabled = await gateway.ask(UPDATE, { input: { webhookId: id, enabled: true } }, as("operator"));
    expect(enabled.data).toEqual({ updateWebhook: { ...changed, state: "ENABLED" } });

    expect((await gateway.ask(DELETE, { input: { webhookId: id } }, as("operator"))).data).toEqual({
      deleteWebhook: id,
    });
    expect((await gateway.ask(LIST, {}, as("operator"))).data).toEqual({ webhooks: [] });
    expect(gateway.calls()).toEqual([]);
  });

  test("shows its secret once: a repeat of the change shows none, and another change under the key is refused", async () => {
    const gateway = await start(options);
    const create = (url: string) => gateway.ask(CREATE, { input: { url }, key: "hook-1" }, as("operator"));
    const first = await create(URL_OF_HOOK);
    const second = await create(URL_OF_HOOK);
    expect(first.data.createWebhook.secret).toMatch(/^whsec_/);
    expect(first.extensions["idempotency"]).toEqual([
      { path: ["createWebhook"], key: "hook-1", replayed: false },
    ]);
    expect(second.data.createWebhook).toEqual({ ...first.data.createWebhook, secret: null });
    expect(second.extensions["idempotency"]).toEqual([
      { path: ["createWebhook"], key: "hook-1", replayed: true },
    ]);
    expect((await create(`${URL_OF_HOOK}/other`)).errors).toMatchObject([
      { extensions: { code: "IDEMPOTENCY_KEY_REUSED" } },
    ]);
    expect((await gateway.ask(LIST, {}, as("operator"))).data.webhooks).toHaveLength(1);

    const { webhookId: id } = first.data.createWebhook.webhook as { webhookId: string };
    const rotate = () => gateway.ask(ROTATE, { input: { webhookId: id }, key: "rotation-1" }, as("operator"));
    const rotated = await rotate();
    const again = await rotate();
    expect(rotated.data.rotateWebhookSecret.secret).toMatch(/^whsec_/);
    expect(rotated.data.rotateWebhookSecret.secret).not.toBe(first.data.createWebhook.secret);
    expect(again.data.rotateWebhookSecret).toEqual({ ...rotated.data.rotateWebhookSecret, secret: null });
    const text = JSON.stringify(gateway.logged);
    expect(text).not.toContain("whsec_");
  });

  test("keeps the secret before for the overlap of a rotation", async () => {
    const gateway = await start(options);
    const { id } = await createWebhook(gateway);
    const rotate = async (overlapHours?: number) => {
      const { data } = await gateway.ask(ROTATE, { input: { webhookId: id, overlapHours } }, as("operator"));
      return data.rotateWebhookSecret.webhook.previousSecretUntil as string | null;
    };
    const before = Date.now();
    const until = Date.parse((await rotate()) ?? "");
    expect(until).toBeGreaterThanOrEqual(before + 24 * 3_600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 24 * 3_600_000);
    expect(await rotate(0)).toBeNull();
  });

  test("gets a test, which is listed with its delivery", async () => {
    const gateway = await start(options);
    const { id } = await createWebhook(gateway);
    await gateway.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
    const test = () => gateway.ask(TEST, { input: { webhookId: id }, key: "test-1" }, as("operator"));
    const { data } = await test();
    expect(data.testWebhook).toMatchObject({ isTest: true });
    expect((await test()).data.testWebhook).toMatchObject({ deliveryId: data.testWebhook.deliveryId });
    const { data: list } = await gateway.ask(DELIVERIES, { webhook: id }, as("operator"));
    expect(list.webhookDeliveries).toMatchObject({
      nodes: [{ deliveryId: data.testWebhook.deliveryId, eventId: data.testWebhook.eventId, isTest: true }],
      pageInfo: { hasNextPage: false },
    });
  });
});

describe("the deliveries of a webhook", () => {
  test("are read page by page, the newest first", async () => {
    const gateway = await start();
    const { id } = await createWebhook(gateway);
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { data } = await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
      made.unshift(data.testWebhook.deliveryId as string);
    }
    const page = async (variables: object) => {
      const { data, errors } = await gateway.ask(DELIVERIES, { webhook: id, ...variables }, as("operator"));
      expect(errors).toEqual([]);
      const { nodes, pageInfo } = data.webhookDeliveries as {
        nodes: { deliveryId: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      return { ids: nodes.map((node) => node.deliveryId), ...pageInfo };
    };
    const first = await page({ first: 2 });
    expect(first).toMatchObject({ ids: made.slice(0, 2), hasNextPage: true });
    expect(await page({ first: 2, after: first.endCursor })).toMatchObject({
      ids: made.slice(2),
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect(await page({ states: [] })).toMatchObject({ ids: [] });
    const { errors } = await gateway.ask(DELIVERIES, { webhook: id, after: "?" }, as("operator"));
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "after", sent: '"?"' }] } },
    ]);
  });
});

describe("what is refused", () => {
  test("a URL that is not https, is not public, or has what it must not have", async () => {
    const gateway = await start();
    const refusedFor = async (url: string) => {
      const { errors } = await gateway.ask(CREATE, { input: { url } }, as("operator"));
      expect(JSON.stringify(errors)).not.toContain("user:word");
      const [field] = (errors[0]?.extensions["fields"] ?? []) as { argument: string; allowed: string }[];
      return [url, errors[0]?.extensions["code"], field?.argument, field?.allowed];
    };
    const refused: [string, string][] = [
      ["http://hooks.example.com/", FORM],
      ["hooks.example.com", FORM],
      ["https://user:word@hooks.example.com/", "a URL without user name and password"],
      ["https://hooks.example.com/#part", "a URL without a fragment (#)"],
      [`https://hooks.example.com/${"x".repeat(2048)}`, FORM],
      ...[
        ...[
          "127.0.0.1",
          "10.0.0.1",
          "172.16.0.1",
          "192.168.1.1",
          "169.254.1.1",
          "169.254.169.254",
          "0.0.0.0",
        ],
        ...[
          "100.64.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "2130706433",
          "0x7f.1",
          "[::1]",
          "[::]",
          "[fe80::1]",
        ],
        ...["[fd00:ec2::254]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]"],
        ...["[2002:7f00:1::]", "[64:ff9b:1::808:808]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]"],
        ...["[::127.0.0.1]", "[::8.8.8.8]", "[4000::1]", "[2001::1]"],
      ].map((host): [string, string] => [
        `https://${host}/`,
        "a URL with a public address; WEBHOOK_ALLOWED_NETWORKS allows networks that are not public",
      ]),
    ];
    for (const [url, allowed] of refused)
      expect(await refusedFor(url)).toEqual([url, "BAD_USER_INPUT", "input.url", allowed]);
  });

  test("a network that no setting can allow, while it allows others", async () => {
    const gateway = await start({
      settings: { WEBHOOK_ALLOWED_NETWORKS: "10.0.0.0/8, fd00::/8,169.254.0.0/16,100.64.0.0/10" },
    });
    const codeFor = async (host: string) => {
      const { errors } = await gateway.ask(CREATE, { input: { url: `https://${host}/` } }, as("operator"));
      return errors[0]?.extensions["code"];
    };
    for (const host of [
      "10.1.2.3",
      "[fd12::1]",
      "[::ffff:10.1.2.3]",
      "[64:ff9b::a01:203]",
      "169.254.7.7",
      "8.8.8.8",
      "[2606:4700::1]",
    ])
      expect([host, await codeFor(host)]).toEqual([host, undefined]);
    for (const host of [
      "192.168.0.1",
      "169.254.169.254",
      "169.254.170.2",
      "[fd00:ec2::254]",
      "[::ffff:a9fe:a9fe]",
      "[64:ff9b::a9fe:a9fe]",
      "[fd20:ce::254]",
      "100.100.100.200",
      "168.63.129.16",
    ])
      expect([host, await codeFor(host)]).toEqual([host, "BAD_USER_INPUT"]);
  });

  test("more webhooks than a caller may have", async () => {
    const gateway = await start();
    for (let count = 0; count < 20; count += 1) await createWebhook(gateway);
    const { errors } = await gateway.ask(CREATE, { input: { url: URL_OF_HOOK } }, as("operator"));
    expect(errors).toMatchObject([
      { extensions: { code: "LIMIT_EXCEEDED", limit: { name: "webhooks", allowed: 20 } } },
    ]);
  });

  test("a filter for what is not granted, and a cursor that the log does not have", async () => {
    const gateway = await start();
    const filter = { accounts: ["222222222222"] };
    const { errors } = await gateway.ask(CREATE, { input: { url: URL_OF_HOOK, filter } }, as("narrow"));
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "filter.accounts" }] } },
    ]);
    const { id } = await createWebhook(gateway);
    const after = Buffer.from("event:99").toString("base64url");
    const { errors: refused } = await gateway.ask(
      REDELIVER,
      { input: { webhookId: id, after } },
      as("operator"),
    );
    expect(refused).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "after" }] } },
    ]);
  });
});

test("nothing in the store contains a secret or a key, and each text is for its own webhook", async () => {
  const postgres = await borrowSharedDatabase();
  const gateway = await start({ store: { postgres } });
  const first = await createWebhook(gateway);
  const second = await createWebhook(gateway);
  await gateway.ask(ROTATE, { input: { webhookId: second.id } }, as("operator"));
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ secret: string; previous_secret: string | null }>(
    "select * from webhooks",
  );
  await client.end();
  const stored = JSON.stringify(rows);
  for (const secret of [first.secret, second.secret, KEY])
    for (const form of [secret, secret.replace("whsec_", "")]) {
      expect(stored).not.toContain(form);
      expect(stored).not.toContain(Buffer.from(form).toString("base64url"));
    }
  expect(rows).toHaveLength(2);
  for (const { secret } of rows) expect(secret).toMatch(/^[0-9a-f]{16}\.[\w-]{16}\.[\w-]+$/);
});
