import { Clients } from "../../../src/directconnect/client/clients";
import { REQUIRED_MEMBERS } from "../../../src/directconnect/client/required-members";
import type { Operation, WriteOperation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { handlers } from "../../../src/emulator/wire/handlers";
import { operationNames } from "../../../src/emulator/wire/shapes";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { everyField, MOST_COST, typeOfField } from "../../full-selection";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { repeating, repeatingRows } from "../client/repeating";
import { emulatedPlace } from "../reconciliation/scene";
import { PUBLISHED, UNPUBLISHED } from "./published-answers";
import { asGraphInput } from "../../graph-values";

let gateway: GatewayUnderTest;
let clients: Clients;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: { SETTLE_MS: "50" },
    access: { limits: { cost: MOST_COST } },
  });
  clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
beforeEach(() => gateway.emulator.reset());
afterEach(() => gateway.emulator.faults.clear());
afterAll(async () => {
  clients.close();
  await gateway.stop();
});

/** Nothing of an answer is the gateway's own failure. */
const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions["code"]);

const CARRIED = `arn:aws:directconnect:us-east-1:${accounts.partner}:dxcon/dxcon-ffpub001`;
const HERE = `account: "partner", region: "us-east-1"`;
const EVERYWHERE = `accounts: ["partner"], regions: ["us-east-1"]`;

/** The document for each read. */
const READS: readonly (readonly [operation: Operation, field: string, args: string])[] = [
  ["DescribeConnections", "connections", EVERYWHERE],
  [
    "DescribeConnectionsOnInterconnect",
    "connectionsOnInterconnect",
    `${HERE}, interconnectId: "dxcon-fgdc2000"`,
  ],
  ["DescribeHostedConnections", "hostedConnections", `${HERE}, connectionId: "dxcon-fgdc2000"`],
  ["DescribeInterconnects", "interconnects", EVERYWHERE],
  ["DescribeLags", "lags", EVERYWHERE],
  ["DescribeLocations", "locations", EVERYWHERE],
  ["DescribeVirtualInterfaces", "virtualInterfaces", EVERYWHERE],
  ["DescribeVirtualGateways", "virtualGateways", EVERYWHERE],
  ["DescribeDirectConnectGateways", "directConnectGateways", EVERYWHERE],
  [
    "DescribeDirectConnectGatewayAssociations",
    "directConnectGatewayAssociations",
    `${EVERYWHERE}, directConnectGatewayId: "dc600000-0000-4000-8000-0000000000aa"`,
  ],
  [
    "DescribeDirectConnectGatewayAttachments",
    "directConnectGatewayAttachments",
    `${EVERYWHERE}, virtualInterfaceId: "dxvif-ffpub001"`,
  ],
  ["DescribeTags", "resourceTags", `resourceArns: ["${CARRIED}"]`],
  ["DescribeLoa", "loa", `${HERE}, connectionId: "dxcon-ffpub001"`],
  ["DescribeConnectionLoa", "connectionLoa", `${HERE}, connectionId: "dxcon-ffpub001"`],
  ["DescribeInterconnectLoa", "interconnectLoa", `${HERE}, interconnectId: "dxcon-ffpub001"`],
];

test("each operation has its published answer, or none is published", () => {
  const stated = [...Object.keys(PUBLISHED), ...UNPUBLISHED];
  expect(stated.sort()).toEqual(operationNames().filter((name) => Object.hasOwn(handlers, name)));
});

test("every published read and change is here", () => {
  const calls = new Set<string>([...READS.map(([operation]) => operation), ...Object.keys(changes)]);
  expect(Object.keys(PUBLISHED).filter((operation) => !calls.has(operation))).toEqual([]);
  expect(READS.filter(([operation]) => PUBLISHED[operation] === undefined)).toEqual([]);
});

/** Answers a read; where that names a next page, there is nothing more on it. */
function answerWith(operation: Operation, body: object): void {
  const { nextToken, ...last } = body as { nextToken?: string };
  if (nextToken !== undefined) {
    gateway.emulator.faults.add({ kind: "givenBody", operation, body, count: 1 });
    const none = Object.fromEntries(Object.keys(last).map((member) => [member, []]));
    gateway.emulator.faults.add({ kind: "givenBody", operation, body: none });
  } else gateway.emulator.faults.add({ kind: "givenBody", operation, body });
}

describe("a published answer to a read, with every field", () => {
  test.each(READS)("%s", async (operation, field, args) => {
    const body = PUBLISHED[operation] ?? {};
    answerWith(operation, body);
    const selection = everyField(typeOfField("Query", field), field === "locations" ? 1 : 2);
    const isPage = typeOfField("Query", field).endsWith("Page");
    const page = isPage ? ", first: 2" : "";
    const answer = await gateway.ask(`{ read: ${field}(${args}${page}) { ${selection} } }`);
    expect(answer.errors.filter(({ path }) => path === undefined)).toEqual([]);
    expect(codesOf(answer)).not.toContain("INTERNAL_SERVER_ERROR");
    expect(answer.errors.filter(({ path }) => path?.length === 1)).toEqual([]);
    expect(answer.data.read).not.toBeNull();
    const rows = Object.values(body).find(Array.isArray);
    if (isPage && rows !== undefined) {
      expect(answer.data.read.nodes).toHaveLength(rows.length);
      expect(answer.data.read.unavailable).toEqual([]);
    }
  });
});

