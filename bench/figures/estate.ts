import { rowsOf } from "../answers";
import { compareAnswers, type Contender, once, startPeer } from "../contenders";
import { accountOf, BANDWIDTHS, LOCATIONS } from "../estate";
import { startGateway } from "../gateway";
import { startListening } from "../processes";
import type { BenchQuery } from "../queries";
import { race } from "../race";
import { ratios, shuffled, spreadOf, textOf } from "../statistics";
import { atLeast, type Figure, type Figures, find, most, OURS } from "./figure";

const CONNECTIONS = 10_000;
const MEGABYTE = 1024 * 1024;

/** Filtered pages of a large estate. The plain stack reads it for each request; what it gains from memory is noted. */
const filtered: Figures = {
  name: "estate-page",
  measure: async ({ pace, show }) => {
    const upstream = await startListening("bench/upstream.js");
    const account = accountOf(CONNECTIONS);
    const contenders = [
      await startGateway(upstream, [account], "memory"),
      await startPeer("plain", upstream, "upstream"),
      await startPeer("plain", upstream, "memory"),
      await startPeer("rest", upstream, "memory"),
    ];
    await compareAnswers(contenders, [anyPage(account), anyPage(account)]);
    const results = await race(contenders, {
      pace,
      lines: 2,
      prepare: async (contender) => {
        await contender.reload({ account, first: 1 });
        return anyPages(contender, account);
      },
    });
    const row = "10,000 connections in the estate, filtered page of 50";
    show(row, results);
    const ours = find(results, OURS);
    const fromMemory = find(results, "Apollo + Fastify + type-graphql from memory");
    const note = `${textOf(spreadOf(ratios(ours.perSecond, fromMemory.perSecond)))} × the plain stack that holds the estate in memory`;
    const plain = find(results, "Apollo + Fastify + type-graphql on the stock SDK");
    return [{ row, reached: [atLeast(20, "the plain stack", ours, plain)], note }];
  },
};

/** At two of the locations, of one bandwidth: about 250 match, 50 are requested. */
function anyPage(account: string): BenchQuery {
  const location = shuffled(LOCATIONS).slice(0, 2);
  return { account, first: 50, filter: { location, bandwidth: shuffled(BANDWIDTHS).slice(0, 1) } };
}

function* anyPages(contender: Contender, account: string): Generator<Buffer, undefined> {
  for (;;) yield contender.request(anyPage(account));
}

const FIELDS = ["ID", "NAME", "STATE", "REGION", "LOCATION", "BANDWIDTH", "VLAN", "OWNER_ACCOUNT"];

/** Pages in other orders of an estate that is held: no other contender has orders. */
const ordered: Figures = {
  name: "estate-ordered",
  measure: async ({ pace, show }) => {
    const upstream = await startListening("bench/upstream.js");
    const account = accountOf(CONNECTIONS);
    const gateway = await startGateway(upstream, [account], "memory");
    const prepare = async (contender: Contender) => {
      await contender.reload({ account, first: 1 });
      return anyOrders(contender, account);
    };
    const results = await race([gateway], { pace, lines: 2, prepare });
    const row = "10,000 connections held, a page of 50 in any order, each time after they were read anew";
    show(row, results);
    return [{ row, reached: [most(spreadOf(find(results, OURS).cpuPerRequest), 5, " ms of CPU")] }];
  },
};

/** Each field both ways, and pages of slightly different sizes, so that no answer is the last one's. */
function* anyOrders(contender: Contender, account: string): Generator<Buffer, undefined> {
  for (let first = 50; ; first = first === 50 ? 41 : first + 1) {
    for (const field of shuffled(FIELDS)) {
      for (const direction of ["ASC", "DESC"] as const) {
        yield contender.request({ account, first, orderBy: { field, direction } });
      }
    }
  }
}

/** The whole list, page after page, by a gateway that was just started: how large it ever was. */
const whole: Figures = {
  name: "estate-whole",
  measure: async ({ pace }): Promise<Figure[]> => {
    const upstream = await startListening("bench/upstream.js");
    const account = accountOf(CONNECTIONS);
    const peaks: number[] = [];
    for (let round = 0; round < Math.max(3, pace.rounds / 4); round += 1) {
      const gateway = await startGateway(upstream, [account], "memory");
      const { process } = gateway;
      const rows = await walk(gateway, account);
      if (rows !== CONNECTIONS) throw new Error(`The whole list had ${rows} rows.`);
      peaks.push((await process.spent()).peakRss / MEGABYTE);
      await process.stop();
    }
    const row = "10,000 connections in the estate, the whole list: RSS at most";
    return [{ row, reached: [most(spreadOf(peaks), 256, " MB")] }];
  },
};

interface Page {
  data: { connections: { nodes: unknown[]; pageInfo: { endCursor: string | null } } };
}

async function walk({ process, request }: Contender, account: string): Promise<number> {
  let count = 0;
  let after: string | null = "";
  do {
    const page = JSON.parse(await once(process, request({ account, first: 1000, after }))) as Page;
    count += rowsOf(page).length;
    after = page.data.connections.pageInfo.endCursor;
  } while (after !== null);
  return count;
}

export const estateFigures = [filtered, ordered, whole];
