import { setTimeout as wait } from "node:timers/promises";
import type { Input, WriteOperation } from "../../../src/directconnect/client/operations";
import { BackgroundReconciler } from "../../../src/directconnect/write/background-reconciler";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { returnSharedDatabases } from "../../runner/databases";
import { SkippingClocks } from "../../clocks";
import { changes } from "../reconciliation/changes";
import { asGraphInput } from "../../graph-values";

/**
 * Nothing is concluded that a list from before the call could show. The deadlines are for slow machines: the gateways have
 * `SkippingClocks`, whose pauses take no time. They are shorter than a lease.
 */
export const LONG = {
  ...{ AWS_TIMEOUT_MS: "3000", CHANGE_DEADLINE_MS: "5000", CONSISTENCY_WINDOW_MS: "600000" },
  WRITE_ATTEMPTS: "1",
};
/** It is about when the call can no longer be executed. */
export const SHORT = { ...LONG, CONSISTENCY_WINDOW_MS: "1" };

/** Of a gateway whose answers no test loses: a slow machine may take as long as it likes. */
export const UNHURRIED = { AWS_TIMEOUT_MS: "15000", CHANGE_DEADLINE_MS: "50000" };

/** One change of an account. */
export type Change = readonly [
  operation: WriteOperation,
  account: keyof typeof accounts,
  input: Input<WriteOperation>,
];

/** Requests a change with a key, in the region of its operation's fixture. */
export function execute(
  gateway: GatewayUnderTest,
  [operation, account, input]: Change,
  key: string,
): Promise<Answer> {
  const { region = "us-east-1" } = changes[operation];
  // The graph's own name for what AWS calls ipv6.
  const ofGraph: unknown = asGraphInput(input);
  const variables = { account: accounts[account], region, input: ofGraph, idempotencyKey: key };
  return gateway.ask(mutationDocument(operation), variables);
}

export const codeOf = ({ errors }: Answer) => errors[0]?.extensions["code"];

/** A machine that is slow may not send a change before its deadline. */
const isUnsent = (answer: Answer) => codeOf(answer) === "UPSTREAM_TIMEOUT";

/** Repeats a change until its outcome is known. */
export async function settled(repeat: () => Promise<Answer>): Promise<Answer> {
  let answer = await repeat();
  while (codeOf(answer) === "OUTCOME_UNKNOWN" || isUnsent(answer)) {
    await wait(100); // while its lists could not be read in time, it is answered at once
    answer = await repeat();
  }
  return answer;
}

/** Makes a change: repeats it until it was sent. */
export async function executeSent(gateway: GatewayUnderTest, change: Change, key: string): Promise<Answer> {
  let answer = await execute(gateway, change, key);
  while (isUnsent(answer)) answer = await execute(gateway, change, key);
  return answer;
}

/** Makes a change whose answer a fault loses. */
export async function lost(gateway: GatewayUnderTest, change: Change, key: string): Promise<void> {
  expect(codeOf(await executeSent(gateway, change, key))).toBe("OUTCOME_UNKNOWN");
}

/** The next call of an operation goes wrong. */
export const lose = ({ emulator }: GatewayUnderTest, kind: FaultKind, operation: WriteOperation) =>
  emulator.faults.add({ kind, operation, count: 1 });

/** The change of an operation that the fixtures allow. */
export function fixtureChange(operation: WriteOperation): Change {
  const { account, input } = changes[operation];
  return [operation, account, input as Input<WriteOperation>];
}

/**
 * For a file of tests: starts gateways that reconcile only what is repeated, in the order of the test, and whose pauses between
 * checks take no time. They end after each test, the one whose emulator others share last.
 */
export function gatewaysWithoutReconciler(
  defaults: Record<string, string> = {},
): (settings?: Record<string, string>, options?: TestOptions) => Promise<GatewayUnderTest> {
  const running: GatewayUnderTest[] = [];
  beforeEach(() => {
    jest.spyOn(BackgroundReconciler.prototype, "start").mockReturnValue();
  });
  afterEach(async () => {
    for (const gateway of running.splice(0)) await gateway.stop();
    await returnSharedDatabases();
    jest.restoreAllMocks();
  });
  return async (settings = {}, options = {}) => {
    const gateway = await startGatewayUnderTest({
      ...{ settings: { ...defaults, ...settings }, clocks: new SkippingClocks() },
      ...options,
    });
    running.unshift(gateway);
    return gateway;
  };
}
