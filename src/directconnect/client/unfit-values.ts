/** The values of one answer that do not fit AWS's model, and count as absent. */
export interface Unfit {
  /** How many values of each member have another type than the model says: `Connection.vlan` → 2. */
  readonly members: ReadonlyMap<string, number>;
  readonly leftOut: LeftOut;
}

/** The items that were left out of lists, with their number: `row without connectionId` → 2. */
export type LeftOut = ReadonlyMap<string, number>;

export const NONE_LEFT_OUT: LeftOut = new Map();

/** Collects the values of one answer that do not fit. */
export class UnfitValues implements Unfit {
  readonly members = new Map<string, number>();
  readonly leftOut = new Map<string, number>();

  /** A value of another type. @param member `Connection.vlan`. */
  noteMember(member: string): void {
    count(this.members, member, 1);
  }

  /** An item of a list that is none. @param what in the singular. */
  noteLeftOut(what: string): void {
    count(this.leftOut, what, 1);
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.leftOut.size === 0;
  }
}

/** The items that several pages or lists left out, added up. */
export function allLeftOut(each: Iterable<LeftOut>): LeftOut {
  const all = new Map<string, number>();
  for (const leftOut of each) for (const [what, times] of leftOut) count(all, what, times);
  return all.size === 0 ? NONE_LEFT_OUT : all;
}

/** In words: `2 rows without lagId, 1 entry of tags without key`. */
export function leftOutInWords(leftOut: LeftOut): string {
  return [...leftOut].map(([what, times]) => `${times} ${times === 1 ? what : inPlural(what)}`).join(", ");
}

function inPlural(what: string): string {
  return what
    .replace(/^row/, "rows")
    .replace(/^entry/, "entries")
    .replace(/that is no object$/, "that are no objects");
}

const unfitOutputs = new WeakMap<object, Unfit>();

/** The deserializer returns unfit values under this symbol, as the SDK copies what it returns. */
const UNFIT = Symbol("unfit");

/** Marks a parsed value, before the SDK makes an output of it. */
export function markUnfit(parsed: object, unfit: Unfit): void {
  Object.assign(parsed, { [UNFIT]: unfit });
}

/** Moves the unfit values to the SDK's output, and removes the mark. */
export function noteUnfit(output: object): void {
  const marked = output as { [UNFIT]?: Unfit };
  if (marked[UNFIT] === undefined) return;
  unfitOutputs.set(output, marked[UNFIT]);
  Reflect.deleteProperty(output, UNFIT);
}

/** The unfit values of an output that `Clients.send` returned; undefined where every value fits. */
export function unfitOf(output: object): Unfit | undefined {
  return unfitOutputs.get(output);
}

function count(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
