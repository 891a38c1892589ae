import type { Expression, ExpressionBuilder, RawBuilder, SqlBool } from "kysely";
import type { Database, Tables, UseDatabase } from "../store/database";
import type { JsonValue } from "../store/json";
import type { Entry } from "./entry";
import { bytesBefore, MOST_BYTES, readBounded } from "./bounded-rows";
import { UNSETTLED } from "./rows";
import { fromJsonb } from "./stored-json";

/** Another change of the journal that may explain the outcome of one: it names the same resources. */
export interface OtherChange {
  readonly operation: string;
  /** `open` where AWS's answer to it may still arrive, `unknown` where it was lost. */
  readonly state: "open" | "unknown" | "applied";
  /** As it was sent, without its secret members. */
  readonly input: JsonValue;
  /** AWS's answer; null where there is none. */
  readonly output: JsonValue;
  /** The state before each sending. */
  readonly befores: readonly JsonValue[];
  /** The ids in its input and its answer. */
  readonly resources: readonly string[];
  /** Whether it was opened, for the last time, after the change; both changes agree on it. */
  readonly isLater: boolean;
  /**
   * Whether it may have been executed after the change: it was opened later, its answer may still arrive, or AWS
   * answered it, or its answer was lost, after the change was opened. One without an outcome and without a trace in
   * AWS's lists counts only where it was opened later.
   */
  readonly mayFollow: boolean;
  /** Whether its outcome was noted before the change was first sent. */
  readonly isOlder: boolean;
}

/** The parameters of the search for others. */
export interface OthersWanted {
  /** The id of the change itself. */
  readonly id: Entry["id"];
  /**
   * The ids in the change's input: finds changes of them that are unsettled, or were made since the change was
   * opened.
   */
  readonly targets: readonly string[];
  /** Ids of rows that the change may have made: finds applied changes that name one of them. */
  readonly rows: readonly string[];
}

/** The parameters of the search for later changes of one operation. */
export interface LaterWanted {
  /** The id of the change. */
  readonly id: Entry["id"];
  readonly operation: string;
  /** The accounts that can change its resource. */
  readonly accounts: readonly string[];
}

export function readOtherChanges(
  use: UseDatabase,
  { id, targets, rows }: OthersWanted,
): Promise<OtherChange[]> {
  return readThose(use, id, (is, { sql, isLater, isOverlapping }) => {
    const names = (ids: readonly string[]) => sql<boolean>`resources && ${[...ids]}::text[]`;
    return is.or([
      is.and([names([...targets, ...rows]), is("state", "in", UNSETTLED)]),
      is.and([names(targets), is("state", "=", "applied"), is.or([isLater, isOverlapping])]),
      is.and([names(rows), is("state", "=", "applied")]),
    ]);
  });
}

/** Clocks differ by less than a day: it bounds the read of the index, and the sequence decides which is later. */
export function readLater(
  use: UseDatabase,
  { id, operation, accounts }: LaterWanted,
): Promise<OtherChange[]> {
  return readThose(use, id, (is, { sql, own, isLater }) =>
    is.and([
      is("operation", "=", operation),
      is("account", "in", accounts),
      is("state", "in", [...UNSETTLED, "applied"]),
      is.or([
        is.and([
          sql<boolean>`opened_at > ${own.select("own.opened_at")} - interval '1 day'`,
          sql<boolean>`sequence > ${own.select("own.sequence")}`,
        ]),
        // An entry that was opened before, and sent again since: its place in the audit trail is that of its first
        // opening.
        is.and([is("reopened_at", "is not", null), isLater]),
      ]),
    ]),
  );
}

type Is = ExpressionBuilder<Tables, "journal">;
/** The expressions over the change and another entry that conditions consist of. */
interface Compared extends Readonly<Record<"isLater" | "isOverlapping", RawBuilder<boolean>>> {
  readonly sql: Database["sql"];
  readonly own: ReturnType<typeof ownRow>;
}
type Condition = (is: Is, compared: Compared) => Expression<SqlBool>;

