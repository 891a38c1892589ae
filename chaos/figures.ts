import type { ReceivedRequest } from "../src/emulator/wire/request-log";
import type { Emulator } from "./emulator";
import { FinalState, isCreation, Later } from "./final-state";
import type { History, Operation, Reply } from "./history";
import type { Step } from "./stories";

/** What must not happen, counted. */
export interface Judgement {
  "made twice": number;
  lost: number;
  "acknowledged and absent": number;
  "refused and present": number;
  /** The answer was `NOT_APPLIED`, though the change had been executed before. */
  "not applied and present": number;
  "answered differently": number;
  "left unknown": number;
}

/** By how much the clocks of two processes of one machine may differ, as one is slewed. In milliseconds. */
const CLOCKS_DIFFER_MS = 100;

export const operationOf = ({ mutation }: Step) => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;

/**
 * Reads from the emulator what was executed, and compares it with the answers to the clients.
 * @returns the counts, each finding with its details, and how many answers were spoilt on the wire.
 */
export async function judge(
  { operations }: History,
  emulator: Emulator,
): Promise<{ judgement: Judgement; findings: string[]; spoilt: number }> {
  const executions = new Map<string, Execution[]>();
  let spoilt = 0;
  for (const name of new Set(operations.map(({ step }) => operationOf(step)))) {
    const requests = await emulator.requests(name);
    spoilt += requests.filter(({ fault }) => fault !== undefined).length;
    const executed = requests.filter((request) => request.executed === 200);
    executions.set(name, executed.map(executionOf));
  }
  const judgement: Judgement = {
    ...{ "made twice": 0, lost: 0, "acknowledged and absent": 0, "refused and present": 0 },
    ...{ "not applied and present": 0, "answered differently": 0, "left unknown": 0 },
  };
  const findings: string[] = [];
  const shown = await FinalState.read(emulator);
  const later = new Later(operations);
  for (const operation of operations) {
    const { step, outcome } = operation;
    const made = (executions.get(operationOf(step)) ?? []).filter(({ input }) => has(input, step.token));
    const named = isCreation(step.mutation) ? shown.named(step.token, `${step.token}-b`) : 0;
    const found = (kind: keyof Judgement, why = "") => {
      judgement[kind] += 1;
      const executed = made.map(({ at }) => ` ${Math.round(at)}`).join();
      findings.push(
        `${kind}: ${operationOf(step)} ${step.token}${why}, executed at${executed} ms${reported(operation)}`,
      );
    };
    const [first] = made;
    if (made.length > 1 || named > 1) found("made twice");
    if (outcome?.outcome === "applied" && (first === undefined || first.at > acknowledgedAt(operation)))
      found("acknowledged and absent");
    if (outcome?.outcome === "refused" && (first !== undefined || named > 0)) found("refused and present");
    if (saidNotMade(operation, first)) found("not applied and present");
    if (outcome === undefined || outcome.outcome === "unknown") found("left unknown");
    if (answeredDifferently(operation)) found("answered differently");
    const why = shown.whyLost(operation, later);
    if (why !== undefined) found("lost", `, ${why}`);
  }
  return { judgement, findings, spoilt };
}

/** A change that the emulator executed. */
interface Execution {
  /** As JSON. */
  readonly input: string;
  /** By `performance.now()` of this process. */
  readonly at: number;
}

function executionOf({ input, at, executedAt = at }: ReceivedRequest): Execution {
  return { input: JSON.stringify(input), at: executedAt - performance.timeOrigin };
}

/** When the first answer arrived that acknowledged it. */
function acknowledgedAt({ attempts }: Operation): number {
  const first = attempts.find(({ reply }) => reply !== undefined && "data" in reply);
  return (first?.ended ?? Infinity) + CLOCKS_DIFFER_MS;
}

/**
 * Whether an answer says that a change was not made which had been executed before. An earlier attempt without an answer
 * may execute it while a later one is being answered: then it counts from the beginning of that one.
 */
function saidNotMade({ attempts }: Operation, execution: Execution | undefined): boolean {
  if (execution === undefined) return false;
  return attempts.some(({ began, ended, reply }, index) => {
    const areAnswered = attempts.slice(0, index).every((earlier) => earlier.reply !== undefined);
    const isLater = execution.at + CLOCKS_DIFFER_MS < (areAnswered ? ended : began);
    return isLater && codeOf(reply) === "NOT_APPLIED";
  });
}

function codeOf(reply: Reply | undefined): string | undefined {
  return reply !== undefined && "code" in reply ? reply.code : undefined;
}

/** The history of one operation, an attempt a line. */
function reported({ key, attempts }: Operation): string {
  const lines = attempts.map(({ began, ended, reply }) => {
    const what = reply === undefined ? "no answer" : JSON.stringify(reply).slice(0, 200);
    return `\n    ${Math.round(began)} to ${Math.round(ended)} ms: ${what}`;
  });
  return `, key ${key}${lines.join("")}`;
}

/** Every answer that names a resource must name the same one. */
function answeredDifferently({ attempts }: Operation): boolean {
  const ids = attempts.flatMap(({ reply }) => (reply && "data" in reply ? [JSON.stringify(reply.data)] : []));
  return new Set(ids).size > 1;
}

/** A token as a whole value, or as a key. */
function has(input: string, token: string): boolean {
  return input.includes(`"${token}"`);
}

/** What Direct Connect refused, ids and numbers left out, with how often. */
export function refusalsIn({ operations }: History): string[] {
  const counts = new Map<string, number>();
  for (const { step, outcome } of operations) {
    if (outcome?.outcome !== "refused") continue;
    const message = outcome.message.replaceAll(/dx\w+-\w+|[\da-f-]{36}|\d+/g, "…");
    const kind = `${step.mutation} ${outcome.code}: ${message}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, times]) => `${times} times: ${kind}`);
}
