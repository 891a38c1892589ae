import { requestedFrom, compareAnswers, type Contender, startPeer } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { race, type Result } from "../race";
import { atLeast, compared, type Figures, find, OURS, type Reached } from "./figure";

interface EachTime {
  name: string;
  row: string;
  nested: boolean;
  /** Whether every connection has another name each time; otherwise all answers are the same, as AWS's mostly are. */
  everNew?: boolean;
  judge: (results: readonly Result[]) => Reached[];
}

/**
 * Direct Connect is asked for each request. Requests go round over equal accounts, more of them than there are
 * requests under way, so that no two may share one read; that the upstream was asked as often as it must is checked.
 */
function eachTime({ name, row, nested, everNew = false, judge }: EachTime): Figures {
  return {
    name,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js", everNew ? { EVER_NEW: "1" } : {});
      const accounts = Array.from({ length: 12 }, (_, index) =>
        accountOf(100, { each: nested ? 2 : 0, index }),
      );
      const queries = accounts.map((account): BenchQuery => ({ account, nested, first: 100 }));
      const contenders = [
        await startGateway(upstream, accounts, "upstream"),
        await startPeer("rest", upstream, "upstream"),
        await startPeer("mercurius", upstream, "upstream"),
        await startPeer("yoga", upstream, "upstream"),
        await startPeer("plain", upstream, "upstream"),
      ];
      if (!everNew) await compareAnswers(contenders, queries.slice(0, 2));
      const results = await race(contenders, {
        pace,
        lines: 4,
        requested: () => requestedFrom(upstream),
        prepare: (contender) => goingRound(contender, queries),
      });
      show(row, results);
      const ours = find(results, OURS);
      const calls = nested ? 3 : 1;
      const requested = ours.requested / ours.requests;
      const note = `asked the upstream ${requested.toFixed(2)} times per request, of ${calls}`;
      const reached = judge(results).map((one) => ({ ...one, ok: one.ok && requested > calls * 0.99 }));
      return [{ row, reached, note }];
    },
  };
}

function* goingRound(contender: Contender, queries: readonly BenchQuery[]): Generator<Buffer, undefined> {
  const requests = queries.map((query) => contender.request(query));
  for (;;) yield* requests;
}

const REST = "REST on the stock SDK";
const MERCURIUS = "mercurius + jit";

export const eachTimeFigures = [
  eachTime({
    name: "each-time-flat",
    row: "Upstream asked each time (0 ms), flat 100",
    nested: false,
    judge: (results) => [
      atLeast(1.8, REST, find(results, OURS), find(results, "REST")),
      atLeast(2, MERCURIUS, find(results, OURS), find(results, "mercurius")),
    ],
  }),
  eachTime({
    name: "each-time-nested",
    row: "Upstream asked each time (0 ms), nested 100",
    nested: true,
    judge: (results) => [atLeast(1.6, REST, find(results, OURS), find(results, "REST"))],
  }),
  ...[false, true].map((nested) =>
    eachTime({
      name: `each-time-${nested ? "nested" : "flat"}-ever-new`,
      row: `Upstream asked each time (0 ms), every connection new, ${nested ? "nested" : "flat"} 100`,
      nested,
      everNew: true,
      judge: (results) => [
        compared(REST, find(results, OURS), find(results, "REST")),
        compared(MERCURIUS, find(results, OURS), find(results, "mercurius")),
      ],
    }),
  ),
];
