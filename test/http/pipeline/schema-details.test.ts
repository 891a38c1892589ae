import { getMetadataStorage } from "class-validator";
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { NamesKnown, namesOf } from "../../../src/http/pipeline/schema-details";
import { makeApiKey } from "../../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** What answers show of the schema to callers who may not read it, and to all with INTROSPECTION=false. */
const callers = ["reader", "outsider"] as const;
type Name = (typeof callers)[number];
const keys = Object.fromEntries(callers.map((name) => [name, makeApiKey(new Date(Date.now() + 3_600_000))]));
const access = {
  roles: {
    reader: ["read", "provision", "update", "audit", "introspect"],
    outsider: ["read", "provision", "update", "audit"],
  },
  callers: callers.map((name) => ({ name, roles: [name], accounts: "all", apiKeys: [keys[name]?.stored] })),
};

let gateway: GatewayUnderTest;
let closed: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access });
  closed = await startGatewayUnderTest({ access, settings: { INTROSPECTION: "false" } });
});
afterAll(async () => {
  await gateway.stop();
  await closed.stop();
});

type Variables = Record<string, unknown>;

const execute = (to: GatewayUnderTest, caller: Name, query: string, variables?: Variables) =>
  to.ask(query, variables, { "x-api-key": keys[caller]?.key ?? "" });

const schema: GraphQLSchema = buildSchema(readFileSync(join(__dirname, "../../../schema.graphql"), "utf8"));

/** Names that are the schema's own, and those of types among them. */
const types = new Set<string>();
const names = new Set<string>();
for (const type of Object.values(schema.getTypeMap())) {
  if (/^(__.*|Int|Float|String|Boolean|ID|Query|Mutation|Subscription)$/.test(type.name)) continue;
  types.add(type.name);
  names.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
  for (const field of Object.values(type.getFields())) {
    names.add(field.name);
    if ("args" in field) for (const { name } of field.args) names.add(name);
  }
}

