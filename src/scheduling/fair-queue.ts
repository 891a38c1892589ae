/** Whose something is that waits. */
export interface Sender {
  /** The caller's name in the config file. */
  readonly caller: string;
  /** The person behind it; the caller itself where there are none. */
  readonly person: string;
}

/** All those together of whom it is not known who they are. No caller has this name. */
export const UNKNOWN_SENDER: Sender = { caller: "", person: "" };

/** What one person waits for. */
class Line<Item> {
  readonly #changes: Item[] = [];
  readonly #reads: Item[] = [];

  get size(): number {
    return this.#changes.length + this.#reads.length;
  }

  get reads(): number {
    return this.#reads.length;
  }

  push(item: Item, isChange: boolean): void {
    (isChange ? this.#changes : this.#reads).push(item);
  }

  shift(): Item | undefined {
    return this.#changes.shift() ?? this.#reads.shift();
  }

  dropNewest(): Item | undefined {
    return this.#reads.pop() ?? this.#changes.pop();
  }
}

/** What all persons behind one caller wait for. */
class CallerLines<Item> {
  readonly #lines = new Map<string, Line<Item>>();
  size = 0;
  reads = 0;

  push(person: string, item: Item, isChange: boolean): void {
    let line = this.#lines.get(person);
    if (line === undefined) this.#lines.set(person, (line = new Line()));
    line.push(item, isChange);
    this.size += 1;
    if (!isChange) this.reads += 1;
  }

  shift(): Item | undefined {
    const [first] = this.#lines;
    return first && this.#take(first, (line) => line.shift());
  }

  dropNewest(onlyReads: boolean): Item | undefined {
    const longest = longestOf(this.#lines, onlyReads);
    return longest && this.#take(longest, (line) => line.dropNewest());
  }

  /** A sender that was served goes last. */
  #take(
    [person, line]: [string, Line<Item>],
    take: (line: Line<Item>) => Item | undefined,
  ): Item | undefined {
    const { reads } = line;
    const item = take(line);
    this.size -= 1;
    this.reads -= reads - line.reads;
    this.#lines.delete(person);
    if (line.size > 0) this.#lines.set(person, line);
    return item;
  }
}

/**
 * What waits, shared fairly among callers: they take turns, one after the other however much each has waiting, and so do
 * the persons behind one. Of each, changes come before reads. Excess items are removed from the sender with the most.
 */
export class FairQueue<Item> {
  readonly #callers = new Map<string, CallerLines<Item>>();
  #size = 0;
  #reads = 0;

  get size(): number {
    return this.#size;
  }

  /** How many of them are changes. */
  get changes(): number {
    return this.#size - this.#reads;
  }

  push({ caller, person }: Sender, item: Item, isChange: boolean): void {
    let lines = this.#callers.get(caller);
    if (lines === undefined) this.#callers.set(caller, (lines = new CallerLines()));
    lines.push(person, item, isChange);
    this.#size += 1;
    if (!isChange) this.#reads += 1;
  }

  /** Takes what is next. */
  shift(): Item | undefined {
    const [first] = this.#callers;
    if (first === undefined) return undefined;
    const [caller, lines] = first;
    const item = this.#take(lines, () => lines.shift());
    this.#callers.delete(caller);
    if (lines.size > 0) this.#callers.set(caller, lines);
    return item;
  }

  /**
   * Removes the newest item of the sender with the most waiting, a read before a change.
   * @param onlyReads whether it must be a read: then of the sender with the most reads.
   */
  dropNewest(onlyReads = false): Item | undefined {
    const longest = longestOf(this.#callers, onlyReads);
    if (longest === undefined) return undefined;
    const [caller, lines] = longest;
    const item = this.#take(lines, () => lines.dropNewest(onlyReads));
    if (lines.size === 0) this.#callers.delete(caller);
    return item;
  }

  #take(lines: CallerLines<Item>, take: () => Item | undefined): Item | undefined {
    const { reads } = lines;
    const item = take();
    this.#size -= 1;
    this.#reads -= reads - lines.reads;
    return item;
  }
}

interface Sized {
  readonly size: number;
  readonly reads: number;
}

/**
 * Of several that are as long, one with reads, and of these the last in turn.
 * @param onlyReads whether reads alone count.
 */
function longestOf<Lines extends Sized>(
  all: ReadonlyMap<string, Lines>,
  onlyReads: boolean,
): [string, Lines] | undefined {
  let longest: [string, Lines] | undefined;
  let most = 0;
  for (const one of all) {
    const [, { size, reads }] = one;
    const length = onlyReads ? reads : size;
    if (length < most || length === 0) continue;
    if (length === most && reads === 0 && longest !== undefined && longest[1].reads > 0) continue;
    longest = one;
    most = length;
  }
  return longest;
}
