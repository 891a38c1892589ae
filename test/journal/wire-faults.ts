import { Clients } from "../../src/directconnect/client/clients";
import type { WriteOperation } from "../../src/directconnect/client/operations";
import type { FaultKind } from "../../src/emulator/wire/faults";
import { isSecretMember } from "../../src/observability/secrets";
import { changes, type Make } from "../directconnect/reconciliation/changes";
import { emulatedPlace } from "../directconnect/reconciliation/scene";
import { startGatewayUnderTest, type TestOptions } from "../gateway";
import { mutationDocument } from "../mutation-document";
import { OPEN_FENCE } from "../open-fence";
import { asGraphInput } from "../graph-values";

const operations = Object.keys(changes) as WriteOperation[];

/** What the wire does to a change once, and whether the change is made before its caller is answered. */
type Fault = readonly [kind: FaultKind, made: boolean];

const FAULTS: readonly Fault[] = [
  ["serverException", false],
  ["reset", false],
  ["serverExceptionAfterExecution", true],
  ["resetAfterExecution", true],
  ["truncatedBody", true],
  ["executedLate", true],
  ["htmlErrorPage", true],
  ["malformedJson", true],
  ["emptyObject", true],
  ["emptyBody", true],
  ["nullBody", true],
  ["emptyStructures", true],
  ["wrongContentType", true],
  ["trickle", true],
  ["throttle", true], // it is sent again: AWS says that it did nothing
];

/** These end with the call's time, which is short for them alone: on a busy machine others would run into it, too. */
const SILENCES: readonly Fault[] = [
  ["neverAnswers", false],
  ["neverAnswersAfterExecution", true],
];

/** Each fault of the wire, with each change: made once, and both answers to the client are true. */
export function testWireFaults(options: TestOptions): void {
  test.concurrent.each([
    ["faults", FAULTS, "2000"],
    ["silences", SILENCES, "500"],
  ] as const)(
    "%s of the wire",
    async (_name, faults, timeout) => {
      const settings = { AWS_TIMEOUT_MS: timeout, SETTLE_MS: "100", ...options.settings };
      const stage = await openStage({ ...options, settings });
      try {
        for (const fault of faults) {
          for (const operation of operations) await stage.strike(fault, operation);
        }
      } finally {
        await stage.stop();
      }
    },
    600_000,
  );
}

/** A gateway over an emulator of its own, and one that makes what must be there before a change. */
async function openStage(options: TestOptions) {
  const gateway = await startGatewayUnderTest(options);
  const { emulator } = gateway;
  const clients = new Clients({ endpoint: emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
  const make: Make = async (operation, account, input) => {
    const made = await clients.send("write", emulatedPlace(account), operation, input, { fence: OPEN_FENCE });
    emulator.clock.advance(60_000);
    return made;
  };

  async function variablesOf(operation: WriteOperation, idempotencyKey: string) {
    const { account, region = "us-east-1", input } = changes[operation];
    const sentInput: unknown = typeof input === "function" ? await input(make) : input;
    // The graph's own name for what AWS calls ipv6.
    const ofGraph: unknown = asGraphInput(sentInput);
    const accountId = emulatedPlace(account).account.accountId;
    return { account: accountId, region, input: ofGraph, idempotencyKey };
  }

  /** Requests a change, and repeats it with the same key; returns the answers, and the number of executions. */
  async function sendTwice(operation: WriteOperation, kind: FaultKind) {
    emulator.reset();
    const variables = await variablesOf(operation, `${kind}-${operation}`);
    emulator.faults.add({ kind, operation, count: 1, milliseconds: 20 });
    const document = mutationDocument(operation);
    const answers: { code: unknown; change: unknown; replayed: unknown }[] = [];
    let executed = 0;
    for (let time = 1; time <= 2; time += 1) {
      const { data, errors, extensions } = await gateway.ask(document, variables);
      const [reported] = (extensions["idempotency"] ?? []) as { replayed: boolean }[];
      const change = withoutSecrets(data?.change);
      answers.push({ code: errors[0]?.extensions["code"], change, replayed: reported?.replayed });
      executed += emulator.requests.list(operation).filter((request) => request.executed === 200).length;
    }
    const [first, again] = answers;
    return { first, again, executed };
  }

  async function strike([kind, made]: Fault, operation: WriteOperation) {
    const { first, again, executed } = await sendTwice(operation, kind);
    const code = made ? undefined : "NOT_APPLIED";
    const reported = { first: first?.code, again: again?.code, replayed: again?.replayed };
    const wanted = { first: code, again: undefined, replayed: made };
    expect({ kind, operation, executed, ...reported }).toEqual({ kind, operation, executed: 1, ...wanted });
    expect(again?.change).toEqual(made ? first?.change : expect.anything());
  }

  async function stop() {
    clients.close();
    await gateway.stop();
  }
  return { strike, stop };
}

/** A replay has none. */
function withoutSecrets(change: unknown): unknown {
  if (typeof change !== "object" || change === null) return change;
  return Object.fromEntries(Object.entries(change).filter(([name]) => !isSecretMember(name)));
}
