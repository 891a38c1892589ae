import { Client } from "pg";
import type { Input, ReadOperation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { SkippingClocks } from "../../clocks";
import { borrowSharedDatabase } from "../../runner/databases";
import { changes } from "../reconciliation/changes";
import { execute, executeSent, type Change, codeOf, lose, LONG, settled, SHORT } from "./keyed-changes";

/** A caller waits until the outcome is found out. */
const LONG_DEADLINE = { ...SHORT, CHANGE_DEADLINE_MS: "30000" };

const running: GatewayUnderTest[] = [];
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.stop();
});

async function start(settings: Record<string, string>, options?: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ settings, clocks: new SkippingClocks(), ...options });
  running.unshift(gateway); // the one whose emulator it shares is stopped after it
  return gateway;
}

async function outcomeOf(gateway: GatewayUnderTest, key: string): Promise<unknown> {
  const query = `query ($key: String!) { mutationOutcome(key: $key) { state error { code } } }`;
  return (await gateway.ask(query, { key })).data.mutationOutcome;
}

const lag = ({ emulator }: GatewayUnderTest, operation: ReadOperation) =>
  emulator.faults.add({ kind: "lag", operation, seconds: 20 });

const connectionId = fixtureIds["acme-dc2"];
const resourceArn = `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${connectionId}`;
const lagId = fixtureIds["lag-dc2"];
const member = { connectionId: fixtureIds["lag-dc2-b"], lagId };

/** Two changes of which the second requests the state before the first, by the list that shows it. */
const BACK: readonly (readonly [what: string, list: ReadOperation, first: Change, second: Change])[] = [
  [
    "a name that is set back",
    "DescribeConnections",
    ["UpdateConnection", "acme", { connectionId, connectionName: "between" }],
    ["UpdateConnection", "acme", { connectionId, connectionName: "acme-dc2" }],
  ],
  [
    "a tag that is taken off",
    "DescribeTags",
    ["TagResource", "acme", { resourceArn, tags: [{ key: "added", value: "now" }] }],
    ["UntagResource", "acme", { resourceArn, tagKeys: ["added"] }],
  ],
  [
    "a port that goes back into its LAG",
    "DescribeLags",
    ["DisassociateConnectionFromLag", "enterprise", member],
    ["AssociateConnectionWithLag", "enterprise", member],
  ],
  [
    "a MACsec key that is taken off",
    "DescribeLags",
    ["AssociateMacSecKey", "enterprise", { connectionId: lagId, ckn: "ab".repeat(32), cak: "cd".repeat(32) }],
    ["DisassociateMacSecKey", "enterprise", { connectionId: lagId }],
  ],
];

describe("a list that is behind shows the requested state, which is the earlier one", () => {
  /** Makes the first change, and loses the answer to the second, while the list shows what was before both. */
  async function loseSecond(
    gateway: GatewayUnderTest,
    kind: FaultKind,
    [list, first, [operation, account, input]]: readonly [ReadOperation, Change, Change],
  ) {
    lag(gateway, list);
    const made = await executeSent(gateway, first, "first");
    expect(made.errors).toEqual([]);
    const [key] = (made.data.change.macSecKeys ?? []).slice(-1) as { secretARN?: string }[];
    const secret = operation === "DisassociateMacSecKey" ? await newSecret(gateway) : key?.secretARN;
    const second: Change = [
      operation,
      account,
      secret === undefined ? input : { ...input, secretARN: secret },
    ];
    lose(gateway, kind, operation);
    return { second, lost: await executeSent(gateway, second, "second") };
  }

  /** Of the key that was associated last, which the list does not show yet. */
  async function newSecret(gateway: GatewayUnderTest): Promise<string> {
    const query = `{ mutationOutcome(key: "first") { output } }`;
    const { macSecKeys } = (await gateway.ask(query)).data.mutationOutcome.output;
    return macSecKeys.at(-1).secretARN as string;
  }

  test.each(BACK)("%s: that says nothing until lists must show the call", async (_what, ...steps) => {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    const { second, lost } = await loseSecond(first, "reset", steps);
    expect(codeOf(lost)).toBe("OUTCOME_UNKNOWN");
    const checks = () => first.emulator.requests.list(steps[0]).length;
    for (let checked = checks(); checked < 2; checked += checks())
      expect(codeOf(await execute(first, second, "second"))).toBe("OUTCOME_UNKNOWN");
    expect(await outcomeOf(first, "second")).toEqual({ state: "UNKNOWN", error: null });
    await first.stopGateway();
    first.emulator.clock.advance(20_000);
    const later = await start(LONG_DEADLINE, { store, upstream: first.emulator });
    expect(codeOf(await settled(() => execute(later, second, "second")))).toBe("NOT_APPLIED");
    expect((await execute(later, second, "second")).errors).toEqual([]);
    expect(later.emulator.requests.list(second[0])).toHaveLength(1);
  });

  test.each(BACK)("%s: that was executed is made, on two checks", async (_what, ...steps) => {
    const gateway = await start(LONG_DEADLINE);
    const { lost } = await loseSecond(gateway, "resetAfterExecution", steps);
    expect(lost.errors).toEqual([]);
    expect(gateway.emulator.requests.list(steps[0]).length).toBeGreaterThanOrEqual(2);
    expect(await outcomeOf(gateway, "second")).toEqual({ state: "APPLIED", error: null });
  });
});

