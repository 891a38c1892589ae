import { type Contender, once, peerEnvironment } from "../contenders";
import { accountOf, connectionIdOf } from "../estate";
import { gatewayChange, startGateway } from "../gateway";
import { Line } from "../load";
import { startPostgres } from "../postgres";
import { type Running, startListening } from "../processes";
import type { Change } from "../queries";
import { race } from "../race";
import { differences, figure, ratios, shuffled, spreadOf, textOf } from "../statistics";
import { type Bench, type Figure, type Figures, most, NOTHING_TO_REACH } from "./figure";

const ACCOUNT = accountOf(100);

/** One who renames connections, and how long that took, change by change. */
interface Entrant {
  name: string;
  process: Running;
  rename: (change: Change) => Promise<number>;
  milliseconds: number[];
  /** Of all threads of its process, in milliseconds; an embedded store is one of them, a PostgreSQL server is none. */
  cpu: number[];
}

/** What the journal costs a change, one at a time: the SDK called directly, and the gateway with either store. */
function changes(delay: number): Figures {
  return {
    name: `changes-${delay}`,
    measure: (bench) =>
      withGateways(delay, (_without, stored, upstream) => changesFigure(bench, stored, upstream, delay)),
  };
}

/** That a query costs the same with a store in use: the same question, of an upstream that is asked each time. */
const queries: Figures = {
  name: "queries-beside-changes",
  measure: (bench) =>
    withGateways(0, async (without, stored) => {
      const contenders = [without, ...stored];
      const results = await race(contenders, {
        pace: bench.pace,
        lines: 1,
        prepare: (contender) => forEver(contender),
      });
      const row = "A query with a store in use";
      bench.show(row, results);
      const [alone, ...others] = results;
      return others.map(({ name, cpuPerRequest }) => ({
        row: `${row}: ${name}`,
        reached: [
          most(spreadOf(ratios(cpuPerRequest, alone?.cpuPerRequest ?? [])), 1.1, " × the CPU without one"),
        ],
      }));
    }),
};

function* forEver({ request }: Contender): Generator<Buffer, undefined> {
  const calls = request({ account: ACCOUNT, first: 100 });
  for (;;) yield calls;
}

/** Gateways that nothing was changed through, and through which something was, with either store. */
async function withGateways(
  delay: number,
  measure: (without: Contender, stored: readonly Contender[], upstream: Running) => Promise<Figure[]>,
): Promise<Figure[]> {
  const postgres = await startPostgres();
  try {
    const upstream = await startListening("bench/upstream.js", { DELAY: String(delay) });
    const gateway = async (name: string, settings: Record<string, string> = {}): Promise<Contender> => ({
      ...(await startGateway(upstream, [ACCOUNT], "upstream", settings)),
      name,
    });
    const stored = [
      await gateway("embedded store", { STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" }),
      await gateway("PostgreSQL", { DATABASE_URL: postgres.url }),
    ];
    for (const { process } of stored) await once(process, gatewayChange(changeTo("first")));
    return await measure(await gateway("no store yet"), stored, upstream);
  } finally {
    await postgres.stop();
  }
}

async function changesFigure(
  { pace, show }: Bench,
  stored: readonly Contender[],
  upstream: Running,
  delay: number,
): Promise<Figure[]> {
  const sdk = await startListening("bench/peers/sdk.js", peerEnvironment(upstream));
  const bySdk = async (change: Change) =>
    (await sdk.execute<{ milliseconds: number }>({ change })).milliseconds;
  const direct = entrant("the stock SDK called directly", sdk, bySdk);
  const gateways = await Promise.all(
    stored.flatMap(({ name, process }) => [
      byGateway(name, process, () => ({})),
      byGateway(`${name}, with a key`, process, (idempotencyKey) => ({ idempotencyKey })),
    ]),
  );
  const each = pace.rounds > 4 ? 20 : 10;
  for (let round = -Math.ceil(pace.rounds / 4); round < pace.rounds; round += 1) {
    for (const one of shuffled([direct, ...gateways])) {
      const before = await one.process.spent();
      const times: number[] = [];
      for (let next = 0; next < each; next += 1) times.push(await one.rename(changeTo(`${round} ${next}`)));
      const after = await one.process.spent();
      if (round < 0) continue;
      one.milliseconds.push(...times);
      one.cpu.push((after.cpu - before.cpu) / each);
    }
  }
  const title = `A change, ${delay} ms upstream`;
  const added = (one: Entrant) => spreadOf(differences(one.milliseconds, direct.milliseconds));
  show(
    title,
    [direct, ...gateways].map((one) => ({
      by: one.name,
      "took, ms": textOf(spreadOf(one.milliseconds)),
      "added, ms": one === direct ? "–" : textOf(added(one)),
      "CPU, ms": figure(spreadOf(one.cpu).median),
    })),
  );
  return gateways.map((one) => ({
    row: `${title}: ${one.name}`,
    reached: [{ text: `${textOf(added(one))} ms over the stock SDK`, ...NOTHING_TO_REACH }],
  }));
}

function entrant(name: string, process: Running, rename: Entrant["rename"]): Entrant {
  return { name, process, rename, milliseconds: [], cpu: [] };
}

async function byGateway(
  name: string,
  process: Running,
  keyed: (key: string) => Pick<Change, "idempotencyKey">,
): Promise<Entrant> {
  const line = await Line.open(process.port);
  let last = 0;
  return entrant(name, process, async (change) => {
    const request = gatewayChange({ ...change, ...keyed(`${name} ${(last += 1)}`.replaceAll(/\W/g, "-")) });
    const started = performance.now();
    await line.execute(request);
    return performance.now() - started;
  });
}

function changeTo(connectionName: string): Change {
  return { account: ACCOUNT, connectionId: connectionIdOf(1), connectionName };
}

export const changeFigures = [changes(0), changes(20), queries];
