import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Input } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import { execute, type Change } from "./keyed-changes";

/*
 * A change that moves a port, a virtual interface or a hosted connection moves what these carry with them. Two gateways show
 * it at once as it is, whatever AWS's lists still show.
 */

const SETTINGS = { SNAPSHOT_FRESH_MS: "3600000", CONSISTENCY_WINDOW_MS: "30000" };
const HOUR = 3_600_000;

let clock = 0;
let first: GatewayUnderTest;
let second: GatewayUnderTest;
/** Shares nothing with the others but the emulator: it shows what AWS lists. */
let outside: GatewayUnderTest;

beforeAll(async () => {
  const now = () => clock;
  const store = { postgres: await borrowSharedDatabase() };
  first = await startGatewayUnderTest({ settings: SETTINGS, store, now });
  const upstream = first.emulator;
  second = await startGatewayUnderTest({ settings: SETTINGS, store, now, upstream });
  outside = await startGatewayUnderTest({ settings: SETTINGS, upstream, now });
});
afterAll(async () => {
  for (const gateway of [outside, second, first]) await gateway.stop();
});
beforeEach(() => {
  first.emulator.faults.clear();
  first.emulator.reset();
  first.emulator.clock.advance(HOUR);
  clock += 10_000_000; // nothing is fresh, and no change valid, from the test before
});

const inRegion = (accounts: readonly string[]) =>
  `accounts: ${JSON.stringify(accounts)}, regions: ["us-east-1"]`;
const ALL = inRegion(["partner", "enterprise"]);
const HOSTED = `hostedConnections(first: 100) { nodes { connectionId connectionName vlan lagId lag { lagId } } }`;
const CARRIED = `virtualInterfaces(first: 100) { nodes { virtualInterfaceId connectionId } }`;
/** @param accounts whose connections are shown: acme is the partner's customer. */
const viewOf = (accounts: readonly string[]) => `{
  interconnects(${ALL}, first: 100) { nodes {
    interconnectId interconnectName lagId lag { lagId } encryptionMode ${HOSTED} } }
  lags(${ALL}, first: 100) { nodes {
    lagId lagName numberOfConnections connections { connectionId connectionName lagId } ${CARRIED} ${HOSTED} } }
  connections(${inRegion(accounts)}, first: 100) { nodes {
    connectionId connectionName lagId lag { lagId } encryptionMode macSecKeys { secretARN state } ${CARRIED} } }
  virtualInterfaces(${ALL}, first: 100) { nodes { virtualInterfaceId connectionId } }
}`;

/** Everything that a change can move, without the states that its links then bring about, in an order of its own. */
async function view(gateway: GatewayUnderTest, accounts: readonly string[]): Promise<unknown> {
  const { data, errors } = await gateway.ask(viewOf(accounts));
  expect(errors).toEqual([]);
  return sorted(data);
}

/** The rows of a gateway once it has received all changes of another one; the test's own time limit is the end of that. */
async function settledView(
  gateway: GatewayUnderTest,
  accounts: readonly string[],
  expected: unknown,
): Promise<unknown> {
  let shown = await view(gateway, accounts);
  while (!isDeepStrictEqual(shown, expected)) {
    await wait(20);
    shown = await view(gateway, accounts);
  }
  return shown;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = value.map(sorted);
    return elements.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, sorted(each)]));
}

let keys = 0;

async function make(change: Change): Promise<Record<string, unknown>> {
  const { data, errors } = await execute(first, change, `move-${(keys += 1)}`);
  expect(errors).toEqual([]);
  return data.change as Record<string, unknown>;
}

const lagId = fixtureIds["lag-dc2"];
const portId = fixtureIds["lag-dc2-b"];
const member = { connectionId: portId, lagId };
const virtualInterfaceId = fixtureIds["vif-308"];
const outOfLag: Change = ["DisassociateConnectionFromLag", "enterprise", member];
const onPort: Change = [
  "AssociateVirtualInterface",
  "enterprise",
  { virtualInterfaceId, connectionId: portId },
];
const interconnectId = fixtureIds["ic-va1"];

const newLag = (account: "enterprise" | "partner", input: Partial<Input<"CreateLag">>): Change => [
  "CreateLag",
  account,
  {
    ...{ location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "new" },
    ...(account === "enterprise" && { requestMACSec: true }),
    ...input,
  },
];
const partnersLag = newLag("partner", { location: "CSVA1", connectionId: interconnectId });

/** A change that names a LAG that one before it made. */
type Step = Change | ((lagId: string) => Change);

const ofLag =
  (operation: "AssociateConnectionWithLag" | "DisassociateConnectionFromLag", connectionId: string): Step =>
  (made) => [
    operation,
    connectionId === interconnectId ? "partner" : "enterprise",
    { connectionId, lagId: made },
  ];
const deletion =
  (account: "enterprise" | "partner"): Step =>
  (made) => ["DeleteLag", account, { lagId: made }];
const allocation = (vlan: number, connectionId = interconnectId): Change => [
  "AllocateHostedConnection",
  "partner",
  { connectionId, ownerAccount: accounts.acme, bandwidth: "50Mbps", connectionName: `hosted-${vlan}`, vlan },
];

