import { setTimeout as wait } from "node:timers/promises";
import type { From } from "../contenders";
import { accountOf, LAG_SIZE, lagIdOf } from "../estate";
import { startGateway } from "../gateway";
import { capacityOf, type Offered, offer } from "../open-loop";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { figure, quantile, shuffled, spreadOf, textOf } from "../statistics";
import { type Figures, least } from "./figure";

/** How many times its capacity the gateway is offered. */
const TIMES = [1, 2, 4, 8] as const;
/** A request that is answered later counts as not answered, in milliseconds. */
const IN_TIME = 1000;
/** How long each load lasts, in milliseconds: what an overload does is not seen in its first second. */
const SLICE = 3000;

/** One question after the other, each with the estate that it is about. */
interface BenchQueries {
  accounts: readonly string[];
  next: () => BenchQuery;
}

/**
 * How much of its capacity the gateway keeps under much more load than that. Its capacity is what it answers callers who
 * wait for their answers; then callers come who do not, at multiples of that. Each question is a new one, and costs
 * enough for one process to ask many times as many as another can answer.
 */
function overload(name: string, from: From, row: string, { accounts, next }: BenchQueries): Figures {
  return {
    name,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const { process, request } = await startGateway(upstream, accounts, from);
      const execute = () => request(next());
      await capacityOf(process, execute, pace.warmUp * 4);

      const capacities: number[] = [];
      const loads = TIMES.map((times) => ({ times, goodput: [] as number[], offered: [] as Offered[] }));
      for (let round = 0; round < Math.max(2, pace.rounds / 4); round += 1) {
        const capacity = await capacityOf(process, execute, SLICE);
        capacities.push(capacity);
        for (const { times, goodput, offered } of shuffled(loads)) {
          const done = await offer(process.port, execute, capacity * times, SLICE);
          goodput.push(done.answered.filter((milliseconds) => milliseconds <= IN_TIME).length / done.seconds);
          offered.push(done);
          await wait(500);
        }
      }
      const medians = [capacities, ...loads.map(({ goodput }) => goodput)].map((one) => spreadOf(one).median);
      const peak = Math.max(...medians);
      show(row, [
        { offered: "as answered", goodput: textOf(spreadOf(capacities)), ...describe([]) },
        ...loads.map(({ times, goodput, offered }) => ({
          offered: `${times} ×`,
          goodput: textOf(spreadOf(goodput)),
          ...describe(offered),
        })),
      ]);
      const most = loads.at(-1)?.goodput ?? [];
      return [{ row, reached: [least(spreadOf(most.map((one) => one / peak)), 0.9, " × the peak goodput")] }];
    },
  };
}

/** A hundred of a thousand connections and what is on them, in any company. */
function anyHundred(): BenchQueries {
  const account = accountOf(1000, { each: 2 });
  const lags = Array.from({ length: 1000 / LAG_SIZE }, (_, number) => lagIdOf(number));
  const next = () => ({ account, nested: true, first: 100, filter: { lagId: shuffled(lags).slice(0, 10) } });
  return { accounts: [account], next };
}

/** A hundred connections and what is on them, of one account after the other. */
function anyAccount(): BenchQueries {
  const accounts = Array.from({ length: 12 }, (_, index) => accountOf(100, { each: 2, index }));
  let release = 0;
  const next = () => ({ account: accounts[release++ % accounts.length] ?? "", nested: true, first: 100 });
  return { accounts, next };
}

function describe(offered: readonly Offered[]): object {
  const answered = offered.flatMap((one) => one.answered);
  const refused = offered.flatMap((one) => one.refused);
  const unsent = offered.reduce((sum, one) => sum + one.unsent, 0);
  const all = answered.length + refused.length + unsent;
  const percent = (count: number) => (all === 0 ? "–" : `${((count / all) * 100).toFixed(1)} %`);
  return {
    "answered, ms: median": figure(quantile(answered, 0.5)),
    p99: figure(quantile(answered, 0.99)),
    refused: percent(refused.length),
    "refused, ms: median": figure(quantile(refused, 0.5)),
    "not sent": percent(unsent),
  };
}

export const overloadFigures = [
  overload(
    "overload-held",
    "memory",
    "Eight times the capacity offered, nested 100 from fresh snapshots",
    anyHundred(),
  ),
  overload(
    "overload-asked",
    "upstream",
    "Eight times the capacity offered, nested 100, upstream asked each time",
    anyAccount(),
  ),
];
