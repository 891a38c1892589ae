import { type Contender } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { Line, load } from "../load";
import { startListening } from "../processes";
import { type Pace } from "../race";
import { spreadOf, textOf } from "../statistics";
import type { Figures } from "./figure";

/** How the cost of one page of 50 grows with the estate, and of a list over all accounts with their number. */
const growth: Figures = {
  name: "growth",
  measure: async ({ pace, show }) => {
    const upstream = await startListening("bench/upstream.js", { DELAY: "20" });
    const rows: object[] = [];
    for (const connections of [1, 10, 100, 1000, 10_000]) {
      const accounts = [accountOf(connections)];
      rows.push(await grown(`${connections} connections, 1 account`, accounts, pace));
    }
    for (const count of [1, 2, 5, 10, 20]) {
      const accounts = Array.from({ length: count }, (_, index) => accountOf(100, { index }));
      rows.push(await grown(`100 connections in each of ${count} accounts`, accounts, pace));
    }
    show("A page of 50 as the estate grows, 20 ms upstream", rows);
    return [];

    async function grown(estate: string, accounts: readonly string[], { slice }: Pace): Promise<object> {
      const calls = await startGateway(upstream, accounts, "upstream");
      const held = await startGateway(upstream, accounts, "memory");
      const fresh = await cost(calls, accounts, slice);
      const again = await cost(held, accounts, slice);
      await Promise.all([calls.process.stop(), held.process.stop()]);
      return { estate, ...prefixed("read anew", fresh), ...prefixed("as held", again) };
    }
  },
};

async function cost({ process, request }: Contender, accounts: readonly string[], slice: number) {
  const [account = "", ...others] = accounts;
  const line = await Line.open(process.port);
  // Another page size each time, so that no answer is the last one's.
  let release = 0;
  const next = () => request({ account, others, first: 50 - (release++ % 10) });
  await load([line], next, slice * 2);
  const before = await process.spent();
  const { latencies, requests } = await load([line], next, slice * 4);
  const after = await process.spent();
  line.close();
  return {
    "ms, median": textOf(spreadOf(latencies)),
    "CPU ms": ((after.cpu - before.cpu) / requests).toFixed(2),
    "RSS, MB": Math.round(after.rss / 1024 / 1024),
  };
}

function prefixed(prefix: string, columns: object): object {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [`${prefix}: ${name}`, value]));
}

export const growthFigures = [growth];
