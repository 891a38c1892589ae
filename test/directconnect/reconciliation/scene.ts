import type { Place } from "../../../src/directconnect/accounts/accounts";
import { Clients } from "../../../src/directconnect/client/clients";
import type { Answer, WriteOperation } from "../../../src/directconnect/client/operations";
import { stateBefore } from "../../../src/directconnect/write/reconciliation/state-before";
import { readerOf } from "../../../src/directconnect/write/reconciliation/reader";
import type { LostChange, Verdict } from "../../../src/directconnect/write/reconciliation/reconciliation";
import {
  reconciliations,
  whatBecameOf,
} from "../../../src/directconnect/write/reconciliation/reconciliations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { startEmulator } from "../../../src/emulator/wire/server";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { isSecretMember } from "../../../src/observability/secrets";
import { type Change, changes, type Make } from "./changes";
import { OPEN_FENCE } from "../../open-fence";

const MINUTE = 60_000;
const MARKER = "0190a000-0000-7000-8000-000000000001";

/** What is otherwise than `changes` has it. */
interface As<Name extends WriteOperation> extends Partial<Change<Name>> {
  marker?: string;
  /** What was there before the call; it is read where left out. */
  before?: null;
}

/** One of the fixtures' accounts, with the access key that the emulator takes. */
export function emulatedPlace(name: keyof typeof accounts, region = "us-east-1"): Place {
  const credentials = { accessKeyId: accounts[name], secretAccessKey: "x" };
  return { account: { accountId: accounts[name], alias: name, regions: [region], credentials }, region };
}

/** An emulator with the fixtures, in which changes are made and their answers lost. Every scene has the same ids. */
export async function openScene() {
  const emulator = await startEmulator({
    ...{ clock: { mode: "manual" }, seed: "test" },
    startAt: new Date("2026-01-01T00:00:00Z"),
  });
  const clients = new Clients({ endpoint: emulator.url, timeoutMilliseconds: 500, readAttempts: 1 });

  const make: Make = async (operation, account, input) => {
    const made = await clients.send("write", emulatedPlace(account), operation, input, { fence: OPEN_FENCE });
    emulator.clock.advance(MINUTE);
    return made;
  };

  /** A change on its way: `send` throws where the answer is lost, `look` says what became of it. */
  async function prepare<Name extends WriteOperation>(
    operation: Name,
    { marker = MARKER, ...as }: As<Name> = {},
  ) {
    const change: Change<Name> = changes[operation];
    const { account, region, input: ordered } = { ...change, ...as };
    const place = emulatedPlace(account, region);
    const input = typeof ordered === "function" ? await ordered(make) : ordered;
    const { mark } = reconciliations[operation];
    const existing: LostChange<Name>["before"] =
      as.before === undefined
        ? await stateBefore(operation, () => readerOf(clients, place), input)
        : as.before;
    const sent = mark?.(input, marker) ?? input;
    return {
      send: async (): Promise<Answer<Name>> => {
        const { $metadata: _, ...answer } = await clients.send("write", place, operation, sent, {
          fence: OPEN_FENCE,
        });
        return answer;
      },
      check: (): Promise<Verdict<Name>> =>
        whatBecameOf(operation, readerOf(clients, place), {
          input: withoutSecrets(sent),
          marker,
          before: existing,
        }),
    };
  }

  /** Sends the change into a fault of the wire, and reconciles it. */
  async function lose<Name extends WriteOperation>(
    operation: Name,
    kind: FaultKind,
    as?: As<Name>,
  ): Promise<Verdict<Name>> {
    const change = await prepare(operation, as);
    emulator.faults.add({ kind, operation, count: 1 });
    await expect(change.send()).rejects.toThrow();
    return change.check();
  }

  /** The proposal that waits for a gateway of the subsidiary's. */
  async function proposalOf(associatedGatewayId: string) {
    const { directConnectGatewayAssociationProposals = [] } = await clients.send(
      "read",
      emulatedPlace("subsidiary", "us-west-2"),
      "DescribeDirectConnectGatewayAssociationProposals",
      { associatedGatewayId },
    );
    const found = directConnectGatewayAssociationProposals.find((row) => row.proposalState === "requested");
    return { proposalId: found?.proposalId ?? "" };
  }

  async function close(): Promise<void> {
    clients.close();
    await emulator.close();
  }
  return { emulator, make, prepare, lose, proposalOf, close };
}

/** As the journal keeps it. */
function withoutSecrets<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) => (isSecretMember(name) ? undefined : member)),
  ) as Value;
}
