import { makeApiKey } from "../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const names = ["reader", "outsider", "changer"] as const;
const keys = Object.fromEntries(names.map((name) => [name, makeApiKey(new Date(Date.now() + 3_600_000))]));
const roles = {
  reader: ["read", "introspect"],
  outsider: ["read"],
  changer: ["read", "provision", "keys", "introspect"],
};
const callers = names.map((name) => ({
  name,
  roles: [name],
  accounts: "all" as const,
  apiKeys: [keys[name]?.stored],
}));

let gateway: GatewayUnderTest;
let closed: GatewayUnderTest;
beforeAll(async () => {
  const access = { callers, roles } as never; // as the config file has it
  gateway = await startGatewayUnderTest({ access });
  closed = await startGatewayUnderTest({ access, settings: { INTROSPECTION: "false" } });
});
afterAll(async () => {
  await gateway.stop();
  await closed.stop();
});

interface Reported {
  text: string;
  sent: number;
  errors: { message: string; extensions: Record<string, unknown>; locations?: unknown[] }[];
}

async function send(
  query: string,
  variables: Record<string, unknown> = {},
  caller: (typeof names)[number] = "reader",
  to = gateway,
): Promise<Reported> {
  const body = JSON.stringify({ query, variables });
  const headers = { "content-type": "application/json", "x-api-key": keys[caller]?.key ?? "" };
  const text = await (await fetch(`${to.url}/graphql`, { method: "POST", headers, body })).text();
  const { errors = [] } = JSON.parse(text) as Partial<Reported>;
  return { text, sent: body.length, errors };
}

const CREATE = "mutation ($input: CreateConnectionInput!) { createConnection(input: $input) { id } }";
const many = (of: (index: number) => string, count = 60) =>
  Array.from({ length: count }, (_, index) => of(index)).join(" ");
const members = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`unknown${index}`, value]));

describe("no refusal is larger than 4 KB, and at most 5 errors are sent", () => {
  const cases: [string, string, Record<string, unknown>?][] = [
    ["unknown fields", `{ ${many((index) => `nothing${index}`, 25)} }`],
    ["an unknown field that is long", `{ ${"x".repeat(10_000)} }`],
    ["unknown arguments", `{ connections(${many((index) => `nothing${index}: 1`)}) { totalCount } }`],
    [
      "a conflict of many fields",
      `{ connections { nodes { ${many((index) => `a: ${["id", "state"][index % 2]}`)} } } }`,
    ],
    ["one variable defined often", `query (${many(() => "$a: Int")}) { __typename }`],
    ["a syntax error in a long word", `{ a(b: ${"\u00fc".repeat(3_000)}`],
    [
      "unknown members beside a long text",
      CREATE,
      { input: { ...members(400, 1), connectionName: "x".repeat(200_000) } },
    ],
    [
      "a list of wrong items",
      "query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }",
      { ids: Array(900).fill({ a: "b" }) },
    ],
    [
      "unknown fields of long names under long aliases",
      `{ ${many((index) => `${"\u{61}".repeat(400)}${index}`, 25)} }`,
    ],
    [
      "values of control characters, which JSON writes six times as long",
      "query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }",
      { ids: Array(900).fill({ a: "\u0001".repeat(150) }) },
    ],
    [
      "values of wide characters, of which each takes three bytes",
      `query (${many((index) => `$v${index}: Int`, 5)}) { ${many((index) => `a${index}: connections(first: $v${index}) { totalCount }`, 5)} }`,
      Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`v${index}`, "\u6f22".repeat(600)])),
    ],
    [
      "a conflict at many places",
      `{ ${["id", "region"].map((field) => `connections { nodes { ${many((index) => `x${index}: ${field}`, 40)} } }`).join(" ")} }`,
    ],
    ["a deep value", CREATE, { input: { location: [[[[["x".repeat(5_000)]]]]] } }],
  ];
  test.each(cases.map(([name, query, variables = {}]) => [name, query, variables] as const))(
    "%s",
    async (_name, query, variables) => {
      const { text, errors } = await send(query, variables);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.length).toBeLessThanOrEqual(6);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
      expect(Math.max(...errors.map(({ message }) => message.length))).toBeLessThanOrEqual(501);
      expect(Math.max(...errors.map(({ locations = [] }) => locations.length))).toBeLessThanOrEqual(5);
    },
  );

  test("the rest is counted", async () => {
    const { errors } = await send(`{ ${many((index) => `nothing${index}`, 25)} }`);
    expect(errors).toHaveLength(6);
    expect(errors[5]).toEqual({
      message: "20 more errors were found.",
      extensions: { code: "GRAPHQL_VALIDATION_FAILED", retryable: false },
    });
  });

  test.each([
    [
      "members",
      CREATE,
      { input: { location: "x", bandwidth: "1Gbps", connectionName: "x", ...members(400, 1) } },
      395,
    ],
    [
      "items",
      "query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }",
      { ids: Array(499).fill({}) },
      494,
    ],
    [
      "the least that is counted",
      "query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }",
      { ids: Array(6).fill({}) },
      1,
    ],
    ["5", "query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }", { ids: Array(5).fill({}) }, 0],
  ] as const)("so are errors of variables: %s", async (_name, query, variables, more) => {
    const { errors } = await send(query, variables);
    expect(errors.map(({ extensions }) => extensions)).toEqual(
      errors.map(() => ({ code: "BAD_USER_INPUT", retryable: false })),
    );
    expect(errors).toHaveLength(more === 0 ? 5 : 6);
    if (more > 0)
      expect(errors[5]?.message).toBe(
        more === 1 ? "1 more error was found." : `${more} more errors were found.`,
      );
  });

  test("no more than 500 errors are counted", async () => {
    const { errors } = await send("query ($ids: [ID!]!) { resiliency(ids: $ids) { __typename } }", {
      ids: Array(5000).fill({}),
    });
    expect(errors[5]?.message).toBe("At least 495 more errors were found.");
  });

  test("variables are said to be wrong in the words of graphql-js", async () => {
    const { errors } = await send(CREATE, { input: { location: "EqDC2", bandwidth: "1Gbps", nme: 1 } });
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Variable "\$input" got invalid value \{"location":"EqDC2","bandwidth":"1Gbps","nme":1\}; Field "\w+" of required type "[\w!]+" was not provided\.$/,
      ),
      expect.stringMatching(/; Field "nme" is not defined by type "CreateConnectionInput"\./),
    ]);
    expect(errors.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT"]);
  });

  test("errors of execution are all sent", async () => {
    const query = `{ ${many((index) => `a${index}: connection(connectionId: "dxcon-${index}", account: "nobody${index}") { id }`, 9)} }`;
    expect((await send(query)).errors).toHaveLength(9);
  });
});

