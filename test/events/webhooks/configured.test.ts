import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { readConfig } from "../../../src/config/config";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import { moment } from "../watching";
import {
  access,
  as,
  createWebhook,
  DELETE,
  KEY,
  LATER_KEY,
  LIST,
  ROTATE,
  SETTINGS,
  UPDATE,
  URL_OF_HOOK,
} from "./webhook-callers";

const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
const SECRET = `whsec_${Buffer.alloc(24, "secret").toString("base64")}`;
const secretFile = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const gateways = new Set<GatewayUnderTest>();
afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  gateways.clear();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Postgres = Awaited<ReturnType<typeof borrowSharedDatabase>>;

async function start(webhooks: object[], postgres: Postgres, settings = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    access: { ...access, webhooks },
    store: { postgres },
    settings: { ...SETTINGS, ...settings },
  });
  gateways.add(gateway);
  return gateway;
}

async function stop(gateway: GatewayUnderTest): Promise<void> {
  gateways.delete(gateway);
  await gateway.stop();
}

const inventory = () => ({
  name: "inventory",
  caller: "operator",
  url: URL_OF_HOOK,
  secretFiles: [secretFile("inventory", `${SECRET}\n`)],
  filter: { accounts: ["blue-harbor"], types: ["DELETED"] },
});

interface Listed {
  readonly webhookId: string;
  readonly url: string;
  readonly previousSecretUntil: string | null;
}

async function listed(gateway: GatewayUnderTest, isWanted: (list: Listed[]) => boolean): Promise<Listed[]> {
  for (;;) {
    const { data } = await gateway.ask(LIST, {}, as("operator"));
    if (isWanted(data.webhooks as Listed[])) return data.webhooks as Listed[];
    await moment();
  }
}

/** The stored secrets of all webhooks. */
async function stored({ url }: Postgres): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ secret: string }>("select secret from webhooks order by id");
  await client.end();
  return rows.map(({ secret }) => secret);
}

test("webhooks of the config file exist as long as it has them, and are changed there", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start([inventory()], postgres);
  const [webhook] = await listed(first, ({ length }) => length === 1);
  expect(webhook).toMatchObject({
    description: "inventory",
    url: URL_OF_HOOK,
    isConfigured: true,
    state: "ENABLED",
    createdBy: "operator",
    filter: { accounts: ["333333333333"], types: ["DELETED"], regions: null },
  });
  const id = webhook?.webhookId ?? "";
  for (const [document, input] of [
    [UPDATE, { webhookId: id, url: `${URL_OF_HOOK}/2` }],
    [DELETE, { webhookId: id }],
    [ROTATE, { webhookId: id }],
  ] as const) {
    const { errors } = await first.ask(document, { input }, as("operator"));
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "input.webhookId" }] } },
    ]);
  }
  const { data } = await first.ask(UPDATE, { input: { webhookId: id, enabled: false } }, as("operator"));
  expect(data.updateWebhook).toMatchObject({ state: "PAUSED" });
  const own = await createWebhook(first);
  await stop(first);

  const both = {
    ...inventory(),
    url: `${URL_OF_HOOK}/3`,
    secretFiles: [secretFile("new", SECRET), secretFile("old", SECRET)],
  };
  const second = await start([both], postgres);
  const changed = await listed(second, (list) => list.some(({ url }) => url.endsWith("/3")));
  expect(changed.find((one) => one.webhookId === id)).toMatchObject({
    state: "PAUSED",
    previousSecretUntil: "9999-12-31T00:00:00.000Z",
  });
  await stop(second);

  const third = await start([], postgres);
  expect(await listed(third, ({ length }) => length === 1)).toMatchObject([{ webhookId: own.id }]);
});

/** What a start says of a configuration. */
function problemsOf(webhooks: object[], settings: Record<string, string> = SETTINGS): string {
  const file = secretFile("config.json", JSON.stringify({ ...access, webhooks }));
  try {
    readConfig({ CONFIG_FILE: file, ...settings });
  } catch (error) {
    return String(error);
  }
  return "";
}

test.each([
  ["another caller", { caller: "nobody" }, "webhooks.0.caller: must be one of the callers"],
  [
    "no secret",
    { secretFiles: [join(folder, "none")] },
    "webhooks.0.secretFiles.0: must be a file with whsec_",
  ],
  ["a member that there is not", { secret: SECRET }, "webhooks.0"],
])("a config file with %s is refused at the start", (_what, members, problem) => {
  const problems = problemsOf([{ ...inventory(), ...members }]);
  expect(problems).toContain(problem);
  expect(problems).not.toContain(SECRET);
});

test.each([
  ["a URL that is not allowed", { url: "https://127.0.0.1/" }, "webhooks.0.url"],
  ["a type that there is not", { filter: { types: ["LOST"] } }, "webhooks.0.filter.types"],
  ["an account that there is not", { filter: { accounts: ["nowhere"] } }, "webhooks.0.filter.accounts"],
])("a config file with %s is refused at the start", async (_what, members, argument) => {
  const starting = start([{ ...inventory(), ...members }], await borrowSharedDatabase());
  await expect(starting).rejects.toMatchObject({ extensions: { fields: [{ argument }] } });
});

test("a config file with webhooks needs the setting that encrypts their secrets, which no error repeats", () => {
  expect(problemsOf([inventory()])).toBe("");
  expect(problemsOf([inventory()], {})).toContain("WEBHOOK_SECRET_KEYS: nothing was given");
  const short = Buffer.alloc(31, "key").toString("base64");
  const problems = problemsOf([], { WEBHOOK_SECRET_KEYS: short });
  expect(problems).toContain("keys of 32 bytes, each in base64");
  expect(problems).not.toContain(short);
});

test("keys are rotated: the first encrypts, later ones decrypt until everything is encrypted again", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start([], postgres);
  await createWebhook(first);
  await stop(first);
  const [before = ""] = await stored(postgres);

  const second = await start([], postgres, { WEBHOOK_SECRET_KEYS: `${KEY},${LATER_KEY}` });
  await createWebhook(second);
  expect((await stored(postgres)).every((secret) => secret.startsWith(before.slice(0, 17)))).toBe(true);
  await stop(second);

  await start([], postgres, { WEBHOOK_SECRET_KEYS: `${LATER_KEY},${KEY}` });
  for (;;) {
    const secrets = await stored(postgres);
    if (secrets.every((secret) => !secret.startsWith(before.slice(0, 17)))) break;
    await moment();
  }
});
