import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, validate } from "graphql";
import { Client } from "pg";
import { parse as parseYaml } from "yaml";
import { readConfigFile } from "../../src/config/config-file";
import { SETTINGS } from "../../src/config/config";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { createSchema } from "../../src/schema";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { freshDatabase } from "../store/fresh-database";
import { pages, type Snippet, snippets } from "./snippets";

const ROOT = join(__dirname, "..", "..");
const all = snippets();
const inLanguage = (language: string) =>
  all.filter((one) => one.language === language).map((one) => [one.where, one] as const);

test("every block of code says its language, and is checked here", () => {
  expect(pages()).toContain("docs/adding-an-operation.md");
  const checked = new Set(["graphql", "json", "sh", "sql", "ts", "yaml", "text"]);
  expect(all.filter(({ language }) => !checked.has(language)).map(({ where }) => where)).toEqual([]);
  for (const language of ["graphql", "json", "sh", "ts"]) expect(inLanguage(language)).not.toEqual([]);
});

describe("code is that of the file it names, which is compiled", () => {
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();

  test.each(inLanguage("ts"))("%s", (_where, { file, text }) => {
    if (file === undefined) throw new Error("Name the file that contains it after the language.");
    let rest = plain(readFileSync(join(ROOT, file), "utf8"));
    for (const chunk of text.split(/^ *…\n/m).map(plain)) {
      expect(rest).toContain(chunk);
      rest = rest.slice(rest.indexOf(chunk) + chunk.length);
    }
  });
});

describe("commands", () => {
  const { scripts, bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
    bin: Record<string, string>;
  };

  test.each(inLanguage("sh"))("%s", (_where, { text }) => {
    expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" })).toMatchObject({
      stderr: "",
      status: 0,
    });
    for (const [, script = ""] of text.matchAll(/\bnpm (?:run )?(?!(?:ci|install|pack|run)\b)([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, program = ""] of text.matchAll(/\bnpx (\S+)/g)) expect(Object.keys(bin)).toContain(program);
    for (const [, name = ""] of text.matchAll(/\bnode dist\/(\S+)\.js/g))
      expect(existsSync(join(ROOT, `src/${name}.ts`))).toBe(true);
    for (const [, variable = ""] of text.matchAll(/(?:^|\s)([A-Z][A-Z_]+)=/g))
      if (!variable.startsWith("AWS_")) expect(Object.keys(SETTINGS)).toContain(variable);
  });
});

test.each(inLanguage("yaml"))("%s is YAML", (_where, { text }) => {
  expect(parseYaml(text)).toBeInstanceOf(Object);
});

test.each(inLanguage("sql"))("%s runs on the journal", async (_where, { text }) => {
  const postgres = await freshDatabase();
  const gateway = await startGatewayUnderTest({ store: { postgres } });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { errors } = await gateway.ask(
      `mutation { createDirectConnectGateway(account: "acme", input: { directConnectGatewayName: "new" }) { id } }`,
    );
    expect(errors).toEqual([]);
    // Of several statements, pg gives a list of results.
    const [first] = [await client.query(text)].flat();
    expect(first?.rowCount).toBe(1);
  } finally {
    await client.end();
    await gateway.stop();
  }
});

describe("with a gateway", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterAll(() => gateway.stop());

  const schema = createSchema();

  test.each(inLanguage("graphql"))("%s runs unchanged", async (_where, { text }) => {
    expect(validate(schema, parse(text))).toEqual([]);
    const { errors, data } = await gateway.ask(text);
    expect(errors).toEqual([]);
    expect(Object.values(data as object)).not.toHaveLength(0);
  });
});

test("the README's first answer is that of its first question", async () => {
  const gateway = await startGatewayUnderTest(); // one that holds nothing of what was changed before
  try {
    const [query, answer] = all
      .filter(({ where }) => where.startsWith("README.md"))
      .filter(({ language }) => language === "graphql" || language === "json");
    const { data } = await gateway.ask(query?.text ?? "");
    expect({ data: data as unknown }).toEqual(JSON.parse(answer?.text ?? ""));
  } finally {
    await gateway.stop();
  }
});

/** The members of a config file. */
const OF_CONFIG = ["accounts", "issuers", "roles", "callers", "limits", "watch", "webhooks"];

const members = ({ text }: Snippet) => Object.keys(JSON.parse(text) as object);
const isConfig = (one: Snippet) => members(one).every((name) => OF_CONFIG.includes(name));

describe("config files are accepted", () => {
  const folder = mkdtempSync(join(tmpdir(), "snippets-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(inLanguage("json").filter(([, one]) => isConfig(one)))("%s", (_where, { text }) => {
    const file = join(folder, "config.json");
    writeFileSync(join(folder, "inventory-webhook"), `whsec_${Buffer.alloc(32).toString("base64")}`);
    writeFileSync(file, text.replaceAll("/run/secrets", folder));
    const problems: string[] = [];
    readConfigFile(file, problems);
    expect(problems).toEqual([]);
  });
});

/** Values replaced by their types, lists by their first element. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(formOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, formOf(member)]));
}

describe("answers have the form that the pages show", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest({ access: { limits: { costPerMinute: 50_000_000 } } });
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeLags", region: "us-west-1" });
  });
  afterAll(() => gateway.stop());

  const shown = inLanguage("json").filter(([, one]) => !isConfig(one) && !members(one).includes("data"));

  test("there are some", () => expect(shown.length).toBeGreaterThan(3));

  test.each(shown)("%s", async (_where, { text }) => {
    const { errors, extensions } = await gateway.ask(
      `mutation ($id: ID!) { confirmConnection(account: "acme", input: { connectionId: $id }) { id } }`,
      { id: fixtureIds["acme-dc2"] },
    );
    const partly = await gateway.ask(`{ lags(regions: ["us-east-1", "us-west-1"]) { totalCount } }`);
    const real = { errors, extensions: { ...extensions, ...partly.extensions } };
    const example = JSON.parse(text) as object;
    expect(formOf(real)).toMatchObject(formOf(example) as object);
  });
});
