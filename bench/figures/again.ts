import { compareAnswers, type Contender, startPeer, startReady } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { race } from "../race";
import { atLeast, type Figures, find, OURS } from "./figure";

/** The same question again and again while nothing changes, against a server that has its bytes ready. */
function again(rows: number, times: number): Figures {
  return {
    name: `again-${rows}`,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const account = accountOf(rows);
      const query: BenchQuery = { account, first: rows };
      const gateway = await startGateway(upstream, [account], "memory");
      const contenders = [
        gateway,
        await startReady(gateway, query),
        await startPeer("rest", upstream, "memory"),
        await startPeer("mercurius", upstream, "memory"),
      ];
      await compareAnswers(contenders, [query]);
      const results = await race(contenders, {
        pace,
        lines: 8,
        prepare: (contender) => forEver(contender, query),
      });
      const row = `The same question again, nothing changed, ${rows} row${rows === 1 ? "" : "s"}`;
      show(row, results);
      const ready = find(results, "ready bytes");
      return [{ row, reached: [atLeast(times, ready.name, find(results, OURS), ready)] }];
    },
  };
}

function* forEver(contender: Contender, query: BenchQuery): Generator<Buffer, undefined> {
  const request = contender.request(query);
  for (;;) yield request;
}

export const againFigures = [again(100, 0.6), again(1, 0.45)];
