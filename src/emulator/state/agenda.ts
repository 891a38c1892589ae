interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
}

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * What will happen, in order of emulated time: a binary heap. There are no timers; `settle` runs what has
 * fallen due, before a request is handled, so a test that advances the clock sees the world move at once.
 */
export class Agenda {
  private readonly heap: Entry[] = [];
  private order = 0;

  /** Plans `run` for the emulated moment `at`; `run` is given that moment. */
  plan(at: number, run: (at: number) => void): void {
    const entry = { at, order: this.order++, run };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.heap[parentIndex];
      if (parent === undefined || !before(entry, parent)) break;
      this.heap[index] = parent;
      this.heap[parentIndex] = entry;
      index = parentIndex;
    }
  }

  /** Runs everything due up to `now`, also what those runs plan for a moment that is past by then. */
  settle(now: number): void {
    for (let next = this.heap[0]; next !== undefined && next.at <= now; next = this.heap[0]) {
      this.removeFirst();
      next.run(next.at);
    }
  }

  /** Forgets everything planned. */
  clear(): void {
    this.heap.length = 0;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    let index = 0;
    for (;;) {
      let least = last;
      let leastIndex = index;
      for (const childIndex of [2 * index + 1, 2 * index + 2]) {
        const child = this.heap[childIndex];
        if (child !== undefined && before(child, least)) {
          least = child;
          leastIndex = childIndex;
        }
      }
      this.heap[index] = least;
      if (leastIndex === index) return;
      this.heap[leastIndex] = last;
      index = leastIndex;
    }
  }
}
