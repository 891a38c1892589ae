import { compareAnswers, type Contender, type From, startPeer } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { Line, load } from "../load";
import { startListening } from "../processes";
import { race } from "../race";
import { figure } from "../statistics";
import { atLeast, type Figures, find, OURS } from "./figure";

let texts = 0;

function* neverSeen({ request }: Contender, account: string, first: number): Generator<Buffer, undefined> {
  for (;;) yield request({ account, first, text: (texts += 1) });
}

/** Documents of which each has a new text, so that it is parsed, validated and planned. */
function neverSeenTexts(from: From, row: string): Figures {
  return {
    name: `texts-${from}`,
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const accounts = Array.from({ length: 12 }, (_, index) => accountOf(100, { index }));
      const contenders = [
        await startGateway(upstream, accounts, from),
        await startPeer("mercurius", upstream, from),
        await startPeer("yoga", upstream, from),
        await startPeer("plain", upstream, from),
        await startPeer("mercurius", upstream, from, { full: true }),
      ];
      const [account = ""] = accounts;
      await compareAnswers(contenders, [{ account, first: 100, text: 0 }]);
      const results = await race(contenders, {
        pace,
        lines: 4,
        prepare: (contender) => goingRound(accounts.map((one) => neverSeen(contender, one, 100))),
      });
      show(row, results);
      const ours = find(results, OURS);
      return [{ row, reached: [atLeast(1, "mercurius + jit", ours, find(results, "mercurius"))] }];
    },
  };
}

/** One of each, again and again, as requests for the same account could share what is read for them. */
function* goingRound(all: readonly Generator<Buffer, undefined>[]): Generator<Buffer, undefined> {
  for (;;) for (const one of all) yield one.next().value ?? Buffer.alloc(0);
}

const MANY = 1_000_000;
const MEGABYTE = 2 ** 20;
/** How long they may take, in milliseconds; what is resident then counts as not reached. */
const MOST = 1_200_000;

/** What is resident while the number of texts grows. */
const resident: Figures = {
  name: "texts-resident",
  measure: async ({ pace, show }) => {
    const upstream = await startListening("bench/upstream.js");
    const account = accountOf(1);
    const gateway = await startGateway(upstream, [account], "memory");
    const lines = await Promise.all(Array.from({ length: 4 }, () => Line.open(gateway.process.port)));
    const all = neverSeen(gateway, account, 1);
    const rows: object[] = [];
    const began = performance.now();
    const many = pace.rounds > 4 ? MANY : MANY / 100;
    let sent = 0;
    for (let until = many / 100; until <= many && performance.now() - began < MOST; until *= 10) {
      const next = () => (sent < until ? ((sent += 1), all.next().value) : undefined);
      await load(lines, next, MOST - (performance.now() - began));
      const { rss, peakRss } = await gateway.process.spent();
      rows.push({
        texts: sent.toLocaleString("en"),
        "resident, MB": figure(rss / MEGABYTE),
        "at most, MB": figure(peakRss / MEGABYTE),
      });
    }
    for (const line of lines) line.close();
    const row = "Resident after texts never seen, 1 row";
    show(row, rows);
    const { peakRss } = await gateway.process.spent();
    const megabytes = peakRss / MEGABYTE;
    return [
      {
        row,
        reached: [
          {
            text: `${figure(megabytes)} MB at most, after ${sent.toLocaleString("en")}`,
            must: `≤ 256 MB after ${MANY.toLocaleString("en")}`,
            ok: megabytes <= 256 && sent >= MANY,
          },
        ],
      },
    ];
  },
};

export const textFigures = [
  neverSeenTexts("upstream", "Document texts never seen, upstream asked each time (0 ms), flat 100"),
  neverSeenTexts("memory", "Document texts never seen, from fresh snapshots, flat 100"),
  resident,
];