describe("details of the schema are hidden from those who may not introspect", () => {
  const wrong: [string, string, Record<string, unknown>, RegExp][] = [
    ["a field", "{ conections { totalCount } }", {}, /Did you mean|connections|"Query"/],
    ["an argument", "{ connections(accouts: []) { totalCount } }", {}, /Did you mean|"accounts"/],
    ["a field without its fields", "{ connections }", {}, /Did you mean|ConnectionPage/],
    ["a member of a variable", CREATE, { input: { locaton: "x" } }, /Did you mean|"location"\?/],
  ];
  test.each(wrong)("%s", async (_name, query, variables, details) => {
    expect((await send(query, variables, "reader")).text).toMatch(details);
    const { text, errors } = await send(query, variables, "outsider");
    expect(errors.length).toBeGreaterThan(0);
    expect(text).not.toMatch(details);
    expect((await send(query, variables, "reader", closed)).text).not.toMatch(details);
  });

  test("so is the list of deprecations", async () => {
    const status = async (to: GatewayUnderTest, caller?: (typeof names)[number]) =>
      (
        await fetch(`${to.url}/docs/deprecations`, {
          headers: caller && { "x-api-key": keys[caller]?.key ?? "" },
        })
      ).status;
    expect(await status(gateway)).toBe(401);
    expect(await status(gateway, "outsider")).toBe(403);
    expect(await status(gateway, "reader")).toBe(200);
    expect(await status(closed, "reader")).toBe(404);
  });
});

test("no more than 10 refused arguments of a field are named, and the rest is counted", async () => {
  const tags = Array.from({ length: 15 }, () => ({ key: "" }));
  const { errors } = await send(
    "mutation ($input: TagResourceInput!) { tagResource(input: $input) { resourceArn } }",
    { input: { resourceArn: "arn:aws:directconnect:us-east-1:222222222222:dxcon/dxcon-ffacdc2a", tags } },
    "changer",
  );
  expect(errors).toHaveLength(1);
  expect(errors[0]?.extensions["fields"]).toHaveLength(10);
  expect(errors[0]?.message).toMatch(/; \d+ more\.$/);
});

