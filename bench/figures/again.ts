import { compareAnswers, type Contender, startPeer, startReady } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startHive } from "../hive";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { race } from "../race";
import { atLeast, best, type Figures, find, OURS } from "./figure";

/**
 * The same question again and again while nothing changes, against a server that has its bytes ready, and against
 * response caches, which hold an answer whether or not something changes.
 * @param ofReady @param ofCaches how many times as many answers as theirs ours must give.
 */
function again(rows: number, ofReady: number, ofCaches: number): Figures {
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
        await startPeer("rest", upstream, "memory", { full: true }),
        await startPeer("mercurius", upstream, "memory", { full: true }),
      ];
      for (const full of [false, true]) {
        contenders.push(
          await startPeer("plain", upstream, "upstream", { cached: true, full }),
          await startPeer("yoga", upstream, "upstream", { cached: true, full }),
          await startHive(upstream, { full }),
        );
      }
      await compareAnswers(contenders, [query]);
      const results = await race(contenders, {
        pace,
        lines: 8,
        prepare: (contender) => forEver(contender, query),
      });
      const row = `The same question again, nothing changed, ${rows} row${rows === 1 ? "" : "s"}`;
      show(row, results);
      const ready = find(results, "ready bytes");
      const cache = best(results, "response cache");
      const ours = find(results, OURS);
      return [
        {
          row,
          reached: [
            atLeast(ofReady, ready.name, ours, ready),
            atLeast(ofCaches, "the best response cache", ours, cache),
          ],
          note: `the best response cache: ${cache.name}`,
        },
      ];
    },
  };
}

function* forEver(contender: Contender, query: BenchQuery): Generator<Buffer, undefined> {
  const request = contender.request(query);
  for (;;) yield request;
}

export const againFigures = [again(100, 0.6, 8), again(1, 0.45, 3)];
