import { once, peerEnvironment } from "../contenders";
import { accountOf } from "../estate";
import { gatewayEnvironment, gatewayRequest } from "../gateway";
import { Running, startListening } from "../processes";
import { graphqlRequest, type BenchQuery, restRequest } from "../queries";
import { ratios, shuffled, spreadOf, textOf } from "../statistics";
import { type Figures, most } from "./figure";

/** From the start of the process to its first answer of 100 rows, and what is resident right after it. */
const start: Figures = {
  name: "start",
  measure: async ({ pace, show }) => {
    const upstream = await startListening("bench/upstream.js");
    const account = accountOf(100);
    const query: BenchQuery = { account, first: 100 };
    const environment = peerEnvironment(upstream);
    // The default credential chain, with the account's number beside the key, so that STS need not be asked.
    const gateway = {
      ...gatewayEnvironment(upstream, []),
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_ACCOUNT_ID: account,
    };
    const entrants = [
      { name: "this gateway", program: "server.js", env: gateway, request: gatewayRequest(query) },
      {
        name: "REST on the stock SDK",
        program: "bench/peers/rest.js",
        env: environment,
        request: restRequest(query),
      },
      {
        name: "the plain stack",
        program: "bench/peers/plain.js",
        env: environment,
        request: graphqlRequest(query),
      },
    ].map((entrant) => ({ ...entrant, milliseconds: [] as number[], megabytes: [] as number[] }));

    for (let round = -1; round < Math.max(12, pace.rounds); round += 1) {
      for (const { program, env, request, milliseconds, megabytes } of shuffled(entrants)) {
        const started = performance.now();
        const process = await Running.start(program, env);
        await process.listening();
        await once(process, request);
        const answered = performance.now() - started;
        const { rss } = await process.spent();
        await process.stop();
        if (round < 0) continue; // the first one reads the files from the disk
        milliseconds.push(answered);
        megabytes.push(rss / 1024 / 1024);
      }
    }
    const rows = entrants.map(({ name, milliseconds, megabytes }) => ({
      name,
      started: `${textOf(spreadOf(milliseconds))} ms`,
      resident: `${textOf(spreadOf(megabytes))} MB`,
    }));
    show("Start to first answer; resident after it", rows);
    const [ours, rest] = entrants;
    if (ours === undefined || rest === undefined) return [];
    const times = " × REST on the SDK";
    return [
      {
        row: "Start to first answer, embedded emulator off",
        reached: [most(spreadOf(ratios(ours.milliseconds, rest.milliseconds)), 2, times)],
      },
      {
        row: "Resident after the first query",
        reached: [
          most(spreadOf(ratios(ours.megabytes, rest.megabytes)), 1.4, times),
          most(spreadOf(ours.megabytes), 85, " MB"),
        ],
      },
    ];
  },
};

export const startFigures = [start];
