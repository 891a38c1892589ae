import { setTimeout as wait } from "node:timers/promises";
import { compareAnswers, type From, startPeer } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { capacityOf, offer } from "../open-loop";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { figure, quantile, ratios, shuffled, spreadOf, textOf } from "../statistics";
import { type Figures, most } from "./figure";
import { anyRows } from "./snapshots";

/** How long each load lasts, in milliseconds. */
const SLICE = 3000;

interface Latency {
  name: string;
  from: From;
  row: string;
  accounts: readonly string[];
  next: () => BenchQuery;
}

/**
 * How long requests take that come evenly, whether or not those before them were answered, at half of what the slower
 * of the two can do that are compared: no contender is overloaded, so what takes long is what they do in between.
 */
function latency({ name, from, row, accounts, next }: Latency): Figures {
  return {
    name: `latency-${name}`,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const contenders = [
        await startGateway(upstream, accounts, from),
        await startPeer("mercurius", upstream, from),
        await startPeer("mercurius", upstream, from, { full: true }),
      ];
      await compareAnswers(contenders, [next()]);
      const capacities: number[] = [];
      for (const { process, request } of contenders) {
        await capacityOf(process, () => request(next()), pace.warmUp * 4);
        capacities.push(await capacityOf(process, () => request(next()), SLICE));
      }
      const perSecond = Math.min(...capacities.slice(0, 2)) / 2;
      const entrants = contenders.map((contender) => ({ ...contender, ...nothingYet() }));
      for (let round = 0; round < Math.max(3, pace.rounds / 2); round += 1) {
        for (const { process, request, rounds, longest } of shuffled(entrants)) {
          await process.spent();
          const { answered } = await offer(process.port, () => request(next()), perSecond, SLICE);
          rounds.push(answered);
          longest.push((await process.spent()).longest);
          await wait(200);
        }
      }
      const title = `${row}, ${figure(perSecond)} requests a second offered`;
      show(
        title,
        entrants.map(({ name, features, rounds, longest }, at) => ({
          contender: name,
          features,
          "its capacity, per second": figure(capacities[at] ?? NaN),
          ...{
            "p50, ms": figure(quantile(rounds.flat(), 0.5)),
            "p99, ms": figure(quantile(rounds.flat(), 0.99)),
          },
          "p99.9, ms": figure(quantile(rounds.flat(), 0.999)),
          "event loop held up at most, ms": textOf(spreadOf(longest)),
        })),
      );
      const [ours = nothingYet(), theirs = nothingYet()] = entrants;
      const p99 = ({ rounds }: ReturnType<typeof nothingYet>) => rounds.map((one) => quantile(one, 0.99));
      return [
        {
          row: `${row}, at half of the slower one's capacity`,
          reached: [
            most(spreadOf(ratios(p99(ours), p99(theirs))), 1, " × mercurius's p99"),
            most(spreadOf([quantile(ours.rounds.flat(), 0.999)]), 50, " ms p99.9"),
            most(spreadOf([Math.max(...ours.longest)]), 50, " ms with the event loop held up"),
          ],
        },
      ];
    },
  };
}

/** What was measured of one contender, round by round. */
function nothingYet() {
  return { rounds: [] as number[][], longest: [] as number[] };
}

const account = accountOf(1000);
let rest: BenchQuery[] = [];
function anyHundred(): BenchQuery {
  if (rest.length === 0) rest = anyRows(account, 1000);
  return rest.pop() ?? { account, first: 100 };
}

const accounts = Array.from({ length: 12 }, (_, index) => accountOf(100, { index }));
let turn = 0;

export const latencyFigures = [
  latency({
    name: "held",
    from: "memory",
    row: "Held rows, filters never seen (10 of 100 LAGs), flat 100",
    accounts: [account],
    next: anyHundred,
  }),
  latency({
    name: "again",
    from: "memory",
    row: "Held rows, the same question again, flat 100",
    accounts: [account],
    next: () => ({ account, first: 100 }),
  }),
  latency({
    name: "upstream",
    from: "upstream",
    row: "Upstream asked each time (0 ms), the same bytes each time, flat 100",
    accounts,
    next: () => ({ account: accounts[turn++ % accounts.length] ?? "", first: 100 }),
  }),
];
