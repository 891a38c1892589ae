import { type Contender, once, requestedFrom, startPeer } from "../contenders";
import { accountOf, connectionIdOf } from "../estate";
import { startGateway } from "../gateway";
import { Line } from "../load";
import { startPostgres } from "../postgres";
import { startListening } from "../processes";
import { type Allocation, allocationRequest } from "../queries";
import { race } from "../race";
import { spreadOf } from "../statistics";
import { atLeast, type Figure, type Figures, find, most, OURS } from "./figure";

const ACCOUNT = accountOf(100);
const CUSTOMER = "111111111113";
const PORTS = Array.from({ length: 20 }, (_, number) => connectionIdOf(number));
/** How many changes are sent at once in the end. */
const BURST = 200;

let allocations = 0;

/** Another VLAN on each port in turn. */
function nextAllocation(): Allocation {
  const number = allocations++;
  return {
    connectionId: PORTS[number % PORTS.length] ?? "",
    connectionName: `order-${number}`,
    ownerAccount: CUSTOMER,
    bandwidth: "50Mbps",
    vlan: 1 + (Math.floor(number / PORTS.length) % 4094),
  };
}

const changeOf = ({ headers }: Contender) => allocationRequest(ACCOUNT, nextAllocation(), headers);

function* changesOf(contender: Contender): Generator<Buffer, undefined> {
  for (;;) yield changeOf(contender);
}

/**
 * `allocateHostedConnection` with a key, which the gateway journals before and after it is sent, against a server that
 * sends it and has no journal. Each is another order; no other contender orders the ports.
 */
const keyedChanges: Figures = {
  name: "keyed-changes",
  measure: async ({ pace, show }) => {
    const postgres = await startPostgres();
    try {
      const upstream = await startListening("bench/upstream.js");
      const store = { STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" };
      const gateway = async (name: string, settings: Record<string, string>): Promise<Contender> => ({
        ...(await startGateway(upstream, [ACCOUNT], "memory", settings)),
        name: `${OURS}, ${name}`,
      });
      const ours = await gateway("PostgreSQL", { DATABASE_URL: postgres.url });
      const contenders = [
        ours,
        await gateway("embedded store", store),
        await startPeer("plain", upstream, "upstream"),
        await startPeer("plain", upstream, "upstream", { full: true }),
      ];
      for (const contender of contenders) {
        // One on each port, so that what is on it is held.
        for (const _port of PORTS) {
          const body = await once(contender.process, changeOf(contender));
          if (!isMade(body)) throw new Error(`${contender.name} did not make the change: ${body}`);
        }
      }
      const figures: Figure[] = [];
      for (const lines of [1, 8]) figures.push(await together(lines));
      return [...figures, await burst()];

      async function together(lines: number): Promise<Figure> {
        const before = await requestedFrom(upstream, "allocations");
        const requested = () => requestedFrom(upstream);
        const results = await race(contenders, { pace, lines, requested, prepare: changesOf });
        const sent = results.reduce((sum, { requests }) => sum + requests, 0);
        const made = (await requestedFrom(upstream, "allocations")) - before;
        if (made < sent) throw new Error(`Of ${sent} changes ${made} were made.`);
        const row = `A change with a key, ${lines === 1 ? "one" : lines} at a time, PostgreSQL`;
        show(row, results);
        const journaled = find(results, ours.name);
        const apollo = "plain Apollo + SDK without a journal";
        return {
          row,
          reached: [
            atLeast(lines === 1 ? 0.6 : 0.7, apollo, journaled, find(results, "Apollo")),
            most(spreadOf(journaled.cpuPerRequest), 6, " ms of CPU each"),
            most(spreadOf([journaled.requested / journaled.requests]), 1.05, " AWS calls each"),
          ],
        };
      }

      async function burst(): Promise<Figure> {
        const lines = await Promise.all(Array.from({ length: BURST }, () => Line.open(ours.process.port)));
        const answers = await Promise.all(lines.map((line) => line.exchange(changeOf(ours), { keep: true })));
        for (const line of lines) line.close();
        const others = answers.filter(({ body }) => !isMade(body));
        const [first] = others;
        const made = BURST - others.length;
        return {
          row: `${BURST} changes with a key at once, PostgreSQL`,
          reached: [{ text: `${made} made`, must: `${BURST} made`, ok: made === BURST }],
          ...(first !== undefined && { note: `one of the others: ${first.status} ${codeOf(first.body)}` }),
        };
      }
    } finally {
      await postgres.stop();
    }
  },
};

const codeOf = (body = "") => /"code":"(\w+)"/.exec(body)?.[1] ?? "without a code";
const isMade = (body = "") => body.includes('"connectionState":"ORDERING"');

export const keyedChangeFigures = [keyedChanges];
