import { randomUUID } from "node:crypto";
import type { JsonValue } from "../store/json";
import { Stopwatch, type Clocks } from "../scheduling/clocks";
import type { GrantableResource, LoggedCause, NewEvent } from "./change-event";
import { creation, type Difference, differences, isSame } from "./differences";
import type { Observed, StoredResource } from "./event-statements";
import type { FollowedChange } from "./followed-change";
import { comparable, type ListedRow, type ListReading, type WatchedList } from "./watched-lists";
import { isTransitional, WATCHED_TYPES } from "./watched-types";

type Row = Readonly<Record<string, JsonValue>>;

/** The last reading of a resource. */
interface Seen extends StoredResource {
  readonly row: Row;
  /** The row of the snapshot that had it; absent where another process read it. */
  readonly source?: object;
  /** Whether the last complete reading no longer had it. */
  readonly isMissing: boolean;
  /** When its last reading began, on the snapshots' clock. */
  readonly readAt: number | undefined;
  /** Runs since it last changed, as observed by this process. */
  readonly since: Stopwatch;
}

/** The news of one row: what is written, and the update of memory after that. */
export interface RowStep {
  readonly events: readonly NewEvent[];
  readonly stored?: StoredResource;
  readonly removed?: Pick<StoredResource, "list" | "key">;
  /** Called when it is written. */
  readonly apply: () => void;
  /** The maximum age of the change, in milliseconds; undefined where it is unknown. */
  readonly ageMilliseconds?: number | undefined;
}

/** The time before its last day that a proposal has, in milliseconds: AWS lets it expire after seven. */
export const UNTIL_LAST_DAY = 6 * 24 * 3_600_000;

/** The state of one watched list: compares each reading with the previous one. */
export class ListWatch {
  readonly #observations = new Map<string, Seen>();
  /** Keys of rows that are missing, or in a transitional state. */
  readonly #unsettled = new Set<string>();
  /** When its last reading began, on the snapshots' clock; undefined before the first one. */
  readAt: number | undefined;
  /** The number of calls of one read. */
  pages = 1;
  /** When a read was tried for the last time, and how often it has failed since it was read. */
  triedAt = -Infinity;
  failures = 0;
  /** Readings from before do not show the result of a change. */
  notBefore = -Infinity;

