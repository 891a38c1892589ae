import { fromStored } from "../../journal/stored-json";
import { isSame } from "./immutable";
import type { ElementChange, RowChange } from "../write/row-change";
import { canonical } from "../write/reconciliation/addresses";
import { isEarlierState, isGoing } from "./state-order";

type Members = Readonly<Record<string, unknown>>;

/** The members of a change, as AWS has them. */
export function answeredBy({ members, elements }: RowChange): object {
  const lists = elements.map(({ member, put }) => [member, put.map(fromStored)] as const);
  return { ...(fromStored(members) as object), ...Object.fromEntries(lists) }; // as it was stored, an object
}

/**
 * A listed row as it is after a change.
 * @param row the listed row, after the changes before this one.
 * @param answered the members of the change, as rows have them.
 * @param listed the row as it was listed.
 * @returns the row itself where it is as new as the change, or newer.
 */
export function rowAfter<Row extends object>(
  row: Row,
  answered: object,
  change: RowChange,
  listed: Row | undefined = row,
): Row {
  const [before, now] = [row, answered] as Members[];
  if (before === undefined || now === undefined || !hasAll(before, change.whose)) return row;
  let after = isBefore(before, now, change) ? { ...before, ...only(now, membersOf(change)) } : before;
  for (const elements of change.elements) {
    const put = (now[elements.member] ?? []) as readonly Members[]; // as the change has it
    after = withElements(after, elements, put, listed as Members | undefined);
  }
  return after as Row; // the row with some of its members as AWS has answered them
}

function hasAll(row: Members, members: Members = {}): boolean {
  return Object.entries(members).every(([member, value]) => isSame(row[member] ?? null, value));
}

/** Tags are shown to the owner alone, and only changes of tags change them. */
function membersOf({ members }: RowChange): string[] {
  return Object.keys(members).filter((member) => member !== "tags");
}

/** A row with the state that AWS has answered, unless its own state follows that one. */
export function inStateOf<Row extends object>(row: Row, answered: Partial<Row>): Row {
  const states = Object.entries(answered) as [keyof Row, unknown][];
  const isLagging = states.some(
    ([member, state]) => row[member] == null || isEarlierState(row[member], state),
  );
  return isLagging ? { ...row, ...answered } : row;
}

function only(row: Members, members: readonly string[]): Members {
  return Object.fromEntries(members.map((member) => [member, row[member]]));
}

/** Whether a row was listed before the change. */
function isBefore(listed: Members, answered: Members, change: RowChange): boolean {
  const { state, decisive, decisiveElements } = change;
  const listedState = state === undefined ? undefined : listed[state];
  if (decisive.length + decisiveElements.length > 0) {
    if (isGoing(listedState)) return false;
    return (
      decisive.some((member) => !isSame(listed[member] ?? null, answered[member] ?? null)) ||
      decisiveElements.some((elements) => withElements(listed, elements, elements.put) !== listed)
    );
  }
  // A deletion that AWS reverted leaves the state before it, with the reason.
  if (state === undefined || listed["stateChangeError"] != null) return false;
  return isEarlierState(listedState, answered[state]);
}

/** @param listedRow the row as it was listed: an element that was being deleted and is not in it is deleted. */
function withElements(
  row: Members,
  change: ElementChange,
  put: readonly Members[],
  listedRow: Members = row,
): Members {
  const { member, key, state, count, removed, set, within } = change;
  const elements = elementsOf(row, member);
  const elementKeyOf = (element: Members) => elementKey(key, element[key]);
  const listedOf = (element: Members) =>
    elementsOf(listedRow, member).find((each) => elementKeyOf(each) === elementKeyOf(element));
  const isGone = (element: Members) =>
    state !== undefined && isGoing(element[state]) && listedOf(element) === undefined;
  const gone = new Set([
    ...removed.map((each) => elementKey(key, each)),
    ...put.filter(isGone).map(elementKeyOf),
  ]);
  let after = elements.filter((element) => !gone.has(elementKeyOf(element)));
  let isChanged = after.length !== elements.length;
  for (const element of put) {
    const index = after.findIndex((each) => elementKeyOf(each) === elementKeyOf(element));
    const existing = after[index];
    if (existing === undefined) {
      if (state !== undefined && isGoing(element[state])) continue;
      after.push(element);
    } else if (isElementBefore(existing, element, change)) after[index] = { ...existing, ...element };
    else continue;
    isChanged = true;
  }
  const changed = after.map((element) =>
    withSet(withInner(element, key, within, listedOf(element)), change, set),
  );
  isChanged ||= changed.some((element, index) => element !== after[index]);
  after = changed;
  if (!isChanged) return row;
  const more = after.length - elements.length;
  const counted = count === undefined ? undefined : row[count];
  return {
    ...row,
    ...(count !== undefined && typeof counted === "number" && { [count]: counted + more }),
    [member]: after,
  };
}

function elementsOf(row: Members, member: string): readonly Members[] {
  return (row[member] ?? []) as readonly Members[]; // AWS's lists in rows hold objects
}

function withInner(
  element: Members,
  key: string,
  within: ElementChange["within"],
  listed: Members | undefined,
): Members {
  if (within === undefined || (within.key !== undefined && within.key !== element[key])) return element;
  return within.elements.reduce((row, inner) => withElements(row, inner, inner.put, listed), element);
}

function withSet(element: Members, change: ElementChange, set: ElementChange["set"]): Members {
  if (set === undefined || (set.keys !== undefined && !set.keys.includes(String(element[change.key]))))
    return element;
  return isElementBefore(element, set.members, change) ? { ...element, ...set.members } : element;
}

/** Prefixes are identified by their value: AWS spells them in another way than people do. */
function elementKey(member: string, value: unknown): string {
  return member === "cidr" ? canonical(String(value)) : String(value);
}

function isElementBefore(listed: Members, answered: Members, { key, state }: ElementChange): boolean {
  if (state !== undefined && answered[state] !== undefined)
    return isEarlierState(listed[state], answered[state]);
  return Object.keys(answered).some(
    (member) => member !== key && !isSame(listed[member] ?? null, answered[member] ?? null),
  );
}
