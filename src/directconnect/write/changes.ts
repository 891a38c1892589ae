import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Clocks, Stopwatch, SYSTEM_CLOCKS } from "../../scheduling/clocks";
import { GatewayError } from "../../errors";
import {
  earlierThan,
  type Entry,
  type Held,
  type NewEntry,
  type Outcome,
  type SentEntry,
  type Writable,
} from "../../journal/entry";
import { fingerprintOf, type ChangeContent } from "../../journal/fingerprint";
import { bothConcerned, type Concerned } from "../../journal/concerned";
import type { CallerNames, Journal, Noted } from "../../journal/journal";
import type { Lease } from "../../journal/lease";
import { fromStored, toStored } from "../../journal/stored-json";
import type { Accounts, Place } from "../accounts/accounts";
import type { Clients } from "../client/clients";
import { Deadline } from "../read/deadline";
import {
  gone,
  inProgress,
  isDecided,
  keyReused,
  mayBeDueToEarlier,
  notApplied,
  outcomeUnknown,
  refusedOrNotMade,
  sayingUnsent,
  storedError,
  tooLate,
} from "./change-errors";
import type { Answer, Input, WriteOperation } from "../client/operations";
import { stateBefore } from "./reconciliation/state-before";
import { readerOf } from "./reconciliation/reader";
import { reconciliations } from "./reconciliation/reconciliations";
import { asSent } from "./as-sent";
import { ChangeFence } from "./change-fence";
import { contentOf, isSameChange } from "./change-content";
import type { ChangeTimes } from "./change-times";
import { OPEN_END } from "./change-order";
import { EqualChanges } from "./equal-changes";
import { concernedIn } from "./concerned";
import { LostChanges, type Write } from "./lost-changes";
import { isCertain } from "./reconciliation/check";
import type { HeldListings } from "./reconciliation/held-listings";
import { asAws, type WriteDoor } from "./write-door";
import type { LearnedOutcome } from "./learned-outcome";

/** One change as its caller requested it. */
export interface WantedChange<Name extends WriteOperation> {
  readonly operation: Name;
  /** The account, and the region that the caller named or the default. */
  readonly place: Place;
  readonly input: Input<Name>;
  readonly caller: CallerNames;
  /** The resources that the change concerns, beside those in its input. */
  readonly concerned: Concerned;
  readonly requestId: string;
  /** The caller's; by default the gateway makes one. */
  readonly key: string | undefined;
  /** Called with the key before anything is sent, and whether the outcome is an earlier one's. */
  readonly reportKey: (key: string, replayed: boolean) => void;
  /**
   * Checks that the change can be made, and where it is to be sent. Called only where the key is a new one: the VLAN
   * of a change may be used by its own earlier result, and a repeat that AWS refuses is journaled as refused.
   */
  readonly check?: (() => Promise<Place | undefined> | Promise<void>) | undefined;
  /** Whether what is held suffices: `check` is not called, and the state before the change is known without a read. */
  readonly passes: () => boolean;
  readonly door: WriteDoor;
  /** The listings from before the change: those that its request has read, and those that the gateway holds. */
  readonly held: HeldListings;
  /**
   * Called where the change was another request's, which was in progress: the readings of this request may be from
   * before.
   */
  readonly shared: () => void;
}

/** The interval at which a waiting caller's change is read again that another process makes, in milliseconds. */
const WAIT_FOR_ANOTHER = 250;
/** The result for an entry that was removed: its key is free. */
const FORGOTTEN = Symbol("forgotten");
/** The pause before an inconclusive check before a repeat is made again, in milliseconds. */
const RECHECK_MS = 1_000;

/**
 * Makes each change once. In this order: checks before the call, an entry in the journal, one call, its outcome
 * in the journal, the answer. An uncertain outcome is reconciled before a caller is answered.
 */
export class Changes {
  /** The leases of the entries that this process works on: they exclude other processes. */
  readonly #working = new Set<Lease>();
  /** Outcomes that could not be noted, because the store failed after the call. */
  readonly #unnoted = new Map<Lease, () => Promise<void>>();
  readonly #lost: LostChanges;
  readonly #equal: EqualChanges;

