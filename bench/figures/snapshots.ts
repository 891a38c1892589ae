import { compareAnswers, type Contender, once, startPeer } from "../contenders";
import { accountOf, connectionIdOf, LAG_SIZE, lagIdOf } from "../estate";
import { startGateway } from "../gateway";
import { type Running, startListening } from "../processes";
import { httpRequest, type BenchQuery } from "../queries";
import { race, type Result } from "../race";
import { shuffled } from "../statistics";
import { atLeast, type Bench, type Figures, find, OURS, type Reached } from "./figure";

interface Held {
  name: string;
  row: string;
  connections: number;
  nested?: boolean;
  /** The questions of one slice. */
  queries: (account: string, connections: number) => BenchQuery[];
  /** Whether each slice starts with an estate of which every row is new, or with one that was requested completely. */
  rows: "new" | "seen";
  judge: (results: readonly Result[]) => Reached[];
}

/**
 * Every contender answers from its cache, as fresh as it can be, and no question is put twice, so that no answer can
 * be remembered. "New" rows: before each slice the upstream renames every connection, every contender reads it again, and
 * each row is requested once. "Seen" rows: each was requested before, in another combination.
 */
function held({ name, row, connections, nested = false, queries, rows, judge }: Held): Figures {
  return {
    name,
    measure: async ({ pace, show }: Bench) => {
      const upstream = await startListening("bench/upstream.js");
      const account = accountOf(connections, { each: nested ? 2 : 0 });
      const contenders = [
        await startGateway(upstream, [account], "memory"),
        await startPeer("rest", upstream, "memory"),
        await startPeer("mercurius", upstream, "memory"),
        await startPeer("yoga", upstream, "memory"),
        await startPeer("plain", upstream, "memory"),
        await startPeer("rest", upstream, "memory", { full: true }),
        await startPeer("mercurius", upstream, "memory", { full: true }),
      ];
      const execute = () => queries(account, connections).map((query) => ({ ...query, nested }));
      await compareAnswers(contenders, execute().slice(0, 3));
      const results = await race(contenders, {
        pace,
        lines: 4,
        prepare: async (contender) => {
          if (rows === "new") await renew(upstream);
          // A contender that indexes its readings does it now, as the others do it as they read.
          await contender.reload({ account, nested, first: 1, filter: INDEXED });
          if (rows === "seen") await requestAll(contender, account, connections, nested);
          return execute()
            .map((query) => contender.request(query))
            .values() as Iterator<Buffer, undefined>;
        },
      });
      show(row, results);
      return [{ row, reached: judge(results) }];
    },
  };
}

const INDEXED = { lagId: [lagIdOf(0)], connectionId: [connectionIdOf(0)] };

const renew = (upstream: Running) => once(upstream, httpRequest("POST", "/generation"));

async function requestAll(
  contender: Contender,
  account: string,
  connections: number,
  nested: boolean,
): Promise<void> {
  for (const query of everyRowOnce(account, connections)) {
    await once(contender.process, contender.request({ ...query, nested }));
  }
}

const lags = (connections: number) => Array.from({ length: connections / LAG_SIZE }, (_, number) => number);
const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).map(lagIdOf);

/** Ten LAGs of ten connections at a time. */
function everyRowOnce(account: string, connections: number): BenchQuery[] {
  const order = shuffled(lags(connections));
  return Array.from({ length: order.length / 10 }, (_, number) => ({
    account,
    first: 100,
    filter: { lagId: inOrder(order.slice(number * 10, number * 10 + 10)) },
  }));
}

/** More than a slice can hold; that two are equal is as good as impossible. */
export function anyRows(account: string, connections: number): BenchQuery[] {
  const all = lags(connections);
  return Array.from({ length: 100 }, () => shuffled(all)).flatMap((order) =>
    Array.from({ length: order.length / 10 }, (_, number) => ({
      account,
      first: 100,
      filter: { lagId: inOrder(order.slice(number * 10, number * 10 + 10)) },
    })),
  );
}

function everyConnection(account: string, connections: number): BenchQuery[] {
  return shuffled(Array.from({ length: connections }, (_, number) => number)).map((number) => ({
    account,
    first: 1,
    filter: { connectionId: [connectionIdOf(number)] },
  }));
}

/** Many of all connections, in any company. */
function manyValues(account: string, connections: number): BenchQuery[] {
  const numbers = Array.from({ length: connections }, (_, number) => number);
  return Array.from({ length: 500 }, () => ({
    account,
    first: 100,
    filter: {
      connectionId: shuffled(numbers)
        .slice(0, 400)
        .sort((a, b) => a - b)
        .map(connectionIdOf),
    },
  }));
}

const JSON_REST = "REST with JSON.stringify";

export const snapshotFigures = [
  held({
    name: "held-new-flat",
    row: "From fresh snapshots, new variables each time (nothing remembered), flat 100",
    connections: 4000,
    queries: everyRowOnce,
    rows: "new",
    judge: (results) => [
      atLeast(1.2, JSON_REST, find(results, OURS), find(results, "REST")),
      atLeast(1.3, "mercurius + jit", find(results, OURS), find(results, "mercurius")),
    ],
  }),
  held({
    name: "held-seen-flat",
    row: "From fresh snapshots, rows seen before, flat 100",
    connections: 1000,
    queries: anyRows,
    rows: "seen",
    judge: (results) => [atLeast(3.5, JSON_REST, find(results, OURS), find(results, "REST"))],
  }),
  held({
    name: "held-seen-nested",
    row: "From fresh snapshots, rows seen before, nested 100",
    connections: 1000,
    nested: true,
    queries: anyRows,
    rows: "seen",
    judge: (results) => [atLeast(2, JSON_REST, find(results, OURS), find(results, "REST"))],
  }),
  held({
    name: "held-many-values",
    row: "10,000 rows held, filters of 400 values never seen, the first 100 of them, flat",
    connections: 10_000,
    queries: manyValues,
    rows: "seen",
    judge: (results) => [
      atLeast(1, JSON_REST, find(results, OURS), find(results, "REST")),
      atLeast(1, "mercurius + jit", find(results, OURS), find(results, "mercurius")),
    ],
  }),
  held({
    name: "held-new-one",
    row: "One row, nothing remembered",
    connections: 4000,
    queries: everyConnection,
    rows: "new",
    judge: (results) => [atLeast(0.8, "mercurius + jit", find(results, OURS), find(results, "mercurius"))],
  }),
];
