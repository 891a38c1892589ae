/**
 * Memory that answers are written into, and that is used again: each 4 KB of new memory cost a page fault, and V8, which
 * counts it, collects its whole heap sooner.
 */
const SIZE = 512 * 1024;
/** How many are kept that nobody uses. */
const MOST_SPARE = 4;

const spare: Buffer[] = [];
/** What is in use, by the part that was written. */
const inUse = new WeakMap<Buffer, Buffer>();

/** @returns room for at least so many bytes, with anything in it. */
export function takeRoom(length: number): Buffer {
  return length > SIZE ? Buffer.allocUnsafeSlow(length) : (spare.pop() ?? Buffer.allocUnsafeSlow(SIZE));
}

/** @returns what was written into it, from its beginning. */
export function writtenIn(room: Buffer, length: number): Buffer {
  const written = room.subarray(0, length);
  if (room.length === SIZE) inUse.set(written, room);
  return written;
}

/** Lets what was written be overwritten: only where nobody looks at it any more. Does nothing for other bytes. */
export function giveBack(written: Buffer): void {
  const room = inUse.get(written);
  if (room === undefined) return;
  inUse.delete(written);
  if (spare.length < MOST_SPARE) spare.push(room);
}
