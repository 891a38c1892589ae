/**
 * Memory that answers are written into, and that is used again: each 4 KB of new memory cost a page fault, and V8, which
 * counts it, collects its whole heap sooner.
 *
 * Of few sizes, so that one fits where another was: a page of rows, and one with all that is on them.
 */
const SIZES = [64 * 1024, 512 * 1024] as const;
/** How many of a size are kept that nobody uses. */
const MOST_SPARE = 4;

const spare = new Map<number, Buffer[]>(SIZES.map((size) => [size, []]));
/** What is in use, by the part that was written. */
const inUse = new WeakMap<Buffer, Buffer>();

/** @returns room for at least so many bytes, with anything in it. */
export function takeRoom(length: number): Buffer {
  const size = SIZES.find((one) => one >= length) ?? length;
  return spare.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
}

/** @returns what was written into it, from its beginning. */
export function writtenIn(room: Buffer, length: number): Buffer {
  const written = room.subarray(0, length);
  inUse.set(written, room);
  return written;
}

/** Lets what was written be overwritten: only where nobody looks at it any more. Does nothing for other bytes. */
export function giveBack(written: Buffer): void {
  const room = inUse.get(written);
  if (room === undefined) return;
  inUse.delete(written);
  const others = spare.get(room.length);
  if (others !== undefined && others.length < MOST_SPARE) others.push(room);
}