describe("our own sentences are left alone, whatever words they hold", () => {
  test("about how to prove who calls", async () => {
    const body = JSON.stringify({ query: "{ __typename }" });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${gateway.url}/graphql`, { method: "POST", headers, body });
    const { errors } = (await response.json()) as Reported;
    expect(errors[0]?.message).toBe(
      "Say who you are: with a bearer token in `Authorization`, or an API key in `X-Api-Key`.",
    );
  });

  test("about what a secret member may be", async () => {
    const newBGPPeer = { asn: 65001, addressFamily: "IPV4", authKey: "SeK" };
    const { text, errors } = await send(
      "mutation ($input: CreateBGPPeerInput!) { createBGPPeer(input: $input) { virtualInterfaceId } }",
      { input: { virtualInterfaceId: "dxvif-ffabc123", newBGPPeer } },
      "changer",
    );
    expect(errors[0]?.message).toBe(
      "Not accepted: input.newBGPPeer.authKey: allowed is 6 to 80 printable characters without spaces.",
    );
    expect(text).not.toContain("SeK");
  });

  test("about a document that is not registered, with the hash that was sent", async () => {
    const id = "0123456789abcdef".repeat(4);
    const headers = { "content-type": "application/json", "x-api-key": keys["reader"]?.key ?? "" };
    const body = JSON.stringify({ documentId: id });
    const response = await fetch(`${gateway.url}/graphql`, { method: "POST", headers, body });
    const { errors } = (await response.json()) as Reported;
    expect(errors[0]?.message).toContain(`"${id}"`);
  });
});

test("what is mistyped shows no secret", async () => {
  const key = keys["reader"]?.key ?? "none";
  const peer = `mutation ($input: CreateBGPPeerInput!) { createBGPPeer(input: $input) { virtualInterfaceId } }`;
  const reported = [
    await send("query ($n: Int) { connections(first: $n) { totalCount } }", { n: key }),
    await send(peer, {
      input: { virtualInterfaceId: "dxvif-1", newBGPPeer: { authKye: "SeKret", authKey: ["SeKret"] } },
    }),
    await send(`query ${key.replaceAll("-", "_")} { nothing }`),
    await send("{ connections(after: " + JSON.stringify(key) + ") { totalCount } }"),
  ].map(({ text }) => text);
  for (const text of reported) {
    expect(text).toContain("errors");
    expect(text).not.toMatch(/SeKret|dxgql_[0-9a-f]{16}_/);
  }
});

describe("a key of BGP in a position for other values is not repeated", () => {
  const KEY = "hunter22, and more";
  const peer = `mutation ($input: CreateBGPPeerInput!) { createBGPPeer(input: $input) { virtualInterfaceId } }`;
  const near = [
    "authKey",
    "authKye",
    "authenticationKey",
    "bgpKey",
    "md5",
    "key",
    "password",
    "secret",
    "nothing",
  ];
  const cases = near.flatMap((name): [string, unknown][] => [
    [`an object with ${name}`, { asn: 65001, addressFamily: "IPV4", [name]: KEY }],
    [`an object with ${name}, beside another that is not known`, { [name]: KEY, another: 1 }],
    [`${name} in an object that is not known`, { another: { deeper: [{ [name]: KEY }] } }],
    [`JSON with ${name}`, JSON.stringify({ [name]: KEY })],
    [`JSON in JSON with ${name}`, JSON.stringify(JSON.stringify({ [name]: KEY }))],
    [`a text with ${name}`, `${name}=${KEY}`],
    [`a list of ${name}`, [{ [name]: KEY }]],
    [`a list of texts with ${name}`, [`${name}=${KEY}`]],
    [`${name} as a number of the system`, { asn: { [name]: KEY } }],
    ...(name === "nothing" // a text in a place for one is shown
      ? []
      : [[`${name} as a family`, { asn: 65001, addressFamily: `${name}=${KEY}` }] as [string, unknown]]),
  ]);
  /** A value as GraphQL writes it. */
  const literal = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([name, member]) => `${name}: ${literal(member)}`)
      .join(", ")}}`;
  };

  test.each(cases)("%s", async (_name, newBGPPeer) => {
    const input = { virtualInterfaceId: "dxvif-ffabc123", newBGPPeer };
    for (const { text, errors } of [
      await send(peer, { input }, "changer"),
      await send(
        peer.replace("($input: CreateBGPPeerInput!)", "").replace("$input", literal(input)),
        {},
        "changer",
      ),
    ]) {
      expect(errors.map(({ extensions }) => extensions["code"])).toEqual(
        errors.map(() => expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/) as string),
      );
      expect(errors.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/hunter22|and more/);
    }
  });

  test.each([32, 62, 63, 65])("%s hexadecimal digits as a CKN, which may be a CAK", async (length) => {
    const digits = "5ec4e7ab".repeat(9).slice(0, length);
    const input = { connectionId: "dxcon-ffabc123", ckn: digits, cak: "ab".repeat(32) };
    const { text, errors } = await send(
      "mutation ($input: AssociateMacSecKeyInput!) { associateMacSecKey(input: $input) { connectionId } }",
      { input },
      "changer",
    );
    expect(errors[0]?.message).toMatch(
      /input\.ckn: "\[redacted\]" was sent, allowed is 64 hexadecimal digits/,
    );
    expect(text).not.toContain("5ec4e7ab");
  });
});