/** The schema's names in a text that a request did not name: those of types anywhere, others where they are quoted. */
function leaked(text: string, query: string, variables: Variables = {}): string[] {
  const existing = new Set(`${query} ${JSON.stringify(variables)}`.match(/\w+/g));
  const quoted = [...text.matchAll(/["'`]([^\s"'`]+)["'`]/g)].flatMap(
    ([, one = ""]) => one.match(/\w+/g) ?? [],
  );
  const words = text.match(/\w+/g) ?? [];
  return [
    ...words.filter((word) => types.has(word)),
    ...quoted.filter((word) => names.has(word) || /^(Int|Float|String|Boolean|ID)$/.test(word)),
  ].filter((word) => !existing.has(word));
}

type Wrong = readonly [query: string, variables?: Variables];

/** Documents that break each rule of graphql-js; null where no document can. */
const BROKEN: Readonly<Record<string, readonly Wrong[]>> = {
  ExecutableDefinitionsRule: [["{ viewer { name } } type Mine { id: ID }"]],
  UniqueOperationNamesRule: [["query A { viewer { name } } query A { viewer { name } }"]],
  LoneAnonymousOperationRule: [["{ viewer { name } } query B { viewer { name } }"]],
  SingleFieldSubscriptionsRule: [['subscription { changes { id } resource(id: "x") { id } }']],
  KnownTypeNamesRule: [
    ["query ($a: ConnectionFilterr) { viewer { name } }"],
    ["{ node(id: 1) { ... on Conection { id } } }"],
  ],
  FragmentsOnCompositeTypesRule: [
    ["{ node(id: 1) { ... on Int { id } } }"],
    ["fragment F on String { id } { ...F }"],
  ],
  VariablesAreInputTypesRule: [["query ($a: Viewer) { viewer { name } }"]],
  ScalarLeafsRule: [["{ connections }"], ["{ viewer { name { first } } }"], ["{ connections { nodes } }"]],
  FieldsOnCorrectTypeRule: [
    ["{ conections { totalCount } }"],
    ["{ connections { nodes { conectionId } } }"],
    ["{ connections { nodes { lag { lagIdd } } } }"],
    ["{ node(id: 1) { connectionName } }"],
  ],
  UniqueFragmentNamesRule: [
    ["{ ...F } fragment F on Query { viewer { name } } fragment F on Query { viewer { name } }"],
  ],
  KnownFragmentNamesRule: [["{ ...Nowhere }"]],
  NoUnusedFragmentsRule: [["{ viewer { name } } fragment F on Query { viewer { name } }"]],
  PossibleFragmentSpreadsRule: [
    ["{ viewer { ... on Lag { id } } }"],
    ["{ connections { nodes { ...F } } } fragment F on Lag { id }"],
  ],
  NoFragmentCyclesRule: [["{ ...F } fragment F on Query { ...F }"]],
  UniqueVariableNamesRule: [["query ($a: Int, $a: Int) { connections(first: $a) { totalCount } }"]],
  NoUndefinedVariablesRule: [["{ connections(first: $a) { totalCount } }"]],
  NoUnusedVariablesRule: [["query ($a: Int) { viewer { name } }"]],
  KnownDirectivesRule: [["{ viewer @sometimes { name } }"], ["query @include(if: true) { viewer { name } }"]],
  UniqueDirectivesPerLocationRule: [["{ viewer @include(if: true) @include(if: true) { name } }"]],
  KnownArgumentNamesRule: [
    ["{ connections(accouts: []) { totalCount } }"],
    ["{ connections { nodes { virtualInterfaces(frist: 1) { totalCount } } } }"],
    ["{ viewer @include(iff: true) { name } }"],
  ],
  UniqueArgumentNamesRule: [["{ connections(first: 1, first: 1) { totalCount } }"]],
  ValuesOfCorrectTypeRule: [
    ['{ connections(first: "1") { totalCount } }'],
    ["{ connections(filter: 1) { totalCount } }"],
    ["{ connections(filter: { stat: [AVAILABLE] }) { totalCount } }"],
    ["{ connections(filter: { state: [AVAILABEL] }) { totalCount } }"],
    ["{ connections(filter: { state: [1] }) { totalCount } }"],
    ['{ auditEntries(filter: { since: "yesterday" }) { totalCount } }'],
    ["{ auditEntries(filter: { since: [1] }) { totalCount } }"],
    ["mutation { createConnection(input: {}) { id } }"],
    ["mutation { createConnection(input: { location: null }) { id } }"],
    ['mutation { createBGPPeer(input: { virtualInterfaceId: "dxvif-1", newBGPPeer: { asn: 0 } }) { id } }'],
    ['mutation { createBGPPeer(input: { virtualInterfaceId: "dxvif-1", newBGPPeer: { asn: "x" } }) { id } }'],
  ],
  ProvidedRequiredArgumentsRule: [
    ["{ connection { id } }"],
    ["mutation { createConnection { id } }"],
    ["{ viewer @include { name } }"],
  ],
  VariablesInAllowedPositionRule: [
    ["query ($a: String) { connections(first: $a) { totalCount } }"],
    ["query ($a: Int) { connections(filter: $a) { totalCount } }"],
  ],
  OverlappingFieldsCanBeMergedRule: [
    ["{ a: viewer { name } a: connections { totalCount } }"],
    ["{ connections { nodes { a: id a: tags { key } } } }"],
    ["{ node(id: 1) { ... on Connection { a: vlan } ... on Lag { a: lagName } } }"],
    ["{ connections(first: 1) { totalCount } connections(first: 2) { totalCount } }"],
  ],
  UniqueInputFieldNamesRule: [["{ connections(filter: { state: [], state: [] }) { totalCount } }"]],
  MaxIntrospectionDepthRule: [
    ["{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"],
  ],
};

/** Variables that are wrong in each way that graphql-js words. */
const VARIABLES: readonly Wrong[] = [
  ["query ($id: ID!) { connection(connectionId: $id) { id } }"],
  ["query ($id: ID!) { connection(connectionId: $id) { id } }", { id: null }],
  ["query ($id: ID!) { connection(connectionId: $id) { id } }", { id: { a: 1 } }],
  ["query ($f: ConnectionFilter) { connections(filter: $f) { totalCount } }", { f: 1 }],
  ["query ($f: ConnectionFilter) { connections(filter: $f) { totalCount } }", { f: { stat: ["AVAILABLE"] } }],
  [
    "query ($f: ConnectionFilter) { connections(filter: $f) { totalCount } }",
    { f: { state: ["AVAILABEL"] } },
  ],
  ["query ($f: ConnectionFilter) { connections(filter: $f) { totalCount } }", { f: { state: [1] } }],
  ["query ($f: AuditFilter) { auditEntries(filter: $f) { totalCount } }", { f: { since: "yesterday" } }],
  ["query ($f: AuditFilter) { auditEntries(filter: $f) { totalCount } }", { f: { since: {} } }],
  ["mutation ($i: CreateConnectionInput!) { createConnection(input: $i) { id } }", { i: {} }],
  [
    "mutation ($i: CreateConnectionInput!) { createConnection(input: $i) { id } }",
    { i: { loction: 'say "hi" to "it' } },
  ],
  [
    "mutation ($i: CreateConnectionInput!) { createConnection(input: $i) { id } }",
    { i: { loction: `${"x".repeat(180)} "y z` } },
  ],
  [
    "mutation ($i: CreateBGPPeerInput!) { createBGPPeer(input: $i) { id } }",
    { i: { newBGPPeer: { asn: 0, authKye: "x" } } },
  ],
  // null in a non-null place, which validation lets pass for the default
  ['query ($id: ID = "x") { connection(connectionId: $id) { id } }', { id: null }],
  ["query ($b: Boolean = true) { viewer @include(if: $b) { name } }", { b: null }],
];

test("each rule of graphql-js has documents that break it", () => {
  expect(Object.keys(BROKEN).sort()).toEqual(specifiedRules.map(({ name }) => name).sort());
  for (const rule of specifiedRules) {
    const broken = BROKEN[rule.name];
    const breaks = broken?.some(([query]) => validate(schema, parse(query), [rule]).length > 0);
    expect([rule.name, breaks]).toEqual([rule.name, true]);
  }
});

const cases: readonly (readonly [string, Wrong])[] = [
  ...Object.entries(BROKEN).flatMap(([rule, wrong]) => wrong.map((one) => [rule, one] as const)),
  ...VARIABLES.map((one) => ["variables", one] as const),
];

test.each(cases)("%s, broken by %j, shows nothing of the schema", async (_rule, [query, variables]) => {
  for (const [to, caller] of [
    [gateway, "outsider"],
    [closed, "outsider"],
    [closed, "reader"],
  ] as const) {
    const { errors, data } = await execute(to, caller, query, variables);
    expect(errors.length).toBeGreaterThan(0);
    expect(
      leaked(JSON.stringify(errors.map(({ message }) => message)).replaceAll('\\"', '"'), query, variables),
    ).toEqual([]);
    expect(errors.map(({ message }) => message).join()).not.toMatch(/did you mean/i);
    expect(errors.map((error) => error.extensions["code"])).not.toContain("INTERNAL_SERVER_ERROR");
    expect(data === null || typeof data === "object").toBe(true);
  }
});

test("callers who may read the schema get the names: the test of the others can fail", async () => {
  let reported = 0;
  for (const [, [query, variables]] of cases) {
    const { errors } = await execute(gateway, "reader", query, variables);
    reported += leaked(errors.map(({ message }) => message).join(" "), query, variables).length;
  }
  expect(reported).toBeGreaterThan(30);
});

/** What each rule of the arguments says is allowed. */
function messagesOfRules(): string[] {
  // class-validator keeps every rule that a decorator made
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    validationMetadatas: Map<unknown, { target: unknown }[]>;
  };
  const constraints = [...validationMetadatas.keys()].flatMap((target) =>
    getMetadataStorage()
      .getTargetValidationMetadatas(target as () => void, "", false, false)
      .flatMap(({ constraintCls }) => getMetadataStorage().getTargetValidatorConstraints(constraintCls)),
  );
  return constraints.map(({ instance }) => instance.defaultMessage?.() ?? "").filter((text) => text !== "");
}

test("no rule of the arguments names a type of the schema", () => {
  const messages = messagesOfRules();
  expect(messages.length).toBeGreaterThan(50);
  const camel = [...types].filter((type) => /[a-z][A-Z]/.test(type)); // "Location" is a word, too
  expect(
    messages.filter((message) => camel.some((type) => new RegExp(`\\b${type}\\b`).test(message))),
  ).toEqual([]);
});

/** What this gateway words itself, and AWS: by the kind of what is wrong. */
const OWN: Readonly<Record<string, readonly Wrong[]>> = {
  "a rule about members beside a member": [
    ['mutation { updateVirtualInterfaceAttributes(input: { virtualInterfaceId: "dxvif-fgprivt1" }) { id } }'],
    [
      "mutation ($i: DeleteBGPPeerInput!) { deleteBGPPeer(input: $i) { id } }",
      { i: { virtualInterfaceId: "dxvif-fgprivt1" } },
    ],
    [
      'mutation { createConnection(input: { location: "EqDC2", bandwidth: "1Gbps", connectionName: "x", requestMACSec: true, region: "us-east-1", account: "partner", lagId: "y" }) { id } }',
    ],
  ],
  "a rule about one member": [
    ['mutation { updateConnection(input: { connectionId: "x", connectionName: "" }) { id } }'],
    ["query ($id: ID!) { connection(connectionId: $id) { id } }", { id: "x" }],
  ],
  "AWS's own words": [
    [
      `mutation { updateConnection(account: "enterprise", input: { connectionId: "${fixtureIds["ic-dc2"]}" }) { id } }`,
    ],
  ],
  "a permission for a field": [
    ["{ virtualInterfaces { nodes { authKey } } }"],
    ["{ virtualInterfaces { nodes { key: authKey bgpPeers { authKey } } } }"],
  ],
  "a permission for an operation": [['mutation { deleteLag(input: { lagId: "dxlag-fg000001" }) { id } }']],
  "arguments of a list": [
    ["{ connections(last: 1, first: 1) { totalCount } }"],
    ['{ connections(after: "x") { totalCount } }'],
    ['{ connections(regions: ["us-east-9"]) { totalCount } }'],
    ['{ connections(accounts: ["nobody"]) { totalCount } }'],
    ["query ($n: Int = 1) { connections(first: $n) { totalCount } }", { n: -1 }],
  ],
  "a node": [['{ node(id: "x") { id } }']],
};
const ownCases = Object.entries(OWN).flatMap(([kind, all]) => all.map((one) => [kind, one] as const));

/** The schema's names in a text that a request did not name: those that look like no word, and those that are marked. */
function leakedAnywhere(text: string, query: string, variables: Variables = {}): string[] {
  const requested = new Set(`${query} ${JSON.stringify(variables)}`.match(/\w+/g));
  const found = [...(text.match(/\w+/g) ?? [])].filter((word) => /[a-z\d][A-Z]|_/.test(word));
  const marked = text.match(/`[^`]+`|\w+(?:\.[a-z]\w*)+/g) ?? [];
  return [...found, ...marked.flatMap((one) => one.match(/\w+/g) ?? [])].filter(
    (word) => names.has(word) && !requested.has(word),
  );
}

const textsOf = (errors: readonly { message: string; extensions: Record<string, unknown> }[]) =>
  errors
    .map(({ message, extensions }) => `${message} ${JSON.stringify(extensions["fields"] ?? [])}`)
    .join(" ");

test.each(ownCases)("%s, broken by %j, shows nothing of the schema", async (_kind, [query, variables]) => {
  const { errors } = await execute(gateway, "outsider", query, variables);
  expect(leakedAnywhere(textsOf(errors), query, variables)).toEqual([]);
});

test("each kind of these words something, and some names of the schema for those who may see it", async () => {
  const leaks: Record<string, number> = {};
  for (const [kind, [query, variables]] of ownCases) {
    const { errors } = await execute(gateway, "reader", query, variables);
    leaks[kind] = (leaks[kind] ?? 0) + leakedAnywhere(textsOf(errors), query, variables).length;
  }
  const leakingKinds = Object.keys(leaks).filter((kind) => leaks[kind] !== 0);
  expect(leakingKinds).toEqual([
    "a rule about members beside a member",
    "a permission for a field",
    "a permission for an operation",
  ]);
});

test("AWS's words show no name that the request does not have", () => {
  const requestNames = new NamesKnown({
    query: "mutation { updateConnection(input: { connectionName: 1 }) { id } }",
  });
  const message = "At least one of connectionName and encryptionMode must be given to account 1.";
  const extensions = { code: "REJECTED", aws: { operation: "UpdateConnection" } };
  expect(requestNames.error({ message, extensions }, namesOf(schema))).toEqual({
    message: "At least one of connectionName and [hidden] must be given to account 1.",
    extensions,
  });
});

test("the replacement of a name", async () => {
  const [[query]] = OWN["a rule about members beside a member"] as readonly [Wrong];
  const { errors } = await execute(gateway, "outsider", query);
  expect(errors[0]?.message).toBe(
    'Not accepted: input.virtualInterfaceId: "dxvif-fgprivt1" was sent, allowed is at least one of `[hidden]`, `[hidden]`, `[hidden]`, `[hidden]`, `[hidden]`, `[hidden]` beside it.',
  );
});

test("no rule of the arguments shows a name once names are hidden", () => {
  const ofSchema = namesOf(schema);
  const requestNames = new NamesKnown({});
  const hidden = messagesOfRules().map((allowed) => {
    const fields = [{ argument: "input.mtu", allowed }];
    const error = { message: `Not accepted: input.mtu: allowed is ${allowed}.`, extensions: { fields } };
    return requestNames.error(error, ofSchema);
  });
  expect(hidden.flatMap((error) => leakedAnywhere(JSON.stringify(error), ""))).toEqual([]);
  expect(messagesOfRules().flatMap((message) => leakedAnywhere(message, "")).length).toBeGreaterThan(10);
});

describe("what is deprecated", () => {
  const QUERY = `{ connectionsOnInterconnect(interconnectId: "dxcon-fgdc2000", account: "partner") { totalCount } }`;

  test("is reported with its replacement to callers who may read the schema", async () => {
    const { extensions, headers } = await execute(gateway, "reader", QUERY);
    expect(extensions["deprecations"]).toMatchObject([
      {
        coordinate: "Query.connectionsOnInterconnect",
        reason: expect.stringMatching(/hostedConnections/) as string,
        replacement: expect.stringMatching(/hostedConnections/) as string,
      },
    ]);
    expect(headers.get("link")).toMatch(/docs\/deprecations/);
  });

  test.each([
    ["outsider", () => gateway],
    ["reader", () => closed],
  ] as const)("is reported without it to %s where the schema is not shown", async (caller, to) => {
    for (const _time of [1, 2, 3]) {
      const { extensions, headers } = await execute(to(), caller, QUERY);
      expect(extensions["deprecations"]).toMatchObject([
        {
          coordinate: "Query.connectionsOnInterconnect",
          reason: expect.stringMatching(/^It is deprecated/) as string,
        },
      ]);
      expect(leaked(JSON.stringify(extensions["deprecations"]), QUERY)).toEqual(
        ["coordinate", "reason"].filter((name) => names.has(name)),
      );
      expect(JSON.stringify(extensions)).not.toMatch(/hostedConnections/);
      expect(headers.get("link")).toBeNull();
      expect(headers.get("deprecation")).toBe(
        (await execute(gateway, "reader", QUERY)).headers.get("deprecation"),
      );
    }
  });
});

describe("the pages for all callers", () => {
  const textOf = async (to: GatewayUnderTest, path: string) =>
    (await fetch(`${to.url}${path}`, { headers: { accept: "text/html" } })).text();

  test.each(["/", "/graphql", "/explorer"])(
    "%s shows no document and no list where the schema is not shown",
    async (path) => {
      const text = await textOf(closed, path);
      expect(text).not.toMatch(/deprecations/i);
      expect(text).not.toMatch(/totalCount|connections\b|nodes/);
    },
  );

  test("/ does where it is", async () => {
    expect(await textOf(gateway, "/")).toMatch(/\/docs\/deprecations/);
  });
});