const LARGE = ["input", "output", "before", "earlier"] as const;

/**
 * Finds the entries, and then reads a bounded number of bytes with each statement. An entry that is settled meanwhile
 * is read in one state or the other, and left out where it no longer matches.
 */
async function readThose(use: UseDatabase, id: Entry["id"], condition: Condition): Promise<OtherChange[]> {
  const found = await use((database) => those(database, id, condition).others.select("id").execute());
  const changes: OtherChange[] = [];
  await readBounded(
    found.map((row) => row.id),
    (ids) => use((database) => readSome(database, id, condition, ids)),
    (rows) => changes.push(...rows.map(toOtherChange)),
  );
  return changes;
}

function ownRow({ query }: Database, id: Entry["id"]) {
  return query.selectFrom("journal as own").where("own.id", "=", id);
}

function those(database: Database, id: Entry["id"], condition: Condition) {
  const { query, sql } = database;
  const own = ownRow(database, id);
  // An entry that was opened again was sent then, whatever its position in the audit trail.
  const ownOpening = own.select(sql<Date>`coalesce(own.reopened_at, own.opened_at)`.as("opening"));
  const ownOrder = own.select("own.opened_order");
  const ownSequence = own.select("own.sequence");
  // Independent of clocks: times count only where one of the two is of a version that noted no order.
  const isLater = sql<boolean>`
    case when opened_order is null or ${ownOrder} is null
      then (coalesce(reopened_at, opened_at), sequence) > (${ownOpening}, ${ownSequence})
      else (opened_order, sequence) > (${ownOrder}, ${ownSequence}) end`;
  const ownFirst = own.where("own.earlier", "is", null);
  const isOlder = sql<boolean | null>`
    case when settled_order is null or ${ownOrder} is null
      then settled_at < ${ownFirst.select("own.opened_at")}
      else settled_order < ${ownFirst.select("own.opened_order")} end`;
  // A change that AWS did not answer was executed before its answer counted as lost.
  const executedBefore = sql`case when aws_request_id is null then coalesce(lost_order, settled_order) else settled_order end`;
  const isOverlapping = sql<boolean>`coalesce(${executedBefore} > ${ownOrder}, false)`;
  const others = query
    .selectFrom("journal")
    .where("id", "!=", id)
    .where((is) => condition(is, { sql, own, isLater, isOverlapping }));
  return { others, isLater, isOverlapping, isOlder };
}

/** Reads the first of these, as many as fit into one statement. */
function readSome(database: Database, id: Entry["id"], condition: Condition, ids: readonly string[]) {
  const { query, sql } = database;
  const { others, isLater, isOverlapping, isOlder } = those(database, id, condition);
  const sized = others
    .select(["id", "operation", "state", "input", "output", "before", "earlier", "resources", "is_untraced"])
    .select([isLater.as("is_later"), isOverlapping.as("is_overlapping"), isOlder.as("is_older")])
    .select(bytesBefore(sql, LARGE).as("bytes_before"))
    .where("id", "in", ids);
  return query
    .selectFrom(sized.as("sized"))
    .selectAll()
    .where("bytes_before", "<", String(MOST_BYTES))
    .orderBy("id")
    .execute();
}

function toOtherChange(row: Awaited<ReturnType<typeof readSome>>[number]): OtherChange {
  return {
    operation: row.operation,
    // the condition selects these, and only this folder writes them
    state: row.state as OtherChange["state"],
    input: fromJsonb(row.input as JsonValue),
    output: fromJsonb(row.output as JsonValue),
    befores: [
      ...((fromJsonb(row.earlier as JsonValue) ?? []) as unknown as Entry["earlier"]).map(
        ({ before }) => before,
      ),
      fromJsonb(row.before as JsonValue),
    ],
    resources: row.resources ?? [],
    isLater: row.is_later,
    mayFollow:
      row.is_later ||
      row.state === "open" ||
      (row.is_overlapping && !(row.state === "unknown" && row.is_untraced)),
    isOlder: row.state === "applied" && row.is_older === true,
  };
}
