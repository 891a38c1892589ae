/**
 * The progress of each state, for any resource. A row with a later state is the newer one; states that
 * follow each other in both directions, as AVAILABLE and DOWN do, have the same progress.
 */
const PROGRESS: Readonly<Record<string, number>> = {
  ordering: 0,
  confirming: 0,
  unsigned: 0,
  requested: 1,
  verifying: 1,
  pending: 2,
  associating: 2,
  attaching: 2,
  "in progress": 2,
  available: 3,
  down: 3,
  testing: 3,
  associated: 3,
  updating: 3,
  attached: 3,
  deleting: 4,
  disassociating: 4,
  detaching: 4,
  deleted: 5,
  rejected: 5,
  disassociated: 5,
  detached: 5,
  accepted: 5,
  signed: 5,
  completed: 5,
  cancelled: 5,
  failed: 5,
};

/** Whether one state comes before the other; false for unknown states. */
export function isEarlierState(state: unknown, other: unknown): boolean {
  const [one, two] = [progressOf(state), progressOf(other)];
  return one !== undefined && two !== undefined && one < two;
}

const GOING: ReadonlySet<unknown> = new Set([
  "deleting",
  "deleted",
  "rejected",
  "disassociating",
  "disassociated",
  "detaching",
  "detached",
]);

/** Whether a resource in this state is being deleted or deleted: AWS need not list it. */
export function isGoing(state: unknown): boolean {
  return GOING.has(state);
}

function progressOf(state: unknown): number | undefined {
  return typeof state === "string" ? PROGRESS[state.toLowerCase().replaceAll("_", " ")] : undefined;
}
