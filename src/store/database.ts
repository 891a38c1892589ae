import type { Kysely, Migration, sql } from "kysely";
import { type JournalTable, up as journal } from "./migrations/0001-journal";
import { type BudgetsTable, up as budgets } from "./migrations/0002-budgets";
import { type DeprecatedUsesTable, up as deprecatedUses } from "./migrations/0003-deprecated-uses";
import { type LeaseColumns, up as leases } from "./migrations/0004-leases";
import { type EarlierSendingsColumns, up as earlierSendings } from "./migrations/0005-earlier-sendings";
import { INDEXES, type JournalConcerns, up as journalConcerns } from "./migrations/0006-journal-concerns";
import { type JournalOrder, up as journalOrder } from "./migrations/0007-journal-order";
import { type ReopeningColumns, up as reopenings } from "./migrations/0008-reopenings";
import {
  type EntryMark,
  type JournalMarksTable,
  type UsageMark,
  up as journalMarks,
} from "./migrations/0009-journal-marks";
import { SETTLED_ORDER, up as settledOrder } from "./migrations/0010-settled-order";
import { type JournalAgesTable, type LostChangeColumns, up as lostOrder } from "./migrations/0011-lost-order";
import {
  type EventLogTable,
  type EventsTable,
  type WatchedListsTable,
  type WatchedResourcesTable,
  type WatchesTable,
  up as events,
} from "./migrations/0012-events";
import {
  type WebhookChangesTable,
  type WebhookDeliveriesTable,
  type WebhooksTable,
  up as webhooks,
} from "./migrations/0013-webhooks";
import { up as webhookAudit, type WebhookAuditColumns } from "./migrations/0014-webhook-audit";
import type { TableIndex } from "./table-index";

/** Every table, by its name. */
export interface Tables {
  journal: JournalTable &
    LeaseColumns &
    EarlierSendingsColumns &
    JournalConcerns &
    JournalOrder &
    ReopeningColumns &
    EntryMark &
    LostChangeColumns;
  journal_ages: JournalAgesTable;
  journal_marks: JournalMarksTable;
  budgets: BudgetsTable;
  deprecated_uses: DeprecatedUsesTable & UsageMark;
  events: EventsTable;
  event_log: EventLogTable;
  watches: WatchesTable;
  watched_lists: WatchedListsTable;
  watched_resources: WatchedResourcesTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_changes: WebhookChangesTable & WebhookAuditColumns;
}

/** Every migration, in the order of their names. One that has run anywhere is never changed again. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-journal": { up: journal },
  "0002-budgets": { up: budgets },
  "0003-deprecated-uses": { up: deprecatedUses },
  "0004-leases": { up: leases },
  "0005-earlier-sendings": { up: earlierSendings },
  "0006-journal-concerns": { up: journalConcerns },
  "0007-journal-order": { up: journalOrder },
  "0008-reopenings": { up: reopenings },
  "0009-journal-marks": { up: journalMarks },
  "0010-settled-order": { up: settledOrder },
  "0011-lost-order": { up: lostOrder },
  "0012-events": { up: events },
  "0013-webhooks": { up: webhooks },
  "0014-webhook-audit": { up: webhookAudit },
};

/** Indexes that a migration leaves to be built after it where the tables are large. */
export const indexes: readonly TableIndex[] = [...INDEXES, SETTLED_ORDER];

/**
 * The database as it is used: Kysely's query builder, and its tag for SQL. Kysely is loaded when the store is opened,
 * so what uses it imports its types alone.
 */
export interface Database {
  readonly query: Kysely<Tables>;
  readonly sql: typeof sql;
}

/** Executes statements, within the time that one use of the store may take. */
export type UseDatabase = <Result>(task: (database: Database) => Promise<Result>) => Promise<Result>;
