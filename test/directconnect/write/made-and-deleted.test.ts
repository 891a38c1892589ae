import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { DELETED_RESULTS } from "../../../src/directconnect/write/reconciliation/deleted-rows";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { Answer, GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  execute,
  executeSent,
  type Change,
  codeOf,
  lose,
  lost,
  LONG,
  settled,
  SHORT,
  UNHURRIED,
  gatewaysWithoutReconciler,
  fixtureChange,
} from "./keyed-changes";

/* What a creation made whose answer was lost, another key deletes before it is found: a repeat makes nothing. */

/* Lists are cached, as they are by default: they show the state before. */
const start = gatewaysWithoutReconciler({ SNAPSHOT_FRESH_MS: "1000" });

const HERE = (account: string) => `accounts: ["${account}"], first: 100`;

/** How the rows of an account are listed, and the deletion of one. */
interface Kind {
  readonly list: (account: string) => string;
  readonly id: string;
  readonly deletion: WriteOperation;
  readonly lister?: keyof typeof accounts;
  /** What else the deletion's input names. */
  readonly more?: object;
}

const connections: Kind = {
  list: (account) => `{ rows: connections(${HERE(account)}) { nodes { id: connectionId } } }`,
  id: "connectionId",
  deletion: "DeleteConnection",
};
const virtualInterfaces: Kind = {
  list: (account) => `{ rows: virtualInterfaces(${HERE(account)}) { nodes { id: virtualInterfaceId } } }`,
  id: "virtualInterfaceId",
  deletion: "DeleteVirtualInterface",
};

const KINDS: readonly (readonly [WriteOperation, Kind])[] = [
  ["CreateConnection", connections],
  [
    "CreateInterconnect",
    {
      list: (account) => `{ rows: interconnects(${HERE(account)}) { nodes { id: interconnectId } } }`,
      ...{ id: "interconnectId", deletion: "DeleteInterconnect" },
    },
  ],
  [
    "CreateDirectConnectGateway",
    {
      list: (account) =>
        `{ rows: directConnectGateways(${HERE(account)}) { nodes { id: directConnectGatewayId } } }`,
      ...{ id: "directConnectGatewayId", deletion: "DeleteDirectConnectGateway" },
    },
  ],
  [
    "CreateDirectConnectGatewayAssociation",
    {
      list: (account) =>
        `{ rows: directConnectGatewayAssociations(${HERE(account)}) { nodes { id: associationId } } }`,
      ...{ id: "associationId", deletion: "DeleteDirectConnectGatewayAssociation" },
    },
  ],
  [
    "CreateDirectConnectGatewayAssociationProposal",
    {
      list: (account) =>
        `{ rows: directConnectGatewayAssociationProposals(${HERE(account)}) { nodes { id: proposalId } } }`,
      ...{ id: "proposalId", deletion: "DeleteDirectConnectGatewayAssociationProposal" },
    },
  ],
  ["AllocateHostedConnection", { ...connections, lister: "acme" }],
  ["CreatePrivateVirtualInterface", virtualInterfaces],
  ["CreatePublicVirtualInterface", virtualInterfaces],
  ["CreateTransitVirtualInterface", virtualInterfaces],
  ["AllocateConnectionOnInterconnect", { ...connections, lister: "acme" }],
  ["AllocatePrivateVirtualInterface", virtualInterfaces],
  ["AllocatePublicVirtualInterface", virtualInterfaces],
  ["AllocateTransitVirtualInterface", virtualInterfaces],
  [
    "CreateBGPPeer",
    {
      list: (account) =>
        `{ rows: virtualInterface(account: "${account}", region: "us-east-1", virtualInterfaceId: "${fixtureIds["vif-308"]}") {
          nodes: bgpPeers { id: bgpPeerId } } }`,
      ...{ id: "bgpPeerId", deletion: "DeleteBGPPeer" },
      more: { virtualInterfaceId: fixtureIds["vif-308"] },
    },
  ],
  [
    "CreateResiliencyGroup",
    {
      list: (account) => `{ rows: resiliencyGroups(${HERE(account)}) { nodes { id: resiliencyGroupId } } }`,
      ...{ id: "resiliencyGroupId", deletion: "DeleteResiliencyGroup" },
    },
  ],
  [
    "CreateLag",
    {
      list: (account) => `{ rows: lags(${HERE(account)}) { nodes { id: lagId } } }`,
      ...{ id: "lagId", deletion: "DeleteLag" },
    },
  ],
];

async function idsOf(
  gateway: GatewayUnderTest,
  kind: Kind,
  account: keyof typeof accounts,
): Promise<string[]> {
  const { data, errors } = await gateway.ask(kind.list(account));
  expect(errors).toEqual([]);
  return (data.rows.nodes as { id: string }[]).map(({ id }) => id);
}

const DAYS = 30 * 86_400_000;

interface How {
  /** How long after the deletion it is looked for, in milliseconds. */
  readonly later: number;
  readonly settings?: Record<string, string>;
  /** The answer to the deletion is lost as well, and found out before the creation is looked for. */
  readonly losesDeletion?: boolean;
}