const make = makeWith(
  () => clients,
  () => gateway.emulator,
);

async function changed(operation: WriteOperation, body: object): Promise<Answer> {
  const { account, region = "us-east-1", input } = changes[operation];
  const sentInput: unknown = typeof input === "function" ? await input(make) : input;
  const ofGraph: unknown = asGraphInput(sentInput);
  const { accountId } = emulatedPlace(account).account;
  const field = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
  const document = mutationDocument(operation, everyField(typeOfField("Mutation", field), 1));
  gateway.emulator.faults.add({
    kind: "givenBody",
    operation,
    body: repeating(operation, sentInput as object, body, true),
  });
  return gateway.ask(document, { account: accountId, region, input: ofGraph });
}

/** After a change was made its caller is answered with what was made, or that it was made and cannot be shown. */
function expectMade(answer: Answer): void {
  const codes = codesOf(answer);
  expect(codes).not.toContain("INTERNAL_SERVER_ERROR");
  expect(answer.errors.filter(({ path }) => path === undefined)).toEqual([]);
  const own = answer.errors.filter(({ path }) => path?.length === 1);
  expect(own.filter(({ extensions }) => extensions["code"] !== "APPLIED_BUT_UNREAD")).toEqual([]);
  if (own.length === 0) expect(answer.data.change).not.toBeNull();
}

const operations = Object.keys(changes) as WriteOperation[];

describe("a published answer to a change, with every field", () => {
  test.each(operations.filter((operation) => PUBLISHED[operation] !== undefined))("%s", async (operation) => {
    expectMade(await changed(operation, PUBLISHED[operation] ?? {}));
  });
});

/** An answer with no more than what no answer can lack. */
function leastAnswer(operation: Operation): object {
  const answer: Record<string, unknown> = {};
  for (const path of REQUIRED_MEMBERS[operation] as readonly string[]) {
    const [outer = "", inner] = path.split(".");
    const value = /(Keys|Associations|^connections)$/.test(path)
      ? []
      : /State$|status$/.test(path)
        ? "deleting"
        : "dxcon-ffleast1";
    answer[outer] = inner === undefined ? value : { [inner]: value };
  }
  return answer;
}

describe("the least that a change can be answered with", () => {
  test.each(operations)("%s", async (operation) => {
    expectMade(await changed(operation, leastAnswer(operation)));
  });
});

describe("rows", () => {
  const list = `{ connections(accounts: ["partner", "acme"], regions: ["us-east-1"]) {
    nodes { connectionId connectionState account region tags { key } }
    unavailable { account operation code message }
  } }`;

  test("one without an id harms no other, and is named; those of two accounts are not taken for one", async () => {
    const connections = [
      { connectionName: "nameless" },
      { connectionId: "dxcon-ffpub009" },
      { connectionId: "" },
    ];
    gateway.emulator.faults.add({
      kind: "givenBody",
      operation: "DescribeConnections",
      body: { connections },
    });
    const { data, errors, extensions } = await gateway.ask(list);
    expect(errors).toEqual([]);
    const row = { connectionId: "dxcon-ffpub009", connectionState: "UNKNOWN", region: "us-east-1", tags: [] };
    expect(data.connections.nodes).toEqual(
      expect.arrayContaining([
        { ...row, account: accounts.partner },
        { ...row, account: accounts.acme },
      ]),
    );
    expect(data.connections.nodes).toHaveLength(2);
    const leftOut = (account: string) => ({
      account,
      operation: "DescribeConnections",
      code: "UPSTREAM_UNAVAILABLE",
      message: "DescribeConnections answered 2 rows without connectionId, left out here.",
    });
    expect(data.connections.unavailable).toEqual([leftOut(accounts.partner), leftOut(accounts.acme)]);
    expect(extensions["unavailable"]).toMatchObject([leftOut(accounts.partner), leftOut(accounts.acme)]);
  });

  test("associations without ids are identified by what they associate", async () => {
    const operation = "DescribeDirectConnectGatewayAssociations";
    const queried = { directConnectGatewayId: fixtureIds["vpc-gw"] };
    answerWith(operation, repeatingRows(operation, queried, PUBLISHED[operation] ?? {}));
    const { data, errors } = await gateway.ask(`{
      directConnectGateway(account: "enterprise", directConnectGatewayId: "${fixtureIds["vpc-gw"]}") {
        associations { nodes { associationId associatedGateway { id } } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.directConnectGateway.associations.nodes).toEqual([
      { associationId: null, associatedGateway: { id: "vgw-ffpub001" } },
      { associationId: null, associatedGateway: { id: "vgw-ffpub002" } },
    ]);
  });
});