const deprecatedAllocation = (vlan: number): Change => [
  "AllocateConnectionOnInterconnect",
  "partner",
  {
    interconnectId,
    ownerAccount: accounts.acme,
    bandwidth: "50Mbps",
    connectionName: `hosted-${vlan}`,
    vlan,
  },
];
const hostedTo = (connectionId: string, parentConnectionId: string): Change => [
  "AssociateHostedConnection",
  "partner",
  { connectionId, parentConnectionId },
];

/** What is there before, and what is done while all lists lag. */
const MOVES: readonly [what: string, before: readonly Step[], ...moves: Step[]][] = [
  ["a virtual interface to a port", [outOfLag], onPort],
  [
    "a port into a LAG, with its virtual interface",
    [outOfLag, onPort],
    ["AssociateConnectionWithLag", "enterprise", member],
  ],
  ["a port out of its LAG", [], outOfLag],
  [
    "a port into a new LAG, with its virtual interface",
    [outOfLag, onPort],
    newLag("enterprise", { connectionId: portId }),
  ],
  ["a member of a LAG into a new one", [], newLag("enterprise", { connectionId: portId })],
  [
    "a member of a LAG into another one",
    [newLag("enterprise", { connectionId: portId })],
    ofLag("AssociateConnectionWithLag", fixtureIds["lag-dc2-a"]),
  ],
  [
    "a virtual interface to a port that goes into a new LAG",
    [outOfLag],
    onPort,
    newLag("enterprise", { connectionId: portId }),
  ],
  ["the members of a deleted LAG", [newLag("enterprise", { connectionId: portId })], deletion("enterprise")],
  ["new ports", [], newLag("enterprise", { connectionsBandwidth: "100Gbps", numberOfConnections: 2 })],
  ["an interconnect into a new LAG, with its hosted connections", [], partnersLag],
  [
    "an interconnect into a LAG, with its hosted connections",
    [partnersLag, ofLag("DisassociateConnectionFromLag", interconnectId), allocation(901)],
    ofLag("AssociateConnectionWithLag", interconnectId),
  ],
  ["a hosted connection to an interconnect that goes into a new LAG", [], allocation(902), partnersLag],
  [
    "a hosted connection to an interconnect that goes into a LAG",
    [partnersLag, ofLag("DisassociateConnectionFromLag", interconnectId)],
    allocation(903),
    ofLag("AssociateConnectionWithLag", interconnectId),
  ],
  [
    "a hosted connection to an interconnect, by the deprecated operation, that goes into a new LAG",
    [],
    deprecatedAllocation(904),
    partnersLag,
  ],
  [
    "a hosted connection of another parent to an interconnect that goes into a new LAG",
    [hostedTo(fixtureIds["acme-va1"], fixtureIds["lag-dc2-100"])],
    hostedTo(fixtureIds["acme-va1"], interconnectId),
    partnersLag,
  ],
  [
    "a hosted connection away from an interconnect that goes into a new LAG",
    [],
    hostedTo(fixtureIds["acme-va1"], fixtureIds["lag-dc2-100"]),
    partnersLag,
  ],
  ["an interconnect out of its LAG", [partnersLag], ofLag("DisassociateConnectionFromLag", interconnectId)],
  ["new interconnects", [], newLag("partner", { connectionsBandwidth: "100Gbps", numberOfConnections: 2 })],
  [
    "the interconnect of a deleted LAG",
    [newLag("partner", { connectionId: fixtureIds["ic-new"], location: "EqDA2" })],
    deletion("partner"),
  ],
  [
    "a hosted connection to another parent",
    [],
    [
      "AssociateHostedConnection",
      "partner",
      { connectionId: fixtureIds["acme-va1"], parentConnectionId: fixtureIds["lag-dc2-100"] },
    ],
  ],
  [
    "a hosted connection back to where it was",
    [
      [
        "AssociateHostedConnection",
        "partner",
        { connectionId: fixtureIds["acme-va1"], parentConnectionId: fixtureIds["lag-dc2-100"] },
      ],
    ],
    [
      "AssociateHostedConnection",
      "partner",
      { connectionId: fixtureIds["acme-va1"], parentConnectionId: interconnectId },
    ],
  ],
];

test.each(MOVES.map(([what, before, ...moves]) => ({ what, before, moves })))(
  "$what",
  async ({ before, moves }) => {
    const accountsShown = ["partner", "enterprise", "acme"];
    let made = "";
    const run = async (steps: readonly Step[]) => {
      for (const step of steps) {
        const answer = await make(typeof step === "function" ? step(made) : step);
        made = typeof answer["lagId"] === "string" ? answer["lagId"] : made;
      }
    };
    await run(before);
    first.emulator.clock.advance(HOUR);
    clock += 10_000_000;
    await view(first, accountsShown);
    await view(second, accountsShown);
    first.emulator.faults.add({ kind: "lag", seconds: 2 * 3_600 });
    await run(moves);
    const shown = await view(first, accountsShown);
    expect(await settledView(second, accountsShown, shown)).toEqual(shown);
    const lagging = await view(outside, accountsShown);
    first.emulator.faults.clear();
    clock += 2 * HOUR; // what was read by the third one is not fresh any more
    const truth = await view(outside, accountsShown);
    expect(lagging).not.toEqual(truth); // the lists did lag
    expect(shown).toEqual(truth);
  },
);
