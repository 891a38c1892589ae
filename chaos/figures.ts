import type { Told } from "./client";
import type { Emulator } from "./emulator";
import type { Step } from "./stories";

/** One change with what its client was told of it. */
export interface Asked {
  step: Step;
  told: Told;
}

/** What must not happen, counted. */
export interface Judgement {
  duplicates: number;
  lost: number;
  acknowledgedButAbsent: number;
  refusedButPresent: number;
  leftUnknown: number;
  /** Of each that happened, for whoever looks into it. */
  findings: string[];
}

export const operationOf = ({ mutation }: Step) => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;

/** Asks the emulator what was executed, and holds it against what the clients were told. */
export async function judge(
  asked: readonly Asked[],
  emulator: Emulator,
): Promise<Judgement & { dropped: number }> {
  const executions = new Map<string, string[]>();
  let dropped = 0;
  for (const operation of new Set(asked.map(({ step }) => operationOf(step)))) {
    const requests = await emulator.requests(operation);
    dropped += requests.filter(({ fault }) => fault !== undefined).length;
    const executed = requests.filter((request) => request.executed === 200);
    executions.set(
      operation,
      executed.map(({ input }) => JSON.stringify(input)),
    );
  }
  const judged: Judgement = {
    ...{ duplicates: 0, lost: 0, acknowledgedButAbsent: 0, refusedButPresent: 0, leftUnknown: 0 },
    findings: [],
  };
  for (const { step, told } of asked) {
    const operation = operationOf(step);
    const times = (executions.get(operation) ?? []).filter((input) => has(input, step.token)).length;
    const found = (kind: Exclude<keyof Judgement, "findings">) => {
      judged[kind] += 1;
      judged.findings.push(
        `${kind}: ${operation} ${step.token}, executed ${times} times, told ${JSON.stringify(told)}`,
      );
    };
    if (times > 1) found("duplicates");
    if (told.outcome === "applied" && times === 0) found("acknowledgedButAbsent");
    if (told.outcome === "refused" && times > 0) found("refusedButPresent");
    if (told.outcome === "unknown") found("leftUnknown");
  }
  judged.lost = await lostOf(asked, emulator, judged.findings);
  return { ...judged, dropped };
}

/** A token as a whole value, or as a key. */
function has(input: string, token: string): boolean {
  return input.includes(`"${token}"`);
}

/** Interconnects that were ordered and never deleted, and that Direct Connect does not show exactly once. */
async function lostOf(asked: readonly Asked[], emulator: Emulator, findings: string[]): Promise<number> {
  const rows: { interconnectName?: string; interconnectId?: string }[] = [];
  let nextToken: unknown;
  do {
    const page = await emulator.ask("DescribeInterconnects", "111111111111", nextToken ? { nextToken } : {});
    rows.push(...(page["interconnects"] as typeof rows));
    nextToken = page["nextToken"];
  } while (nextToken);
  const deleted = new Set(
    asked.filter(({ step }) => step.mutation === "deleteInterconnect").map(({ step }) => step.token),
  );
  const lost = asked.filter(({ step, told }) => {
    if (step.mutation !== "createInterconnect" || told.outcome !== "applied") return false;
    if (deleted.has(String(told.data["interconnectId"]))) return false;
    return rows.filter(({ interconnectName }) => interconnectName === step.token).length !== 1;
  });
  findings.push(...lost.map(({ step }) => `lost: the interconnect ${step.token}`));
  return lost.length;
}

/** What Direct Connect refused, ids and numbers left out, with how often. */
export function refusalsIn(asked: readonly Asked[]): string[] {
  const counts = new Map<string, number>();
  for (const { step, told } of asked) {
    if (told.outcome !== "refused") continue;
    const kind = `${step.mutation} ${told.code}: ${told.message.replaceAll(/dx\w+-\w+|[\da-f-]{36}|\d+/g, "…")}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, times]) => `${times} times: ${kind}`);
}