describe("what was read before the call lags", () => {
  const { account, input } = changes.CreateDirectConnectGatewayAssociationProposal;
  const operation = "CreateDirectConnectGatewayAssociationProposal";
  const propose: Change = [operation, account, input as Input<typeof operation>];

  test("a row that another change of the journal made before is not taken for what was lost", async () => {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    lag(first, "DescribeDirectConnectGatewayAssociationProposals");
    expect((await executeSent(first, propose, "first")).errors).toEqual([]);
    lose(first, "reset", operation);
    expect(codeOf(await executeSent(first, propose, "second"))).toBe("OUTCOME_UNKNOWN");
    await first.stopGateway();
    first.emulator.clock.advance(20_000);
    const later = await start(LONG_DEADLINE, { store, upstream: first.emulator });
    expect(codeOf(await settled(() => execute(later, propose, "second")))).toBe("NOT_APPLIED");
    expect((await execute(later, propose, "second")).errors).toEqual([]);
    expect(later.emulator.requests.list(operation)).toHaveLength(1);
  });
});

describe("a key that was not applied", () => {
  const vlanOf = (vlan: number): Change => [
    "AllocateHostedConnection",
    "partner",
    {
      ...{ connectionId: fixtureIds["ic-va1"], ownerAccount: accounts.acme, vlan },
      ...{ connectionName: "acme-branch", bandwidth: "50Mbps" },
    },
  ];

  test("and whose VLAN another connection took since is refused by AWS, as the journal says from then on", async () => {
    const gateway = await start(LONG_DEADLINE);
    lose(gateway, "reset", "AllocateHostedConnection");
    expect(codeOf(await execute(gateway, vlanOf(320), "taken"))).toBe("NOT_APPLIED");
    const [operation, account, input] = vlanOf(320);
    const other: Change = [operation, account, { ...input, connectionName: "another", bandwidth: "100Mbps" }];
    expect((await execute(gateway, other, "other")).errors).toEqual([]);
    for (const sent of [1, 0, 0]) {
      expect(codeOf(await execute(gateway, vlanOf(320), "taken"))).toBe("CONFLICT");
      expect(gateway.emulator.requests.list("AllocateHostedConnection")).toHaveLength(sent);
      expect(await outcomeOf(gateway, "taken")).toEqual({ state: "REFUSED", error: { code: "CONFLICT" } });
    }
  });

  test("keeps the markers of its sendings, and nothing of repeats that AWS did not execute", async () => {
    const postgres = await borrowSharedDatabase();
    const gateway = await start(LONG_DEADLINE, { store: { postgres } });
    const { account, input } = changes.CreateConnection;
    const create: Change = ["CreateConnection", account, input as Input<"CreateConnection">];
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const sendings = async () => {
      const { rows } = await client.query<{ marker: string; before: unknown; earlier: unknown[] | null }>(
        "select marker, before, earlier from journal where key = 'kept'",
      );
      return rows;
    };
    lose(gateway, "reset", "CreateConnection");
    expect(codeOf(await execute(gateway, create, "kept"))).toBe("NOT_APPLIED");
    const [once] = await sendings();
    expect(once?.earlier).toBeNull();
    for (let repeat = 0; repeat < 3; repeat += 1) {
      lose(gateway, "throttle", "CreateConnection");
      expect(codeOf(await execute(gateway, create, "kept"))).toBe("THROTTLED");
      expect(await sendings()).toEqual([once]);
    }
    lose(gateway, "reset", "CreateConnection");
    expect(codeOf(await execute(gateway, create, "kept"))).toBe("NOT_APPLIED");
    const [twice] = await sendings();
    expect(twice?.earlier).toEqual([{ marker: once?.marker, before: once?.before }]);
    lose(gateway, "throttle", "CreateConnection");
    expect(codeOf(await execute(gateway, create, "kept"))).toBe("THROTTLED");
    expect(await sendings()).toEqual([twice]);
    await client.end();
  });
});
