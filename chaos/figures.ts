import type { Emulator } from "./emulator";
import type { History, Operation } from "./history";
import type { Step } from "./stories";

/** What must not happen, counted. */
export interface Judgement {
  "made twice": number;
  lost: number;
  "acknowledged and absent": number;
  "refused and present": number;
  "answered differently": number;
  "left unknown": number;
}

export const operationOf = ({ mutation }: Step) => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;

/**
 * Reads from the emulator what was executed, and compares it with the answers to the clients.
 * @returns the counts, each finding with its details, and how many answers were spoilt on the wire.
 */
export async function judge(
  { operations }: History,
  emulator: Emulator,
): Promise<{ judgement: Judgement; findings: string[]; spoilt: number }> {
  const executions = new Map<string, string[]>();
  let spoilt = 0;
  for (const name of new Set(operations.map(({ step }) => operationOf(step)))) {
    const requests = await emulator.requests(name);
    spoilt += requests.filter(({ fault }) => fault !== undefined).length;
    const executed = requests.filter((request) => request.executed === 200);
    executions.set(
      name,
      executed.map(({ input }) => JSON.stringify(input)),
    );
  }
  const judgement: Judgement = {
    ...{ "made twice": 0, lost: 0, "acknowledged and absent": 0, "refused and present": 0 },
    ...{ "answered differently": 0, "left unknown": 0 },
  };
  const findings: string[] = [];
  for (const operation of operations) {
    const { step, outcome } = operation;
    const times = (executions.get(operationOf(step)) ?? []).filter((input) => has(input, step.token)).length;
    const found = (kind: keyof Judgement) => {
      judgement[kind] += 1;
      findings.push(
        `${kind}: ${operationOf(step)} ${step.token}, executed ${times} times${reported(operation)}`,
      );
    };
    if (times > 1) found("made twice");
    if (outcome?.outcome === "applied" && times === 0) found("acknowledged and absent");
    if (outcome?.outcome === "refused" && times > 0) found("refused and present");
    if (outcome === undefined || outcome.outcome === "unknown") found("left unknown");
    if (answeredDifferently(operation)) found("answered differently");
  }
  const lost = await lostOf(operations, emulator);
  judgement.lost = lost.length;
  findings.push(...lost.map(({ step, ...rest }) => `lost: ${step.token}${reported({ step, ...rest })}`));
  return { judgement, findings, spoilt };
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

/** Interconnects that were ordered and never deleted, and that Direct Connect does not show exactly once. */
async function lostOf(operations: readonly Operation[], emulator: Emulator): Promise<Operation[]> {
  const rows: { interconnectName?: string; interconnectId?: string }[] = [];
  let nextToken: unknown;
  do {
    const page = await emulator.execute(
      "DescribeInterconnects",
      "111111111111",
      nextToken ? { nextToken } : {},
    );
    rows.push(...(page["interconnects"] as typeof rows));
    nextToken = page["nextToken"];
  } while (nextToken);
  const deleted = new Set(
    operations.filter(({ step }) => step.mutation === "deleteInterconnect").map(({ step }) => step.token),
  );
  return operations.filter(({ step, outcome }) => {
    if (step.mutation !== "createInterconnect" || outcome?.outcome !== "applied") return false;
    if (deleted.has(String(outcome.data["interconnectId"]))) return false;
    return rows.filter(({ interconnectName }) => interconnectName === step.token).length !== 1;
  });
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
