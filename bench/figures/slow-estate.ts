import { type Contender, once } from "../contenders";
import { accountOf } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import { figure } from "../statistics";
import type { Figures } from "./figure";

const CONNECTIONS = 10_000;
const EACH = 2;
/** AWS's default rate as the gateway takes it, and the default deadline of a request. */
const SETTINGS = { AWS_CALLS_PER_SECOND: "20", READ_DEADLINE_MS: "15000", REFRESH_INTERVAL_MS: "1000" };
const MOST_REQUESTS = 3;
const MOST_SECONDS = 60;
/** A request that asks again asks at once; for how long after the first whole answer it goes on to ask, in milliseconds. */
const GOES_ON = 60_000;
const EVERY = 1000;

interface Answer {
  data: { connections: { nodes: { virtualInterfaces: { nodes: unknown[] } | null }[] } | null };
  errors?: unknown[];
}

/** A nested question about more than can be read by its deadline at AWS's rate: when it is answered whole, and for how long. */
export const slowEstateFigures: Figures[] = [
  {
    name: "slow-estate",
    measure: async ({ show }) => {
      const upstream = await startListening("bench/upstream.js", { DELAY: "20" });
      const account = accountOf(CONNECTIONS, { each: EACH });
      const gateway = await startGateway(upstream, [account], "memory", SETTINGS);
      const calls = async () =>
        Number(await (await fetch(`http://127.0.0.1:${upstream.port}/requests`)).text());
      const began = performance.now();
      const requests: object[] = [];
      let isWhole = false;
      while (!isWhole && requests.length < 2 * MOST_REQUESTS) {
        const requested = performance.now();
        isWhole = await execute(gateway, account);
        requests.push({
          request: requests.length + 1,
          whole: isWhole ? "yes" : "no",
          "answered after, s": figure((performance.now() - requested) / 1000),
          "since the first, s": figure((performance.now() - began) / 1000),
          "calls of AWS so far": await calls(),
        });
      }
      const row = `${CONNECTIONS} connections with ${EACH} virtual interfaces each, 20 calls a second, 15 s deadline`;
      show(row, requests);
      const seconds = (performance.now() - began) / 1000;
      const later = await sendOn(gateway, account);
      const { peakRss } = await gateway.process.spent();
      return [
        {
          row: `${row}: the first whole answer`,
          reached: [
            {
              text: `request ${requests.length}, ${figure(seconds)} s`,
              must: `request ${MOST_REQUESTS}, ${MOST_SECONDS} s`,
              ok: isWhole && requests.length <= MOST_REQUESTS && seconds <= MOST_SECONDS,
            },
            {
              text: `${later.whole} of ${later.requested} whole in the minute after it`,
              must: "all",
              ok: later.whole === later.requested,
            },
          ],
          note: `${await calls()} calls in all; RSS at most ${figure(peakRss / 2 ** 20)} MB`,
        },
      ];
    },
  },
];

async function execute({ process, request }: Contender, account: string): Promise<boolean> {
  const query = { account, nested: true, first: 100 };
  const { data, errors } = JSON.parse(await once(process, request(query))) as Answer;
  const nodes = data.connections?.nodes ?? [];
  const isComplete = nodes.every(({ virtualInterfaces }) => virtualInterfaces?.nodes.length === EACH);
  return errors === undefined && nodes.length === 100 && isComplete;
}

async function sendOn(gateway: Contender, account: string): Promise<{ requested: number; whole: number }> {
  const counts = { requested: 0, whole: 0 };
  const until = performance.now() + GOES_ON;
  while (performance.now() < until) {
    counts.requested += 1;
    if (await execute(gateway, account)) counts.whole += 1;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  return counts;
}
