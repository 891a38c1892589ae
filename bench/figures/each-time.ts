import { requestedFrom, compareAnswers, type Contender, once, startPeer } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import { type BenchQuery, httpRequest } from "../queries";
import { race, type Result } from "../race";
import { atLeast, type Figures, find, OURS, type Reached } from "./figure";

interface EachTime {
  name: string;
  row: string;
  nested: boolean;
  /** Which connections have another name each time; left out, all answers are the same bytes, as AWS's mostly are. */
  renamed?: "all" | "one";
  judge: (results: readonly Result[]) => Reached[];
}

/**
 * Direct Connect is called for each request. Requests go round over equal accounts, more of them than there are
 * requests in progress, so that no two may share one read; the number of calls of the upstream is checked.
 */
function eachTime({ name, row, nested, renamed, judge }: EachTime): Figures {
  return {
    name,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
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
        await startPeer("rest", upstream, "upstream", { full: true }),
        await startPeer("mercurius", upstream, "upstream", { full: true }),
      ];
      await compareAnswers(contenders, queries.slice(0, 2));
      if (renamed !== undefined) await once(upstream, httpRequest("POST", `/renames/${renamed}`));
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
    row: "Upstream asked each time (0 ms), the same bytes each time, flat 100",
    nested: false,
    judge: (results) => [
      atLeast(1.8, REST, find(results, OURS), find(results, "REST")),
      atLeast(2, MERCURIUS, find(results, OURS), find(results, "mercurius")),
    ],
  }),
  eachTime({
    name: "each-time-nested",
    row: "Upstream asked each time (0 ms), the same bytes each time, nested 100",
    nested: true,
    judge: (results) => [atLeast(1.6, REST, find(results, OURS), find(results, "REST"))],
  }),
  ...([false, true] as const).flatMap((nested) => {
    const shape = nested ? "nested" : "flat";
    const judge = (times: number) => (results: readonly Result[]) => [
      atLeast(times, REST, find(results, OURS), find(results, "REST")),
      atLeast(1, MERCURIUS, find(results, OURS), find(results, "mercurius")),
    ];
    return [
      eachTime({
        name: `each-time-${shape}-one-new`,
        row: `Upstream asked each time (0 ms), one connection of 100 new, ${shape} 100`,
        nested,
        renamed: "one",
        judge: judge(1.5),
      }),
      eachTime({
        name: `each-time-${shape}-ever-new`,
        row: `Upstream asked each time (0 ms), every connection new, ${shape} 100`,
        nested,
        renamed: "all",
        judge: judge(1.1),
      }),
    ];
  }),
];
