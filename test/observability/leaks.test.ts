import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  getNamedType,
} from "graphql";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsOf } from "../../src/directconnect/accounts/credentials";
import { KeptCredentials } from "../../src/directconnect/accounts/cached-credentials";
import { faultKinds } from "../../src/emulator/wire/faults";
import { isSecretMember } from "../../src/observability/secrets";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { startCollector } from "./collector";

const partner = "111111111111";
const enterprise = "555555555555";
const MARK = "Marked5ecret";
const CAK = "5ec4e75ec4e7".repeat(6).slice(0, 64);
const CKN = "ab".repeat(32);
/** An API key, which callers may paste anywhere. */
const API_KEY_SECRET = `Marked${"k".repeat(37)}`;
const API_KEY = `dxgql_0123456789abcdef_${API_KEY_SECRET}`;
const headers = {
  authorization: `Bearer ${MARK}.authorization`,
  "proxy-authorization": `Basic ${MARK}.proxy`,
  cookie: `session=${MARK}.cookie`,
  "x-api-key": `${MARK}.api-key`,
};

const environment = process.env;
/** The journal lies on the disk here. */
const folder = mkdtempSync(join(tmpdir(), "leaks-"));
let gateway: GatewayUnderTest;
let collector: Awaited<ReturnType<typeof startCollector>>;
const answers: string[] = [];
const keys: string[] = [MARK, CAK, API_KEY_SECRET];

beforeAll(async () => {
  process.env = {
    PATH: environment["PATH"],
    TEST_DATABASE_URL: environment["TEST_DATABASE_URL"],
    AWS_ACCESS_KEY_ID: partner,
    AWS_SECRET_ACCESS_KEY: `${MARK}.aws-secret`,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/nowhere",
    AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
  };
  collector = await startCollector();
  gateway = await startGatewayUnderTest({
    store: { folder: join(folder, "data") },
    settings: {
      METRICS_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      AWS_TIMEOUT_MS: "250",
      CHANGE_DEADLINE_MS: "1000",
      READ_ATTEMPTS: "1",
      WRITE_ATTEMPTS: "1",
    },
    accounts: async (endpoint) => {
      const assumed = credentialsOf(
        {
          accountId: enterprise,
          roleArn: `arn:aws:iam::${enterprise}:role/portal/Reader`,
          externalId: `northgate-portal-${enterprise}`,
        },
        { region: "us-east-1", endpoint, timeoutMilliseconds: 5000 },
      );
      const { secretAccessKey, sessionToken } = await assumed.provide();
      keys.push(secretAccessKey, sessionToken ?? "");
      return [
        { accountId: enterprise, alias: "enterprise", regions: ["us-east-1"], credentials: assumed },
        {
          accountId: partner,
          alias: "partner",
          regions: ["us-east-1"],
          credentials: {
            accessKeyId: partner,
            secretAccessKey: `${MARK}.secret`,
            sessionToken: `${MARK}.session`,
          },
        },
      ];
    },
  });
});
beforeAll(async () => {
  // The embedded store takes longer to be made than a change may wait here.
  for (let isOpen = false; !isOpen;) {
    const { errors } = await gateway.ask("{ auditEntries(first: 1) { totalCount } }");
    isOpen = errors.length === 0;
  }
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

/** Sends a document with marked values, and keeps the answer as a sink. */
async function send(query: string, variables?: Record<string, unknown>): Promise<unknown> {
  const answer = await gateway.ask(query, variables, headers);
  answers.push(JSON.stringify([answer.data, answer.errors, answer.extensions, [...answer.headers]]));
  return answer.data;
}

/** A value for an input of any type; members that hold secrets are marked, and all others with a text have this one. */
function valueOf(type: GraphQLInputType, member: string, text: string): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, member, text);
  if (isListType(type)) return [valueOf(type.ofType, member, text)];
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).map((field) => [
      field.name,
      valueOf(field.type, field.name, text),
    ]);
    return Object.fromEntries(members) as unknown;
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isSecretMember(member)) return member === "cak" ? CAK : `${MARK}.${member}`;
  return (
    { Int: 100, Boolean: true, ASN: 65001, Port: 300, Vlan: 300 }[type.name] ??
    (member === "ckn" ? CKN : text)
  );
}

/** Each mutation of the schema with its arguments as variables, every secret in them marked. */
function mutationsOf(
  schema: GraphQLSchema,
  text = "x",
): [document: string, variables: Record<string, unknown>][] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).map(({ name, args, type }) => {
    const wanted = args.filter((argument) => argument.name !== "region");
    const declared = wanted.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(", ");
    const passed = wanted.map((argument) => `${argument.name}: $${argument.name}`).join(", ");
    const values = wanted.map((argument) => [
      argument.name,
      argument.name === "account" ? "enterprise" : valueOf(argument.type, argument.name, text),
    ]);
    const below = isObjectType(getNamedType(type)) ? "{ __typename }" : "";
    return [`mutation (${declared}) { ${name}(${passed}) ${below} }`, Object.fromEntries(values)];
  });
}

/** Everything that lies in a folder, the journal's write-ahead log included. */
function filesUnder(place: string): string {
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .map((name) => join(place, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, "latin1"))
    .join("\n");
}