/** Loses the answer to a creation that is executed, and deletes what it made. */
async function madeAndDeleted(
  operation: WriteOperation,
  kind: Kind,
  { later, settings = {}, losesDeletion = false }: How,
) {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start({ ...LONG, ...settings }, { store });
  const change = fixtureChange(operation);
  const lister = kind.lister ?? change[1];
  const before = new Set(await idsOf(first, kind, lister));
  lose(first, "resetAfterExecution", operation);
  first.emulator.faults.add({ kind: "lag", seconds: 600 });
  expect(codeOf(await execute(first, change, "made"))).toBe("OUTCOME_UNKNOWN");
  first.emulator.faults.clear();
  first.emulator.clock.advance(600_000);
  const [id] = (await idsOf(first, kind, lister)).filter((each) => !before.has(each));
  const deletion: Change = [kind.deletion, change[1], { ...kind.more, [kind.id]: id }];
  if (losesDeletion) {
    lose(first, "resetAfterExecution", kind.deletion);
    first.emulator.faults.add({ kind: "lag", seconds: 600 });
    await lost(first, deletion, "deleted");
    first.emulator.faults.clear();
  } else {
    expect((await execute(first, deletion, "deleted")).errors).toEqual([]);
  }
  await first.stopGateway();
  first.emulator.clock.advance(later);
  const gateway = await start({ ...SHORT, ...settings }, { store, upstream: first.emulator });
  if (losesDeletion) await settled(() => execute(gateway, deletion, "deleted"));
  return { gateway, change };
}

/** Repeats a change a few times: an outcome that is not known then stays unknown. */
async function afterRepeats(gateway: GatewayUnderTest, change: Change): Promise<Answer> {
  let answer = await executeSent(gateway, change, "made");
  for (let times = 1; times < 4 && codeOf(answer) === "OUTCOME_UNKNOWN"; times += 1)
    answer = await executeSent(gateway, change, "made");
  return answer;
}

test("each creation is here whose result a deletion can delete", () => {
  const creations = new Set<WriteOperation>(Object.values(DELETED_RESULTS).flat());
  expect(KINDS.map(([operation]) => operation).sort()).toEqual([...creations].sort());
});

describe("what a creation made and another key deleted", () => {
  test.each(
    KINDS.flatMap(([operation, kind]) => [
      [operation, "is still listed", kind, 0] as const,
      [operation, "is listed no more", kind, DAYS] as const,
    ]),
  )("%s, and %s: it counts as made, and a repeat makes nothing", async (operation, _how, kind, later) => {
    const { gateway, change } = await madeAndDeleted(operation, kind, { later });
    expect((await afterRepeats(gateway, change)).errors).toEqual([]);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
  });

  test.each(KINDS)("%s, where nothing is cached: it counts as made", async (operation, kind) => {
    const settings = { SNAPSHOT_FRESH_MS: "0" };
    const { gateway, change } = await madeAndDeleted(operation, kind, { later: DAYS, settings });
    expect((await afterRepeats(gateway, change)).errors).toEqual([]);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
  });

  test.each(KINDS)(
    "%s, where the answer to the deletion is lost too: it counts as made",
    async (operation, kind) => {
      const { gateway, change } = await madeAndDeleted(operation, kind, { later: DAYS, losesDeletion: true });
      expect((await afterRepeats(gateway, change)).errors).toEqual([]);
      expect(gateway.emulator.requests.list(operation)).toEqual([]);
    },
  );

  test("a deletion of another key's resource does not count for it", async () => {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    const change = fixtureChange("CreateConnection");
    const { data } = await execute(first, change, "other");
    lose(first, "reset", "CreateConnection");
    expect(codeOf(await execute(first, change, "lost"))).toBe("OUTCOME_UNKNOWN");
    const { connectionId } = data.change as { connectionId: string };
    expect(
      (await execute(first, ["DeleteConnection", "enterprise", { connectionId }], "deleted")).errors,
    ).toEqual([]);
    await first.stopGateway();
    first.emulator.clock.advance(DAYS);
    const later = await start(SHORT, { store, upstream: first.emulator });
    expect(codeOf(await settled(() => execute(later, change, "lost")))).toBe("NOT_APPLIED");
  });

  test("a deletion of an equal virtual interface on another port does not count for it", async () => {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    const port = { connectionId: fixtureIds["lag-dc2-b"], lagId: fixtureIds["lag-dc2"] };
    expect(
      (await execute(first, ["DisassociateConnectionFromLag", "enterprise", port], "port")).errors,
    ).toEqual([]);
    first.emulator.clock.advance(600_000);
    const [operation, account, input] = fixtureChange("CreatePrivateVirtualInterface");
    lose(first, "reset", operation);
    expect(codeOf(await execute(first, [operation, account, input], "lost"))).toBe("OUTCOME_UNKNOWN");
    const past = await start(UNHURRIED, { upstream: first.emulator });
    const elsewhere: Change = [operation, account, { ...input, connectionId: port.connectionId }];
    const { data, errors } = await execute(past, elsewhere, "other");
    expect(errors).toEqual([]);
    const { virtualInterfaceId } = data.change as { virtualInterfaceId: string };
    expect(
      (await execute(first, ["DeleteVirtualInterface", account, { virtualInterfaceId }], "deleted")).errors,
    ).toEqual([]);
    await first.stopGateway();
    first.emulator.clock.advance(DAYS);
    const later = await start(SHORT, { store, upstream: first.emulator });
    expect(codeOf(await settled(() => execute(later, [operation, account, input], "lost")))).toBe(
      "NOT_APPLIED",
    );
  });
});
