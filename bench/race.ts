import type { Contender } from "./contenders";
import { Line, load } from "./load";
import { shuffled } from "./statistics";

/** The part of the warm-up, at least, that is spent answering: slices may be short, and what makes them ready long. */
const ANSWERING = 1 / 5;

/** How long things are measured. */
export interface Pace {
  rounds: number;
  /** Of one slice, in milliseconds. */
  slice: number;
  /** Before the first round, for each contender, in milliseconds. */
  warmUp: number;
}

export interface Race {
  pace: Pace;
  /** The number of requests in progress at once. */
  lines: number;
  /** How often the upstream was asked so far; left out where it does not matter. */
  requested?: () => Promise<number>;
  /** Makes a slice ready, outside the measured time; gives its requests in the order in which they are sent. */
  prepare: (contender: Contender) => Promise<Iterator<Buffer, undefined>> | Iterator<Buffer, undefined>;
}

/** What one contender did, slice by slice. */
export interface Result {
  name: string;
  features: string;
  perSecond: number[];
  /** Of all threads of the contender's process, in milliseconds. */
  cpuPerRequest: number[];
  latencies: number[];
  requests: number;
  /** How often the upstream was asked in all slices. */
  requested: number;
}

/**
 * Runs contenders in turn, in short slices and in another order in each round, so that whatever else the machine
 * does falls on all of them.
 */
export async function race(contenders: readonly Contender[], options: Race): Promise<Result[]> {
  for (const contender of contenders) {
    const { warmUp } = options.pace;
    const until = performance.now() + warmUp;
    let answering = 0;
    while (performance.now() < until || answering < warmUp * ANSWERING) {
      answering += (await slice(contender, options)).seconds * 1000;
    }
  }
  const entrants = contenders.map((contender) => ({ contender, result: nothingYet(contender) }));
  for (let round = 0; round < options.pace.rounds; round += 1) {
    for (const { contender, result } of shuffled(entrants)) {
      const { requests, seconds, latencies, cpu, calls } = await slice(contender, options);
      result.perSecond.push(requests / seconds);
      result.cpuPerRequest.push(cpu / requests);
      result.latencies.push(...latencies);
      result.requests += requests;
      result.requested += calls;
    }
  }
  return entrants.map(({ result }) => result);
}

function nothingYet({ name, features }: Contender): Result {
  return { name, features, perSecond: [], cpuPerRequest: [], latencies: [], requests: 0, requested: 0 };
}

async function slice(contender: Contender, { prepare, pace, requested, lines }: Race) {
  const requests = await prepare(contender);
  const next = () => requests.next().value;
  // New ones each time: a server may close what waits longer than it likes for the next slice.
  const opened = await Promise.all(Array.from({ length: lines }, () => Line.open(contender.process.port)));
  const sentBefore = (await requested?.()) ?? 0;
  const before = await contender.process.spent();
  const done = await load(opened, next, pace.slice);
  const after = await contender.process.spent();
  for (const line of opened) line.close();
  return { ...done, cpu: after.cpu - before.cpu, calls: ((await requested?.()) ?? 0) - sentBefore };
}