const associate = `mutation ($cak: String, $ckn: String) {
  associateMacSecKey(account: "enterprise", input: { connectionId: "dxlag-fedc2000", ckn: $ckn, cak: $cak }) { __typename }
}`;
const createPeer = `mutation ($key: String) {
  createBGPPeer(account: "enterprise", input: {
    virtualInterfaceId: "dxvif-fe000302", newBGPPeer: { asn: 65001, addressFamily: IPV6, authKey: $key }
  }) { virtualInterfaceId }
}`;

test("no secret is in any sink after a run that exercises everything", async () => {
  const { emulator } = gateway;
  const schema = buildSchema(readFileSync(join(__dirname, "../../schema.graphql"), "utf8"));
  for (const [document, variables] of [...mutationsOf(schema), ...mutationsOf(schema, API_KEY)])
    await send(document, variables);

  // what succeeds, and what is refused at each of the layers
  const keyed = await send(associate, { cak: CAK, ckn: CKN });
  expect(keyed).toEqual({ associateMacSecKey: { __typename: expect.any(String) } });
  await send(createPeer, { key: `${MARK}.authKey` });
  await send(associate, { cak: `${MARK}.short`, ckn: CKN });
  await send(associate, { cak: { of: `${MARK}.object` }, ckn: CKN });
  await send(associate, { cak: [CAK, CAK], ckn: CKN });
  await send(createPeer, { key: [`${MARK} in a list`] });
  await send(createPeer.replace("$key }", `"${MARK}.literal", nothing: 1 }`));
  await send(createPeer.replace("$key }", `["${MARK}.listed"] }`));
  await send(createPeer.replace("authKey: $key", `authKey "${MARK}.misplaced"`));
  await send(associate.replace("$cak }", `{ of: "${CAK}" } }`));

  // whatever AWS and the network do
  for (const kind of faultKinds) {
    const error = { name: "DirectConnectClientException", message: "AWS says no" };
    const memberText = { member: "connectionName", text: "another" };
    const fault = {
      kind,
      milliseconds: 400,
      ...(kind === "error" && { error }),
      ...(kind === "memberText" && memberText),
    };
    for (const act of [
      () => send(associate, { cak: CAK, ckn: CKN }),
      () => send(createPeer, { key: `${MARK}.authKey` }),
      () => send('{ customerMetadata(account: "partner") { nniPartnerType } }'),
      () => send("{ connections { nodes { id } unavailable { message } } }"),
    ]) {
      emulator.faults.add(fault);
      await act();
      emulator.faults.clear();
    }
  }

  // contents that AWS returns to those who request them: in their own answer, and nowhere else
  const { data: contents } = await gateway.ask(
    `{
      routerConfiguration(account: "enterprise", virtualInterfaceId: "dxvif-fe000301",
        routerTypeIdentifier: "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93") { customerRouterConfig }
      loa(account: "partner", connectionId: "dxcon-fgdc2000") { loaContent }
      virtualInterfaces { nodes { bgpPeers { authKey } } }
    }`,
    undefined,
    headers,
  );
  const { customerRouterConfig } = contents.routerConfiguration as { customerRouterConfig: string };
  keys.push(
    customerRouterConfig.slice(100, 160),
    (contents.loa as { loaContent: string }).loaContent.slice(200, 260),
  );
  for (const { bgpPeers } of contents.virtualInterfaces.nodes as {
    bgpPeers: { authKey: string | null }[];
  }[]) {
    for (const { authKey } of bgpPeers) if (authKey !== null) keys.push(authKey);
  }
  await fetch(`${gateway.url}/loa/partner/us-east-1/dxcon-fgdc2000`, { headers });

  const audited = await gateway.ask(
    "{ auditEntries(first: 1000) { nodes { operation input output error { code message } } } }",
  );
  expect(audited.data.auditEntries.nodes.length).toBeGreaterThan(10);

  const metrics = await (await fetch(gateway.metricsUrl ?? "")).text();
  await gateway.stop();
  await collector.close();
  const sinks = {
    answers: answers.join("\n"),
    logs: gateway.logged.map((line) => JSON.stringify(line)).join("\n"),
    metrics,
    traces: collector.text(),
    audit: JSON.stringify(audited.data),
    disk: filesUnder(folder),
  };

  // it did exercise everything
  const codes = ["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "THROTTLED", "OUTCOME_UNKNOWN", "REJECTED"];
  expect(codes.filter((code) => !sinks.answers.includes(code))).toEqual([]);
  expect(keys.every((key) => key.length >= 6)).toBe(true);
  for (const [sink, text] of Object.entries(sinks)) {
    expect(text.length).toBeGreaterThan(1_000);
    const found = keys.filter((key) => text.includes(key) || text.includes(JSON.stringify(key).slice(1, -1)));
    expect({ sink, found }).toEqual({ sink, found: [] });
  }
  // what is inside of the house stays there
  const { host } = new URL(emulator.url);
  const inside = [host, new URL(collector.url).host, join(__dirname, "../.."), "node_modules", "\\n    at "];
  expect(inside.filter((text) => sinks.answers.includes(text))).toEqual([]);
  expect(inside.filter((text) => sinks.metrics.includes(text))).toEqual([]);
  expect(inside.filter((text) => sinks.traces.includes(text))).toEqual([]);
});

test("credentials that are kept show nothing of themselves", () => {
  const kept = new KeptCredentials(() => Promise.resolve({ accessKeyId: "a", secretAccessKey: MARK }));
  expect(JSON.stringify(kept)).not.toContain(MARK);
});
