import { setTimeout as wait } from "node:timers/promises";
import { Line } from "./load";
import type { Running } from "./processes";

/** What became of requests that came at their own pace, whether or not those before them were answered. */
export interface Offered {
  seconds: number;
  /** How long each one waited from when it was due until the end of its answer, in milliseconds. */
  answered: number[];
  /** The same of those that were refused with 503. */
  refused: number[];
  /** How many were due while every line was taken. */
  unsent: number;
}

/** How many connections are held at most: many more than the gateway can serve at once, as a crowd has. */
const LINES = 1000;

/** How many callers wait for their answers where the capacity is measured. */
const CALLERS = 4;

/** Answers per second to a few callers who wait for them. */
export async function capacityOf(
  { port }: Running,
  next: () => Buffer,
  milliseconds: number,
): Promise<number> {
  const started = performance.now();
  const counts = Array.from({ length: CALLERS }, async () => {
    const line = await Line.open(port);
    let count = 0;
    while (performance.now() - started < milliseconds) {
      const { status } = await line.exchange(next());
      if (status === 200) count += 1;
    }
    line.close();
    return count;
  });
  const all = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  return (all * 1000) / (performance.now() - started);
}

/**
 * Sends requests evenly, and waits for all answers. One that is sent late, because this process was busy, has waited
 * since it was due.
 */
export async function offer(
  port: number,
  next: () => Buffer,
  perSecond: number,
  milliseconds: number,
): Promise<Offered> {
  const offered: Offered = { seconds: 0, answered: [], refused: [], unsent: 0 };
  const lines: Line[] = [];
  const idle: Line[] = [];
  let [opened, underWay] = [0, 0];
  const failures: unknown[] = [];

  const send = async (due: number): Promise<void> => {
    let line = idle.pop();
    if (line === undefined) {
      if (opened === LINES) {
        offered.unsent += 1;
        return;
      }
      opened += 1;
      lines.push((line = await Line.open(port)));
    }
    const { status } = await line.exchange(next());
    if (status !== 200 && status !== 503) throw new Error(`Status ${status}.`);
    (status === 200 ? offered.answered : offered.refused).push(performance.now() - due);
    idle.push(line);
  };

  const started = performance.now();
  const dueAt = (number: number) => started + (number * 1000) / perSecond;
  const all = Math.round((perSecond * milliseconds) / 1000);
  for (let sent = 0; sent < all || underWay > 0;) {
    await wait(1);
    for (; sent < all && dueAt(sent) <= performance.now(); sent += 1) {
      underWay += 1;
      void send(dueAt(sent))
        .catch((error: unknown) => failures.push(error))
        .finally(() => (underWay -= 1));
    }
    if (failures.length > 0) break;
  }
  offered.seconds = (performance.now() - started) / 1000;
  for (const line of lines) line.close();
  if (failures.length > 0) throw new Error("A request had no answer.", { cause: failures[0] });
  return offered;
}
