import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { StalledReaders } from "../../../src/http/edge/stalled-readers";

/** Connections that take a little of their answers now and then, by a clock that this test sets. */
class Connection extends EventEmitter {
  bytesWritten = 0;
  writableLength = 0;
  hasEnded = false;
  resetAndDestroy(): void {
    this.hasEnded = true;
    this.emit("close");
  }
}

const TIMEOUT = 30_000;
const CHUNK = 256 * 1024;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** @returns after how many seconds the connection was ended that takes a chunk each so many; undefined within an hour. */
function endOf(secondsForChunk: number): number | undefined {
  let now = 0;
  const server = new EventEmitter();
  new StalledReaders({ timeout: TIMEOUT, now: () => now, onEnded: () => undefined }).watch(
    server as unknown as Server, // which is heard, and nothing else
  );
  const connection = new Connection();
  server.emit("connection", connection);
  Object.assign(connection, { bytesWritten: CHUNK, writableLength: CHUNK });
  for (let second = 1; second <= 3600; second += 1) {
    // What was taken is followed by the next chunk at once.
    if (second % secondsForChunk === 0) connection.bytesWritten += CHUNK;
    now += 1000;
    jest.advanceTimersByTime(1000);
    if (connection.hasEnded) return second;
  }
  server.emit("close");
  return undefined;
}

test.each([
  [4, undefined],
  [8, undefined],
  [12, 78],
  [29, 39],
  [60, 30],
])("one that takes 256 KiB each %i seconds is ended after %p", (secondsForChunk, end) => {
  expect(endOf(secondsForChunk)).toBe(end);
});