  /**
   * @param isKnown whether the list was read completely before: a new row then means that it was created.
   * @param account the watched account.
   */
  constructor(
    readonly list: WatchedList,
    private readonly account: string,
    private isKnown: boolean,
    stored: readonly StoredResource[],
    private readonly clocks: Clocks,
  ) {
    for (const one of stored)
      this.#remember({
        ...one,
        row: one.row as Row, // `comparable` made it
        isMissing: false,
        readAt: undefined,
        since: new Stopwatch(clocks),
      });
  }

  /** The keys of rows that are missing, or in a transitional state. */
  get unsettled(): ReadonlySet<string> {
    return this.#unsettled;
  }

  has(key: string): boolean {
    return this.#observations.has(key);
  }

  /** How long a row has been unchanged, as observed by this process, in milliseconds; 0 for a missing row. */
  unchangedFor(key: string): number {
    const observation = this.#observations.get(key);
    return observation === undefined || observation.isMissing ? 0 : observation.since.atLeast;
  }

  /** When the last reading of a row began, on the snapshots' clock. */
  readAtOf(key: string): number | undefined {
    return this.#observations.get(key)?.readAt;
  }

  /** The keys that a change names. */
  namedBy(change: FollowedChange): string[] {
    return [...change.ids].filter((key) => this.#observations.has(key));
  }

  /** The lists under its rows. */
  under(): WatchedList[] {
    const { under } = this.list;
    if (under === undefined) return [];
    return [...this.#observations.values()].flatMap(({ source }) =>
      source === undefined ? [] : under(source, this.account),
    );
  }

  /** The keys of rows with news in a reading. */
  newsIn(reading: ListReading): ReadonlySet<string> {
    const isNews = ({ key, source }: ListedRow) => {
      const observation = this.#observations.get(key);
      return (
        observation === undefined ||
        (observation.source !== source && !isSame(observation.row, comparable(source)))
      );
    };
    return new Set(reading.rows.filter(isNews).map(({ key }) => key));
  }

  /** The news of a reading of the whole list. */
  compare(reading: ListReading, changes: readonly FollowedChange[]): RowStep[] {
    const keys = new Set(reading.rows.map(({ key }) => key));
    const steps = reading.rows.flatMap((row) => this.#compareRow(row, reading, changes));
    if (!reading.isComplete) return steps;
    const missing = [...this.#observations.values()].filter(({ key }) => !keys.has(key));
    return [...steps, ...missing.flatMap((observation) => this.#miss(observation, changes))];
  }

  /** The news of a reading of one row by its key. @param reading without the row where there is none. */
  compareOne(key: string, reading: ListReading, changes: readonly FollowedChange[]): RowStep[] {
    const row = reading.rows.find((one) => one.key === key);
    if (row !== undefined) return this.#compareRow(row, reading, changes);
    const observation = this.#observations.get(key);
    return observation === undefined || !reading.isComplete ? [] : this.#miss(observation, changes);
  }

  /** The removal of all rows, as their parent is deleted. */
  removeAll(changes: readonly FollowedChange[]): RowStep[] {
    return [...this.#observations.values()].map((observation) => this.#remove(observation, changes));
  }

  /** Proposals that expire within a day, without an event for it so far. @param wall milliseconds */
  expiring(wall: number): RowStep[] {
    if (this.list.resourceType !== "DirectConnectGatewayAssociationProposal") return [];
    return [...this.#observations.values()]
      .filter(
        ({ row, firstSeen, expiryReported }) =>
          !expiryReported && row["proposalState"] === "requested" && wall - firstSeen >= UNTIL_LAST_DAY,
      )
      .map((observation) => {
        const next = { ...observation, sequence: observation.sequence + 1, expiryReported: true };
        return {
          events: this.#events(observation, [{ type: "proposalExpiring", changes: [] }], []),
          stored: storedOf(next),
          apply: () => this.#remember(next),
        };
      });
  }

  /** Called when it is written that the list was read completely. */
  noteKnown(): void {
    this.isKnown = true;
  }

  /** Whether that is still to be written. @param reading of the whole list. */
  isNewlyKnown({ isComplete }: ListReading): boolean {
    return isComplete && !this.isKnown;
  }

  #compareRow(listed: ListedRow, { readAt }: ListReading, changes: readonly FollowedChange[]): RowStep[] {
    const { key, resource, source } = listed;
    const observation = this.#observations.get(key);
    if (observation === undefined) return [this.#add(listed, readAt, changes)];
    if (observation.source === source) {
      this.#remember({ ...observation, isMissing: false, readAt });
      return [];
    }
    const row = comparable(source);
    const next = { ...observation, row, source, readAt, isMissing: false };
    if (isSame(observation.row, row)) {
      this.#remember(next);
      return [];
    }
    const found = differences(this.list.resourceType, this.account, observation.row, row);
    const changed = {
      ...next,
      resource,
      sequence: observation.sequence + found.length,
      since: new Stopwatch(this.clocks),
    };
    return [
      {
        events: this.#events({ ...observation, row, resource }, found, changes),
        stored: storedOf(changed),
        apply: () => this.#remember(changed),
        ageMilliseconds: observation.readAt === undefined ? undefined : readAt - observation.readAt,
      },
    ];
  }

  #add({ key, resource, source }: ListedRow, readAt: number, changes: readonly FollowedChange[]): RowStep {
    const { id: list, resourceType } = this.list;
    const row = comparable(source);
    const isGone = row[WATCHED_TYPES[resourceType].state] === "deleted";
    const isNew = !isGone && (this.isKnown || changes.some((change) => change.made(key)));
    const found = isNew ? creation(resourceType, this.account, row) : [];
    const observation: Seen = {
      ...{ list, key, resource, resourceType, row, source, readAt },
      sequence: found.length,
      firstSeen: this.clocks.wall(),
      expiryReported: false,
      isMissing: false,
      since: new Stopwatch(this.clocks),
    };
    return {
      events: this.#events({ ...observation, sequence: 0 }, found, changes),
      stored: storedOf(observation),
      apply: () => this.#remember(observation),
      ageMilliseconds: this.readAt === undefined ? undefined : readAt - this.readAt,
    };
  }

  /** One reading that lacks a row may be of a list whose pages shifted: only the next one that agrees counts. */
  #miss(observation: Seen, changes: readonly FollowedChange[]): RowStep[] {
    if (observation.isMissing) return [this.#remove(observation, changes)];
    this.#remember({ ...observation, isMissing: true });
    return [];
  }

  #remove(observation: Seen, changes: readonly FollowedChange[]): RowStep {
    const { list, key, row, resourceType } = observation;
    const wasReported = row[WATCHED_TYPES[resourceType].state] === "deleted";
    return {
      events: this.#events(observation, wasReported ? [] : [{ type: "deleted", changes: [] }], changes),
      removed: { list, key },
      apply: () => {
        this.#observations.delete(key);
        this.#unsettled.delete(key);
      },
    };
  }

  #remember(observation: Seen): void {
    this.#observations.set(observation.key, observation);
    if (observation.isMissing || isTransitional(observation.resourceType, observation.row))
      this.#unsettled.add(observation.key);
    else this.#unsettled.delete(observation.key);
  }

  #events(
    { key, resource, row, sequence }: Pick<Seen, "key" | "resource" | "row" | "sequence">,
    found: readonly Difference[],
    changes: readonly FollowedChange[],
  ): NewEvent[] {
    const change = changes.findLast((one) => one.names(key));
    const causeOf = ({ type }: Difference): LoggedCause | null =>
      change?.causes(type) === true ? change.cause : null;
    return found.map((difference, index) => ({
      id: randomUUID(),
      ...difference,
      resource,
      resourceType: this.list.resourceType,
      sequence: sequence + index + 1,
      cause: causeOf(difference),
      grantable: grantableOf(row),
    }));
  }
}

function storedOf({
  list,
  key,
  resource,
  resourceType,
  row,
  sequence,
  firstSeen,
  expiryReported,
}: StoredResource) {
  return { list, key, resource, resourceType, row, sequence, firstSeen, expiryReported };
}

/** All of them: a missing one would show events to callers who may not see the resource, or hide them. */
const GRANTABLE: Readonly<Record<keyof GrantableResource, true>> = {
  ...{ connectionId: true, interconnectId: true, lagId: true, parentId: true, ownerAccount: true },
  ...{ region: true, virtualInterfaceRegion: true, associatedGateway: true },
};

/** The members of a row that grants check. */
function grantableOf(row: Row): GrantableResource {
  return Object.fromEntries(Object.entries(row).filter(([member]) => Object.hasOwn(GRANTABLE, member)));
}

/** The news of several rows together, in the form that is written. */
export function observedOf(steps: readonly RowStep[], firstSeenLists: readonly string[] = []): Observed {
  return {
    events: steps.flatMap(({ events }) => events),
    stored: steps.flatMap(({ stored }) => stored ?? []),
    removed: steps.flatMap(({ removed }) => removed ?? []),
    firstSeenLists,
  };
}
