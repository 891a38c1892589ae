import type { Logger } from "pino";
import type { Journal } from "../../journal/journal";
import type { RecentChange } from "../../journal/recent-changes";
import { TEXT_BYTES } from "../../store/notification-session";
import type { Accounts, Place } from "../accounts/accounts";
import type { Snapshots } from "../read/snapshots";
import { type ChangeOrder, OPEN_END } from "./change-order";
import { type Invalidation, isKnownChange } from "./invalidation";
import { readInvalidation, textOfInvalidation } from "./invalidation-text";
import { withoutMembers } from "./row-change";
import { altersRows, invalidationOf, type LearnedOutcome, type Validity } from "./learned-outcome";
import { SettledReads } from "./settled-reads";

/** Sends texts to other processes; absent where there are none. */
interface Sender {
  publish(make: () => string): void;
}

/**
 * Applies the invalidations of changes to this process's snapshots, and sends them to the other processes on one
 * store.
 */
export class InvalidationChannel {
  readonly #reads: SettledReads;

  constructor(
    private readonly ends: {
      readonly accounts: Accounts;
      readonly snapshots: Snapshots;
      readonly journal: Pick<Journal, "settledChange">;
      readonly sender?: Sender;
    },
    private readonly validity: Validity,
    private readonly logger: Logger,
  ) {
    this.#reads = new SettledReads(ends.journal, (change) => this.recall(change), logger);
  }

  /**
   * Applies what this process has learned of a change, and informs the other processes: it sends row changes where
   * their order among other changes is known, or will be sent with them. Otherwise the others read the rows again.
   */
  learned(outcome: LearnedOutcome): void {
    const place = this.#placeOf(outcome.entry);
    if (place === undefined) return;
    const invalidation = this.#invalidationOf(outcome, place);
    this.ends.snapshots.invalidate(invalidation, { isLost: outcome.underWay === "lost" });
    if (isNoted(outcome.order)) this.#reads.applied(outcome.entry.id);
    // For other processes it contains nothing about rows that do not exist yet.
    const isNothing =
      (outcome.underWay === "sent" || outcome.isOver === true) && !altersRows(outcome.entry, place);
    if (outcome.isBeingNoted !== true && !isNothing)
      this.ends.sender?.publish(this.#textLater(withOrder(invalidation)));
  }

  /** The change was made, whatever its answer: where that cannot be used, the lists are read again. */
  #invalidationOf(outcome: LearnedOutcome, place: Place): Invalidation {
    try {
      return invalidationOf(outcome, place, this.validity);
    } catch (error) {
      this.logger.warn(
        { err: error, operation: outcome.entry.operation },
        "an answer of AWS's has an unknown form",
      );
      return invalidationOf({ entry: outcome.entry }, place, this.validity);
    }
  }

  /** Applies what another process sends; an unreadable message may concern any collection. */
  receive(text: string): void {
    const invalidation = readInvalidation(text);
    if (invalidation === undefined) {
      this.logger.warn(
        "another gateway on the store sent what this version cannot read; everything is read again",
      );
      this.ends.snapshots.forgetAll();
      return;
    }
    this.ends.snapshots.invalidate(withOrder(invalidation));
    if (invalidation.isCut === true) this.#reads.read(invalidation.id);
    else if (isNoted(invalidation.order)) this.#reads.applied(invalidation.id);
  }

  /**
   * A process has noted that a change was applied: unless the message with its rows arrives at once, the journal is
   * read. @param id its entry's.
   */
  settled(id: string): void {
    this.#reads.announced(id);
  }

  /** Nothing is read any more. */
  close(): void {
    this.#reads.close();
  }

  /** Applies a change as the journal has it, in this process alone. */
  recall({ entry, output, order, ageMilliseconds = 0 }: RecentChange): void {
    const place = this.#placeOf(entry);
    if (place === undefined) return;
    if (!isKnownChange(entry.operation)) {
      this.ends.snapshots.forgetAll(); // it is of a later version, and may concern any collection
      return;
    }
    const until = order.until ?? OPEN_END;
    const outcome: LearnedOutcome =
      output === undefined
        ? { entry, order: { ...order, until }, underWay: "lost" }
        : { entry, order: { ...order, until }, output, ageMilliseconds };
    this.ends.snapshots.invalidate(this.#invalidationOf(outcome, place));
  }

  /** Undefined where this process does not have the account. */
  #placeOf({ account, region }: LearnedOutcome["entry"]): Place | undefined {
    const { accounts } = this.ends;
    return accounts.find(account) === undefined ? undefined : accounts.place(account, region);
  }

  /** A message that waits to be sent is valid for a shorter time. */
  #textLater(invalidation: Invalidation): () => string {
    const learnedAt = this.ends.snapshots.now();
    return () => {
      const waited = this.ends.snapshots.now() - learnedAt;
      const validMilliseconds = Math.max(0, invalidation.validMilliseconds - waited);
      return textOfInvalidation({ ...invalidation, validMilliseconds }, TEXT_BYTES);
    };
  }
}

/** Whether the outcome of a change is in the journal. */
function isNoted(order: ChangeOrder | undefined): boolean {
  return order !== undefined && order.until < OPEN_END;
}

/**
 * Without an order, as earlier versions send it, rows could be older or newer than the known ones: they are read
 * again.
 */
function withOrder(invalidation: Invalidation): Invalidation {
  return invalidation.order === undefined
    ? { ...invalidation, rows: invalidation.rows.map(withoutMembers) }
    : invalidation;
}
