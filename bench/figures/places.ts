import { rowsOf } from "../answers";
import { once, peerEnvironment } from "../contenders";
import { accountOf, REGIONS } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { figure, ratios, spreadOf, textOf } from "../statistics";
import { type Figures, most } from "./figure";

const ACCOUNTS = 20;
const CONNECTIONS = 10;
const EACH = 2;
/** What the slow region takes for each call, and what the others take, in milliseconds. */
const SLOW = 2000;
const USUAL = 20;
const ROWS = ACCOUNTS * REGIONS.length * CONNECTIONS;

interface Row {
  readonly virtualInterfaces: unknown[] | { nodes: unknown[] } | null;
}

/** @throws Error where not everything was answered. */
function assertWhole(answer: unknown): void {
  const rows = rowsOf(answer) as Row[];
  const carried = rows.map(
    ({ virtualInterfaces: on }) => (Array.isArray(on) ? on : (on?.nodes ?? [])).length,
  );
  if (rows.length !== ROWS || carried.some((count) => count !== EACH)) {
    throw new Error(`Not whole: ${rows.length} rows of ${ROWS}, ${JSON.stringify(answer).slice(0, 500)}`);
  }
}

/** The first question of a gateway about many places, and of the SDK with all calls at once, both just started. */
export const placesFigures: Figures[] = [
  {
    name: "places-cold",
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js", {
        DELAY: String(USUAL),
        SLOW_REGION: "ap-southeast-2",
        SLOW_DELAY: String(SLOW),
      });
      const [account = "", ...others] = Array.from({ length: ACCOUNTS }, (_, index) =>
        accountOf(CONNECTIONS, { each: EACH, index }),
      );
      const query: BenchQuery = { account, others, regions: REGIONS, nested: true, first: ROWS };
      const ours: number[] = [];
      const bySdk: number[] = [];
      for (let round = 0; round < Math.max(3, pace.rounds / 2); round += 1) {
        const settings = { REFRESH_INTERVAL_MS: "1000" };
        const gateway = await startGateway(upstream, [account, ...others], "memory", settings, REGIONS);
        const began = performance.now();
        const answer = await once(gateway.process, gateway.request(query));
        ours.push(performance.now() - began);
        assertWhole(JSON.parse(answer));
        await gateway.process.stop();

        const sdk = await startListening("bench/peers/sdk.js", peerEnvironment(upstream));
        const { milliseconds, answer: rows } = await sdk.execute<{ milliseconds: number; answer: unknown }>({
          query,
          withRows: true,
        });
        bySdk.push(milliseconds);
        assertWhole(rows);
        await sdk.stop();
      }
      const row = `${ACCOUNTS} accounts × ${REGIONS.length} regions, one region 2 s slow, the others ${USUAL} ms, cold, nested`;
      show(row, [
        { by: "this gateway, over HTTP", "took, ms": textOf(spreadOf(ours)) },
        { by: "the stock SDK, all calls at once", "took, ms": textOf(spreadOf(bySdk)) },
      ]);
      return [
        {
          row,
          reached: [
            most(spreadOf(ratios(ours, bySdk)), 1, " × the SDK by hand, all calls at once"),
            most(spreadOf(ours), 2 * SLOW, " ms"),
          ],
          note: `${ROWS} connections with ${EACH} virtual interfaces each; the SDK ${figure(spreadOf(bySdk).median)} ms`,
        },
      ];
    },
  },
];