  constructor(
    private readonly accounts: Accounts,
    private readonly clients: Clients,
    private readonly journal: Journal,
    private readonly times: ChangeTimes,
    /** Called when a change begins: from then on there are leases to renew. */
    private readonly onChange: () => void,
    /** The cached listings. */
    held: HeldListings,
    private readonly clocks: Clocks = SYSTEM_CLOCKS,
    /** Called with what this process learns of a change's outcome, in any way. */
    private readonly onLearned: (outcome: LearnedOutcome) => void = () => undefined,
  ) {
    this.#equal = new EqualChanges(times.deadlineMilliseconds);
    this.#lost = new LostChanges(
      accounts,
      clients,
      journal,
      times,
      held,
      {
        begin: (entry) => this.#tellUnderWay(entry, "lost"),
        note: (entry, outcome) => this.#note(entry, outcome),
        answerNow: (entry) => this.#answerNow(entry),
        leave: (entry, pause) => this.#leave(entry, pause),
        lose: (entry) => this.journal.lose(entry, entry.error ?? undefined).catch(() => undefined),
        noteUntraced: (entry) => this.journal.noteUntraced(entry).catch(() => undefined),
      },
      clocks,
    );
  }

  /** @throws GatewayError STORE_UNAVAILABLE */
  async keepLeases(): Promise<void> {
    await this.journal.keep(new Set([...this.#working, ...this.#unnoted.keys()]));
  }

  /**
   * @returns AWS's answer, or an earlier one's.
   * @throws GatewayError as `fromAws` makes it, or one of change-errors.ts.
   */
  make<Name extends WriteOperation>(change: WantedChange<Name>): Promise<Answer<Name>> {
    this.onChange();
    return this.#equal.make(change, contentOf(change), (one) => this.#make(one));
  }

  async #make<Name extends WriteOperation>(change: WantedChange<Name>): Promise<Answer<Name>> {
    const key = change.key ?? randomUUID();
    const deadline = new Deadline(this.times.deadlineMilliseconds);
    const fence = new ChangeFence(change.operation, this.times.deadlineMilliseconds, this.clocks);
    const running = this.#run(change, key, deadline, fence).catch((error: unknown) => {
      throw fence.close() ? error : sayingUnsent(error);
    });
    return deadline.hold(running, () => {
      throw fence.close() ? outcomeUnknown(change.operation, key) : tooLate(change.operation);
    });
  }

  async #run<Name extends WriteOperation>(
    change: WantedChange<Name>,
    key: string,
    deadline: Deadline,
    fence: ChangeFence,
  ): Promise<Answer<Name>> {
    const { operation, caller } = change;
    const content = contentOf(change);
    const members = asAws(change.input);
    const answerFromJournal = async (existing: Entry) => {
      if (!(await isSameChange(existing.fingerprint, change))) throw keyReused(key);
      change.reportKey(key, true);
      fence.mayBeDone(); // it was sent earlier
      try {
        const answer = await this.#replay<Name>(existing, deadline);
        if (answer !== FORGOTTEN) return answer;
      } finally {
        change.door.drop(operation, { account: change.place.account, region: existing.region });
      }
      fence.nothingDone();
      return this.#run(change, key, deadline, fence);
    };

    const passes = change.passes();
    const repeated = passes ? null : await this.#knownBeforeReading(change);
    if (repeated !== null && repeated.state !== "notApplied") return answerFromJournal(repeated);
    if (repeated !== null && !(await isSameChange(repeated.fingerprint, change))) throw keyReused(key);
    const checked = passes || repeated !== null ? undefined : await change.check?.();
    const region = repeated?.region ?? checked?.region ?? change.place.region;
    const prepared = await this.#prepare(change, key, { ...content, sentTo: region }, members);
    const place = { account: change.place.account, region: prepared.region };

    let entry: Held<SentEntry> = {
      ...prepared,
      earlier: [],
      error: null,
      lease: this.journal.lease(prepared.id),
    };
    this.#working.add(entry.lease);
    try {
      let existing =
        (await this.#underFormerName(change)) ?? (await this.#unlessUnsent(entry, this.journal.open(entry)));
      if (existing?.state === "notApplied") {
        if (!(await isSameChange(existing.fingerprint, change))) throw keyReused(key);
        this.#working.delete(entry.lease);
        const { id } = existing;
        entry = { ...entry, id, earlier: earlierThan(existing), lease: this.journal.lease(id) };
        this.#working.add(entry.lease);
        const reopened = await this.#unlessUnsent(entry, this.journal.reopen(existing, entry));
        if (reopened) {
          const found = await this.#foundBefore<Name>(entry, existing, deadline, fence);
          if (found !== undefined) {
            change.reportKey(key, true);
            return found;
          }
        }
        existing = reopened ? null : ((await this.journal.find(caller, key)) ?? existing);
      }
      if (existing !== null) return await answerFromJournal(existing);
      change.reportKey(key, false);
      this.#tellUnderWay(entry, "sent");
      fence.open(entry.lease);
      return await this.#send(change, entry, place, deadline, fence);
    } finally {
      this.#working.delete(entry.lease);
    }
  }

  /**
   * Checks, before a repeat is sent, for the results of the earlier sendings of a change.
   * @param entry opened again for the repeat.
   * @returns undefined where there are none: the repeat may be sent.
   * @throws GatewayError NOT_FOUND, OUTCOME_UNKNOWN, or the failure to read Direct Connect; nothing was sent then.
   */
  async #foundBefore<Name extends WriteOperation>(
    entry: Held<SentEntry>,
    existing: Entry,
    deadline: Deadline,
    fence: ChangeFence,
  ): Promise<Answer<Name> | undefined> {
    const place = this.accounts.place(existing.account, existing.region);
    const verdict = await this.#lost.checkAgain<Name>(existing, place, deadline.left);
    if (verdict.outcome === "notApplied") return undefined;
    if (isCertain(verdict)) {
      const write = await this.#note(entry, { state: "applied", output: toStored(verdict.output) });
      return write === "overtaken" ? this.#answerNow<Name>(entry) : verdict.output;
    }
    if (verdict.outcome !== "unknown") {
      fence.mayBeDone(); // by an earlier sending
      return this.#lost.findOut<Name>(entry, place, deadline, this.times.settleMilliseconds, true);
    }
    if (verdict.error !== undefined) {
      await this.#note(entry, "forget");
      throw verdict.error;
    }
    await this.#leave(entry, RECHECK_MS);
    throw outcomeUnknown(entry.operation, entry.key);
  }

  /**
   * The entry of a key, where AWS would be read before the change is journaled: a repeat whose outcome
   * is known needs no call. Otherwise opening the entry finds it, with one statement for both.
   */
  async #knownBeforeReading({
    operation,
    caller,
    key,
    check,
  }: WantedChange<WriteOperation>): Promise<Entry | null> {
    const { before, mark } = reconciliations[operation];
    const reads = check !== undefined || (before !== undefined && mark === undefined);
    return key === undefined || !reads ? null : this.journal.find(caller, key);
  }

  async #prepare<Name extends WriteOperation>(
    { operation, place, caller, concerned, requestId, held }: WantedChange<Name>,
    key: string,
    { sentTo: region, ...content }: ChangeContent & { readonly sentTo: string },
    members: Input<Name>,
  ): Promise<NewEntry> {
    const recentOf = (ids: readonly string[]) => this.journal.recentOf(ids);
    const isSought = (operations: readonly string[]) => this.journal.hasWithoutResult(operations);
    const openReader = () =>
      readerOf(this.clients, { account: place.account, region }, { held, recentOf, isSought });
    const marker = randomUUID();
    return {
      id: randomUUID(),
      caller: caller.name,
      key,
      operation,
      account: place.account.accountId,
      region,
      input: toStored(asSent(operation, members, { caller: caller.name, key, marker })),
      fingerprint: await fingerprintOf(content),
      marker,
      before: await stateBefore(operation, openReader, members),
      requestId,
      concerned: bothConcerned(concernedIn(members), concerned),
    };
  }

  /** The entry of a key that was opened before its caller was renamed. A key that the gateway made has none. */
  async #underFormerName({ caller, key }: WantedChange<WriteOperation>): Promise<Entry | null> {
    const { formerName } = caller;
    if (formerName === undefined || key === undefined) return null;
    return this.journal.find({ name: formerName }, key);
  }

  async #send<Name extends WriteOperation>(
    { operation, input, door }: WantedChange<Name>,
    entry: Held<SentEntry>,
    place: Place,
    deadline: Deadline,
    fence: ChangeFence,
  ): Promise<Answer<Name>> {
    const members = asAws(input);
    try {
      const output = await door.send(operation, place, asSent(operation, members, entry), fence);
      const { $metadata, ...answer } = output;
      const noted = this.#note(entry, {
        state: "applied",
        output: toStored(answer),
        awsRequestId: $metadata.requestId,
      });
      await deadline.hold(noted, () => undefined);
      return answer;
    } catch (error) {
      entry.lease.endSending();
      if (!(error instanceof GatewayError)) throw error;
      if (error.code === "OUTCOME_UNKNOWN")
        return await this.#lost.findOut<Name>(entry, place, deadline, this.times.settleMilliseconds);
      if (entry.earlier.length > 0 && isDecided(error) && mayBeDueToEarlier(error)) {
        const refused = { ...entry, error: storedError(error) };
        return await this.#lost.findOut<Name>(refused, place, deadline, this.times.settleMilliseconds);
      }
      const write = await deadline.hold(
        this.#note(entry, isDecided(error) ? { state: "refused", error: storedError(error) } : "forget"),
        () => undefined,
      );
      // The refusal of this sending is not the outcome where the change was sent again meanwhile.
      if (isDecided(error) && write === "overtaken") return await this.#answerNow<Name>(entry);
      throw error;
    } finally {
      door.drop(operation, place);
    }
  }

  /**
   * The answer to a repeat: the outcome where it is known, otherwise the result of a reconciliation.
   * @returns `FORGOTTEN` where another process, that worked on it meanwhile, found that nothing was executed.
   */
  async #replay<Name extends WriteOperation>(
    existing: Entry,
    deadline: Deadline,
  ): Promise<Answer<Name> | typeof FORGOTTEN> {
    let entry: Entry | null = existing;
    for (;;) {
      if (entry === null) return FORGOTTEN;
      if (!isUnsettled(entry)) return this.#settledAnswer<Name>(entry);
      const taken = await this.journal.take(entry.observedLease);
      if (taken !== null && !(await this.#noteKnown(taken))) {
        this.#working.add(taken.lease);
        try {
          const place = this.accounts.place(taken.account, taken.region);
          return await this.#lost.findOut<Name>(taken, place, deadline, this.#lost.settlesIn(taken));
        } finally {
          this.#working.delete(taken.lease);
        }
      }
      if (deadline.left < 2 * WAIT_FOR_ANOTHER) throw inProgress(existing.key);
      await wait(WAIT_FOR_ANOTHER);
      entry = await this.journal.find({ name: existing.caller }, existing.key);
    }
  }

  /**
   * The answer to a caller whose process could not note what it found, because another process has the entry or had
   * it meanwhile: what the journal says now, since the change may have been sent again.
   * @throws GatewayError NOT_APPLIED, NOT_FOUND, MUTATION_IN_PROGRESS, OUTCOME_UNKNOWN, or the refusal.
   */
  async #answerNow<Name extends WriteOperation>(own: SentEntry): Promise<Answer<Name>> {
    const { operation, key, caller } = own;
    const entry = await this.journal.find({ name: caller }, key).catch(() => undefined);
    if (entry === undefined) throw outcomeUnknown(operation, key);
    // Where the key is free, or belongs to another change, a process found that nothing was executed.
    if (entry?.id !== own.id) throw notApplied(operation, key);
    if (!isUnsettled(entry)) return this.#settledAnswer<Name>(entry);
    throw entry.state === "open" ? inProgress(key) : outcomeUnknown(operation, key);
  }

  /** @throws GatewayError NOT_APPLIED, NOT_FOUND, or the refusal, where the outcome is one of them. */
  async #settledAnswer<Name extends WriteOperation>(entry: Entry): Promise<Answer<Name>> {
    if (entry.state === "notApplied") throw notApplied(entry.operation, entry.key);
    if (entry.state === "refused") throw refusedOrNotMade(entry);
    this.onLearned(await this.#learnedAgain(entry));
    return answerOf<Name>(entry);
  }

  /**
   * What an outcome that was noted before means now. It says nothing about rows any more where lists must show it,
   * where a later change of the same resources may have been made, or where neither is known: they are read again.
   */
  async #learnedAgain(entry: Entry): Promise<LearnedOutcome> {
    const { output, executed: order } = entry;
    const ageMilliseconds = this.journal.outcomeAge(entry);
    const isNew = ageMilliseconds !== undefined && ageMilliseconds < this.times.consistencyMilliseconds;
    if (!isNew || order === undefined) return { entry };
    if (await this.journal.isFollowed(entry).catch(() => true)) return { entry };
    return { entry, output, ageMilliseconds, order };
  }

  /** Checks an entry again that no process works on. */
  async resume(entry: Held<Entry>): Promise<void> {
    if (await this.#noteKnown(entry)) return;
    this.#working.add(entry.lease);
    try {
      await this.#lost.resume(entry);
    } finally {
      this.#working.delete(entry.lease);
    }
  }

  /** Removes an entry that a store opened but answered too late: nothing is sent. */
  async #unlessUnsent<Result>(entry: Writable, opening: Promise<Result>): Promise<Result> {
    try {
      return await opening;
    } catch (error) {
      this.#unnoted.set(entry.lease, async () => {
        await this.journal.forget(entry);
      });
      throw error;
    }
  }

  /**
   * Notes outcomes that could not be noted before, each separately.
   * @throws AggregateError with the reasons for those that still could not be noted.
   */
  async noteLate(): Promise<void> {
    await this.#noteAll([...this.#unnoted]);
  }

  /**
   * Releases an entry whose outcome this process got before it lost the lease, and notes the outcome.
   * @returns whether there was one; a failed note is repeated later.
   */
  async #noteKnown(entry: Held<Entry>): Promise<boolean> {
    const outcomes = [...this.#unnoted].filter(([{ entryId }]) => entryId === entry.id);
    if (outcomes.length === 0) return false;
    await this.#leave(entry, RECHECK_MS);
    await this.#noteAll(outcomes).catch(() => undefined);
    return true;
  }

  async #noteAll(notes: readonly (readonly [Lease, () => Promise<void>])[]): Promise<void> {
    const failures: unknown[] = [];
    for (const [lease, note] of notes) {
      try {
        await note();
        this.#unnoted.delete(lease);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} outcomes were not noted`);
  }

  /** From now on the change may be executed: earlier changes of its rows do not count any more. */
  #tellUnderWay(entry: Held<NewEntry>, underWay: "sent" | "lost"): void {
    const { openedOrder: from } = entry.lease;
    const order = from === undefined ? undefined : { from, until: OPEN_END };
    this.onLearned({ entry, order, underWay });
  }

  /** AWS's answer is valid whether it can be noted or not: a failed note is repeated later. */
  async #note(entry: Held<NewEntry>, outcome: Outcome | "forget"): Promise<Write> {
    const output = outcome !== "forget" && outcome.state === "applied" ? outcome.output : undefined;
    const age = new Stopwatch(this.clocks);
    this.onLearned(output === undefined ? { entry, isOver: true } : { entry, output, isBeingNoted: true });
    let write: Write = "failed";
    const note = async () => {
      const { isNoted, order } = await this.#write(entry, outcome);
      write = isNoted ? "written" : "overtaken";
      // AWS's answer is only known here: it is noted once the other process has given the entry back.
      if (!isNoted && isAnswered(outcome) && (await this.journal.isUnsettled(entry)))
        throw new Error(`another process holds the entry ${entry.id}`);
      if (output !== undefined) this.onLearned({ entry, output, order, ageMilliseconds: age.atLeast });
    };
    try {
      await note();
    } catch {
      if (output !== undefined) this.onLearned({ entry, output });
      this.#unnoted.set(entry.lease, note);
    }
    return write;
  }

  async #write(entry: Writable, outcome: Outcome | "forget"): Promise<Noted> {
    if (outcome !== "forget") {
      const concerned = outcome.state === "applied" ? concernedIn(outcome.output) : undefined;
      return this.journal.settle(entry, outcome, concerned);
    }
    return { isNoted: await this.journal.forget(entry) };
  }

  /** Where the store fails, the lease expires nevertheless. */
  async #leave(entry: Held<SentEntry>, pause: number): Promise<void> {
    await this.journal.leave(entry, pause, entry.error ?? undefined).catch(() => undefined);
  }
}

function isUnsettled({ state }: Entry): boolean {
  return state === "open" || state === "unknown";
}

/** Whether it is based on AWS's answer. */
function isAnswered(outcome: Outcome | "forget"): boolean {
  return outcome !== "forget" && outcome.state !== "notApplied";
}

function answerOf<Name extends WriteOperation>(entry: Entry): Answer<Name> {
  if (entry.output === null) throw gone(entry);
  return fromStored(entry.output) as Answer<Name>; // as AWS gave it, without its secrets
}
