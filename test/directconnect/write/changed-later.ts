import type { ReadOperation } from "../../../src/directconnect/client/operations";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { SkippingClocks } from "../../clocks";
import { borrowSharedDatabase } from "../../runner/databases";
import { type Change, codeOf, executeSent, lose, LONG, SHORT } from "./keyed-changes";

const DENIED = { name: "AccessDeniedException", message: "may not list", status: 400 };

const running: GatewayUnderTest[] = [];

/** Ends the gateways that were started here, each before the one whose emulator it uses. */
export async function stopAll(): Promise<void> {
  for (const gateway of running.splice(0)) await gateway.stop();
}

async function start(settings: Record<string, string>, options?: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ settings, clocks: new SkippingClocks(), ...options });
  running.unshift(gateway);
  return gateway;
}

/** A change that is known beforehand, or depends on what is there then. */
export type Step = Change | ((gateway: GatewayUnderTest) => Promise<Change>);

/** One change whose answer is lost, and those of other keys before and after it. */
export interface Story {
  readonly before?: readonly Step[];
  readonly change: Step;
  readonly later: readonly Step[];
  /** What cannot be read while the later ones are made. */
  readonly unreadable?: ReadOperation;
}

interface Faults {
  /** What happens to the change itself. */
  readonly fault?: FaultKind;
  /** What happens to the answers of the later ones; nothing where left out. */
  readonly laterFault?: FaultKind;
  /** `CHANGE_DEADLINE_MS` of who finds out. */
  readonly deadline?: string;
}

/**
 * Loses the answer to a change, and reads nothing until changes of other keys were made.
 * @returns the change and the later ones, and a gateway that can find out what became of it.
 */
export async function lostBefore(
  { before = [], change, later, unreadable }: Story,
  { fault = "resetAfterExecution", laterFault, deadline = "10000" }: Faults = {},
): Promise<{ gateway: GatewayUnderTest; lost: Change; later: readonly Change[] }> {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  const resolved = async (step: Step) => (typeof step === "function" ? await step(first) : step);
  const make = async (step: Step, key: string, lost?: FaultKind, hidden?: ReadOperation) => {
    const each = await resolved(step);
    if (lost !== undefined) {
      lose(first, lost, each[0]);
      first.emulator.faults.add({ kind: "lag", seconds: 600 });
    }
    if (hidden !== undefined) first.emulator.faults.add({ kind: "error", error: DENIED, operation: hidden });
    const answer = await executeSent(first, each, key);
    if (lost === undefined) expect({ key, errors: answer.errors }).toEqual({ key, errors: [] });
    else expect(codeOf(answer)).toBe("OUTCOME_UNKNOWN");
    first.emulator.faults.clear();
    first.emulator.clock.advance(600_000);
    return each;
  };
  for (const [index, step] of before.entries()) await make(step, `before-${index}`);
  const lost = await resolved(change);
  const made: Change[] = [];
  lose(first, fault, lost[0]);
  first.emulator.faults.add({ kind: "lag", seconds: 600 });
  expect(codeOf(await executeSent(first, lost, "change"))).toBe("OUTCOME_UNKNOWN");
  first.emulator.faults.clear();
  first.emulator.clock.advance(600_000);
  for (const [index, step] of later.entries())
    made.push(await make(step, `later-${index}`, laterFault, unreadable));
  await first.stopGateway();
  const gateway = await start(
    { ...SHORT, CHANGE_DEADLINE_MS: deadline },
    { store, upstream: first.emulator },
  );
  return { gateway, lost, later: made };
}

/** A change of a row that is found by what it is called, in what a query of an account lists. */
export function ofRow(
  query: string,
  isIt: (row: Row) => boolean,
  change: (row: Row) => Change,
): (gateway: GatewayUnderTest) => Promise<Change> {
  return async (gateway) => {
    const { data, errors } = await gateway.ask(`{ rows: ${query} }`);
    expect(errors).toEqual([]);
    const row = (data.rows.nodes as Row[]).find(isIt);
    if (row === undefined) throw new Error(`There is no such row in ${JSON.stringify(data.rows)}.`);
    return change(row);
  };
}

/** A row of a list, with the request for it. */
export type Row = Readonly<Record<string, unknown>>;
