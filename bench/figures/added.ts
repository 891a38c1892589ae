import { requestedFrom, compareAnswers, startPeer, peerEnvironment } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { Line } from "../load";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import type { Result } from "../race";
import { differences, shuffled, spreadOf } from "../statistics";
import { type Figure, type Figures, most, type Reached } from "./figure";

interface Added {
  name: string;
  row: string;
  rows: number;
  nested: boolean;
  judge: (ours: readonly number[], sdk: readonly number[]) => Reached;
}

/**
 * How long one caller waits, one question at a time, when Direct Connect takes 20 ms for each call: for the gateway
 * over HTTP, and for the SDK called in the caller's own process. Both ask it each time.
 */
function added({ name, row, rows, nested, judge }: Added): Figures {
  return {
    name,
    measure: async ({ pace, show }): Promise<Figure[]> => {
      const upstream = await startListening("bench/upstream.js", { DELAY: "20" });
      const account = accountOf(rows, { each: nested ? 2 : 0 });
      const query: BenchQuery = { account, nested, first: rows };
      const contenders = [
        await startGateway(upstream, [account], "upstream"),
        await startPeer("rest", upstream, "upstream"),
      ];
      const sdk = await startListening("bench/peers/sdk.js", peerEnvironment(upstream));
      const bySdk = (withRows: boolean) =>
        sdk.execute<{ milliseconds: number; answer?: unknown }>({ query, withRows });
      await compareAnswers(contenders, [query], async () => (await bySdk(true)).answer);

      const entrants = [
        {
          name: "the stock SDK called directly",
          features: "none",
          execute: async () => (await bySdk(false)).milliseconds,
        },
        ...(await Promise.all(
          contenders.map(async ({ name, features, process, request }) => {
            const line = await Line.open(process.port);
            return { name, features, execute: () => timed(() => line.execute(request(query))) };
          }),
        )),
      ];
      const results = entrants.map((entrant) => ({ ...entrant, latencies: [] as number[] }));
      const most = Math.ceil((pace.rounds * 500) / rows);
      const [warmUp, measured] = [Math.ceil(most / 4) + 5, most + 10];
      const sentBefore = await requestedFrom(upstream);
      for (let round = -warmUp; round < measured; round += 1) {
        for (const { execute, latencies } of shuffled(results)) {
          const milliseconds = await execute();
          if (round >= 0) latencies.push(milliseconds);
        }
      }
      const calls = (rows / 100) * (nested ? 3 : 1);
      const requested = (await requestedFrom(upstream)) - sentBefore;
      if (requested < (warmUp + measured) * entrants.length * calls) {
        throw new Error(`Not everybody asked the upstream each time: ${row}.`);
      }
      show(
        row,
        results.map(({ name, features, latencies }): Result => ({
          name,
          features,
          latencies,
          perSecond: latencies.map((milliseconds) => 1000 / milliseconds),
          cpuPerRequest: [],
          requests: latencies.length,
          requested: 0,
        })),
      );
      const [direct, ours] = results;
      return [{ row, reached: [judge(ours?.latencies ?? [], direct?.latencies ?? [])] }];
    },
  };
}

async function timed(execute: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await execute();
  return performance.now() - started;
}

const oneMillisecond = (ours: readonly number[], sdk: readonly number[]) =>
  most(spreadOf(differences(ours, sdk)), 1, " ms over the direct SDK calls");

export const addedFigures = [
  added({
    name: "added-flat",
    row: "Added to a 20 ms upstream, 100 rows flat",
    rows: 100,
    nested: false,
    judge: oneMillisecond,
  }),
  added({
    name: "added-nested",
    row: "Added to a 20 ms upstream, 100 rows nested",
    rows: 100,
    nested: true,
    judge: oneMillisecond,
  }),
  added({
    name: "added-1000",
    row: "1,000 rows, 20 ms upstream",
    rows: 1000,
    nested: false,
    judge: (ours, sdk) => {
      const over = most(spreadOf(differences(ours, sdk)), 0, " ms over the stock SDK called directly");
      return { ...over, must: "faster than the stock SDK called directly" };
    },
  }),
];
