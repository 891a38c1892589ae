import { once } from "../contenders";
import { accountOf, connectionIdOf } from "../estate";
import { gatewayChange, gatewayDocument, startGateway } from "../gateway";
import { Line } from "../load";
import { fillJournal } from "../many-entries";
import { startPostgres } from "../postgres";
import { startListening } from "../processes";
import { figure, spreadOf, textOf } from "../statistics";
import { type Figures, most } from "./figure";

const ACCOUNT = accountOf(100);
const ENTRIES = 1_000_000;
/** Half of the time that the entries stand for. */
const LONG_AGO = new Date(Date.now() - ENTRIES * 1_000).toISOString();
const RECENTLY = new Date(Date.now() - 3_600_000).toISOString();

const PAGE = `query ($filter: AuditFilter, $first: Int, $after: String, $last: Int) {
  auditEntries(filter: $filter, first: $first, after: $after, last: $last) {
    nodes { key caller state operation account region input output openedAt } pageInfo { endCursor } } }`;

const FILTERS: Readonly<Record<string, object>> = {
  "no filter": {},
  "a frequent caller": { caller: ["caller-7"] },
  "callers of long ago": { caller: ["gone", "nobody"] },
  "an operation": { operation: ["TagResource"] },
  "two operations": { operation: ["TagResource", "UpdateConnection"] },
  "an account": { account: [ACCOUNT] },
  "two accounts": { account: [ACCOUNT, "111111111113"] },
  "a rare state": { state: ["UNKNOWN"] },
  "two rare states": { state: ["UNKNOWN", "REFUSED"] },
  "the last hour": { since: RECENTLY },
  "before the middle": { until: LONG_AGO },
  "an hour of long ago": {
    since: new Date(Date.parse(LONG_AGO) - 3_600_000).toISOString(),
    until: LONG_AGO,
  },
  "caller, operation and state": {
    caller: ["caller-7"],
    operation: ["DeleteVirtualInterface"],
    state: ["REFUSED"],
  },
};

interface Answer {
  readonly data: {
    readonly auditEntries: { readonly nodes: unknown[]; readonly pageInfo: { endCursor: string | null } };
  };
}

/** How long a page of the audit trail takes with a million entries, each filter by itself. */
const audit: Figures = {
  name: "audit",
  measure: async ({ pace, show }) => {
    const postgres = await startPostgres();
    try {
      const upstream = await startListening("bench/upstream.js");
      const { process } = await startGateway(upstream, [ACCOUNT], "upstream", {
        DATABASE_URL: postgres.url,
        JOURNAL_RETENTION_HOURS: "8760",
      });
      // It makes the tables.
      await once(
        process,
        gatewayChange({ account: ACCOUNT, connectionId: connectionIdOf(1), connectionName: "first" }),
      );
      await fillJournal(postgres.url, ENTRIES, ACCOUNT);
      const line = await Line.open(process.port);
      const execute = async (request: Buffer) => {
        const began = performance.now();
        const { body = "" } = await line.execute(request, { keep: true });
        return { milliseconds: performance.now() - began, answer: JSON.parse(body) as Answer };
      };
      const views = [
        ...Object.entries(FILTERS).map(([name, filter]) => ({ name, filter, narrow: false })),
        { name: "no filter, two ports granted", filter: {}, narrow: true },
        { name: "a rare state, two ports granted", filter: { state: ["UNKNOWN"] }, narrow: true },
      ];
      const rows = [];
      const slowest: number[] = [];
      for (const { name, filter, narrow } of views) {
        const times: number[] = [];
        let found = 0;
        for (let round = -1; round < pace.rounds; round += 1) {
          const page = (variables: object) =>
            execute(gatewayDocument(PAGE, { filter, ...variables }, narrow));
          const first = await page({ first: 50 });
          const { nodes, pageInfo } = first.answer.data.auditEntries;
          const second = await page({ first: 50, after: pageInfo.endCursor });
          const last = await page({ last: 50 });
          found = nodes.length;
          if (round < 0) continue; // the first one reads from the disk, and prepares the document
          times.push(first.milliseconds, second.milliseconds, last.milliseconds);
        }
        slowest.push(Math.max(...times));
        rows.push({
          filter: name,
          rows: found,
          "a page": `${textOf(spreadOf(times))} ms`,
          slowest: `${figure(Math.max(...times))} ms`,
        });
      }
      line.close();
      const row = `A page of the audit trail, ${ENTRIES.toLocaleString("en")} entries`;
      show(row, rows);
      return [
        {
          row: `${row}: the slowest of each filter`,
          reached: [most(spreadOf([Math.max(...slowest)]), 300, " ms")],
          note: `${views.length} filters: the first page, the one after it, and the last`,
        },
      ];
    } finally {
      await postgres.stop();
    }
  },
};

export const auditFigures = [audit];
