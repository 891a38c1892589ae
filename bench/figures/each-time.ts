import { askedOf, compareAnswers, type Contender, startPeer } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import type { Question } from "../questions";
import { race } from "../race";
import { atLeast, type Figures, find, OURS } from "./figure";

/**
 * Direct Connect is asked for each request. Requests go round over equal accounts, more of them than there are
 * requests under way, so that no two may share one read; that the upstream was asked as often as it must is checked.
 */
function eachTime(
  name: string,
  row: string,
  nested: boolean,
  peers: { rest: number; mercurius?: number },
): Figures {
  return {
    name,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const accounts = Array.from({ length: 12 }, (_, index) =>
        accountOf(100, { each: nested ? 2 : 0, index }),
      );
      const questions = accounts.map((account): Question => ({ account, nested, first: 100 }));
      const contenders = [
        await startGateway(upstream, accounts, "upstream"),
        await startPeer("rest", upstream, "upstream"),
        await startPeer("mercurius", upstream, "upstream"),
        await startPeer("yoga", upstream, "upstream"),
        await startPeer("plain", upstream, "upstream"),
      ];
      await compareAnswers(contenders, questions.slice(0, 2));
      const results = await race(contenders, {
        pace,
        lines: 4,
        asked: () => askedOf(upstream),
        prepare: (contender) => goingRound(contender, questions),
      });
      show(row, results);
      const ours = find(results, OURS);
      const calls = nested ? 3 : 1;
      const reached = [atLeast(peers.rest, "REST on the stock SDK", ours, find(results, "REST"))];
      if (peers.mercurius !== undefined) {
        reached.push(atLeast(peers.mercurius, "mercurius + jit", ours, find(results, "mercurius")));
      }
      const asked = ours.asked / ours.requests;
      const note = `asked the upstream ${asked.toFixed(2)} times per request, of ${calls}`;
      return [{ row, reached: reached.map((one) => ({ ...one, ok: one.ok && asked > calls * 0.99 })), note }];
    },
  };
}

function* goingRound(contender: Contender, questions: readonly Question[]): Generator<Buffer, undefined> {
  const requests = questions.map((question) => contender.request(question));
  for (;;) yield* requests;
}

export const eachTimeFigures = [
  eachTime("each-time-flat", "Upstream asked each time (0 ms), flat 100", false, { rest: 1.8, mercurius: 2 }),
  eachTime("each-time-nested", "Upstream asked each time (0 ms), nested 100", true, { rest: 1.6 }),
];
