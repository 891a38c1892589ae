import type { Clocks } from "../../scheduling/clocks";
import type { Entry, Held, NewEntry, Outcome, SentEntry, Writable } from "../../journal/entry";
import type { Journal } from "../../journal/journal";
import { fromStored, toStored } from "../../journal/stored-json";
import type { Accounts, Place } from "../accounts/accounts";
import { gone, outcomeUnknown, refusedOrNotMade } from "./change-errors";
import type { Clients } from "../client/clients";
import type { Deadline } from "../read/deadline";
import type { Answer, Input, WriteOperation } from "../client/operations";
import { readerOf } from "./reconciliation/reader";
import type { LostChange, Repeated, Verdict } from "./reconciliation/reconciliation";
import { reconciliations } from "./reconciliation/reconciliations";
import { unknown } from "./reconciliation/verdicts";
import type { ChangeTimes } from "./change-times";
import { concernedIn } from "./concerned";
import { check, isCertain } from "./reconciliation/check";
import { CheckPauses } from "./reconciliation/check-pauses";
import { Evidence, type Indication } from "./reconciliation/evidence";
import type { HeldListings } from "./reconciliation/held-listings";
import { UnreadChecks } from "./reconciliation/unread-checks";

/** The part of a deadline that is left for noting and answering, in milliseconds. */
const FOR_ANSWERING = 500;
/** The pause before the background continues where a caller has stopped waiting, in milliseconds. */
const HANDED_OVER = 250;
/** The pause before an entry whose account is not configured is tried again, in milliseconds. */
const WITHOUT_ACCOUNT = 30_000;

/**
 * What became of the write of an outcome: it is in the journal; or another process has the entry now, or has settled
 * it, and the journal alone says what became of the change; or the store failed, and the write is repeated later.
 */
export type Write = "written" | "overtaken" | "failed";

/** Writes the results of checks. Its writes never throw: a failed one is repeated. */
export interface Findings {
  /** A change may have been made without an answer to its caller. */
  begin(entry: Held<NewEntry>): void;
  note(entry: Held<NewEntry>, outcome: Outcome | "forget"): Promise<Write>;
  /** Answers what the journal says of the change now, where another process has overtaken this one. */
  answerNow<Name extends WriteOperation>(entry: SentEntry): Promise<Answer<Name>>;
  /** Gives an entry back with AWS's refusal, to be checked again after a pause in milliseconds. */
  leave(entry: Held<SentEntry>, pause: number): Promise<void>;
  /** No answer to the change will come any more; AWS's refusal of a repeat is stored. */
  lose(entry: Held<SentEntry>): Promise<void>;
  /** Lists show no trace of it, though they must unless another change was executed later. */
  noteUntraced(entry: Writable): Promise<void>;
}

/** Determines the outcome of changes whose answer was lost. */
export class LostChanges {
  readonly #evidence: Evidence;
  readonly #unread: UnreadChecks;

  constructor(
    private readonly accounts: Accounts,
    private readonly clients: Clients,
    private readonly journal: Journal,
    private readonly times: ChangeTimes,
    private readonly held: HeldListings,
    private readonly findings: Findings,
    private readonly clocks: Clocks,
  ) {
    this.#evidence = new Evidence(times);
    this.#unread = new UnreadChecks(clocks);
  }

  /**
   * Checks until the outcome is known or the deadline is near, and notes it.
   * @param entry with AWS's refusal, where it refused a repeat for a reason that an earlier sending may have caused.
   * @param settlesIn the milliseconds until the call can no longer be executed.
   * @param isUnsent whether it is a repeat that was not sent, so that its entry stays unchanged where nothing is found.
   * @throws GatewayError NOT_APPLIED, NOT_FOUND, OUTCOME_UNKNOWN, MUTATION_IN_PROGRESS, or the refusal.
   */
  async findOut<Name extends WriteOperation>(
    entry: Held<SentEntry>,
    place: Place,
    deadline: Deadline,
    settlesIn: number,
    isUnsent = false,
  ): Promise<Answer<Name>> {
    this.findings.begin(entry);
    if (!isUnsent) await this.findings.lose(entry);
    const { operation, key } = entry;
    const conclusions = this.#conclusions(entry, settlesIn);
    const until = this.clocks.monotonic() + deadline.left - FOR_ANSWERING;
    const pauses = new CheckPauses();
    const withoutTrace = isUnsent ? "forget" : outcomeWithout(entry);
    for (let concludesIn = 0; ;) {
      const pauseLeft = this.#unread.pauseLeft(entry.marker);
      if (this.clocks.monotonic() + pauseLeft >= until) {
        await this.findings.leave(entry, Math.max(HANDED_OVER, pauseLeft));
        throw outcomeUnknown(operation, key, Math.max(concludesIn, pauseLeft));
      }
      if (pauseLeft > 0) await this.clocks.wait(pauseLeft);
      const { verdict, concludes, write } = await this.#check<Name>(
        entry,
        place,
        conclusions,
        until - this.clocks.monotonic(),
        withoutTrace,
      );
      if (write === "overtaken") return this.findings.answerNow<Name>(entry);
      if (verdict.outcome === "applied") return verdict.output;
      if (verdict.outcome === "gone") throw gone(entry);
      // What was found stays true where it was made; that nothing was made holds only while this process has the entry.
      if (verdict.outcome === "notApplied" && write === "failed") throw outcomeUnknown(operation, key);
      if (verdict.outcome === "notApplied") throw refusedOrNotMade(entry);
      concludesIn = concludes - this.clocks.monotonic();
      const pause = pauses.next(verdict, concludesIn);
      if (this.clocks.monotonic() + pause >= until) {
        await this.findings.leave(entry, HANDED_OVER);
        throw outcomeUnknown(operation, key, concludesIn);
      }
      await this.clocks.wait(pause);
    }
  }

  /** Checks an entry again that no process works on. */
  async resume(entry: Held<Entry>): Promise<void> {
    if (this.accounts.find(entry.account) === undefined) {
      await this.findings.leave(entry, WITHOUT_ACCOUNT);
      return;
    }
    const pauseLeft = this.#unread.pauseLeft(entry.marker);
    if (pauseLeft > 0) {
      await this.findings.leave(entry, pauseLeft);
      return;
    }
    const place = this.accounts.place(entry.account, entry.region);
    if (entry.looks === 0) this.findings.begin(entry);
    const conclusions = this.#conclusions(entry, this.settlesIn(entry));
    const { deadlineMilliseconds } = this.times;
    const { verdict, concludes } = await this.#check(
      entry,
      place,
      conclusions,
      deadlineMilliseconds,
      outcomeWithout(entry),
    );
    if (verdict.outcome !== "unknown") return;
    const pause = new CheckPauses(entry.looks).next(verdict, concludes - this.clocks.monotonic());
    await this.findings.leave(entry, pause);
  }

  /** How long it may take until a call that another process sent can no longer be executed, in milliseconds. */
  settlesIn({ lease }: Held<SentEntry>): number {
    const { attemptMilliseconds, settleMilliseconds } = this.times;
    // With its own store, this process is the only one: the connection of the process that sent it is closed.
    const attempt = this.journal.shared ? attemptMilliseconds : 0;
    return attempt + settleMilliseconds - lease.unsentMilliseconds;
  }

  /**
   * One check of a change that counts as not made, before it is sent again: its result may be visible only now.
   * Notes nothing.
   */
  checkAgain<Name extends WriteOperation>(
    entry: SentEntry,
    place: Place,
    milliseconds: number,
  ): Promise<Verdict<Name>> {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds)));
    const { id } = entry;
    const { resources: targets, owners } = concernedIn(entry.input);
    const others = (rows: readonly string[]) => this.journal.others({ id, targets, rows });
    const accounts = [...new Set([entry.account, ...owners])];
    const laterBy = (operation: WriteOperation) => this.journal.laterBy({ id, operation, accounts });
    return check<Name>(
      entry.operation as Name, // as it was opened with
      () => readerOf(this.clients, place, { signal, held: this.held, others, laterBy }),
      sendingsOf<Name>(entry),
    );
  }

  /**
   * When a check can conclude. That AWS would refuse a repeat proves nothing for a change that was sent again: it is
   * refused because of an earlier sending. A resource that is not listed is deleted only where lists must show its
   * creation, and an unchanged value counts only where lists must show the call, unless AWS itself answers that
   * nothing exists.
   */
  #conclusions(entry: Held<SentEntry>, settlesIn: number): Conclusions {
    const { repeated } = reconciliations[entry.operation as WriteOperation]; // as it was opened with
    const { unsentMilliseconds } = entry.lease;
    const now = this.clocks.monotonic();
    const after = (kind: Repeated) => now + this.#evidence.concludesIn(kind, settlesIn, unsentMilliseconds);
    const isRefusedAsGone = entry.error?.code === "NOT_FOUND";
    return {
      notApplied: after(entry.earlier.length > 0 ? "another" : repeated),
      gone: isRefusedAsGone ? now : after("another"),
      applied: isRefusedAsGone ? now : after("nothing"),
    };
  }

  /**
   * One check; what it shows is noted.
   * @param withoutTrace the outcome that is noted where nothing was made.
   * @returns the verdict, when a check with this verdict can conclude, and what became of its write where it concludes.
   */
  async #check<Name extends WriteOperation>(
    entry: Held<SentEntry>,
    place: Place,
    conclusions: Conclusions,
    milliseconds: number,
    withoutTrace: Outcome | "forget",
  ): Promise<Checked<Name>> {
    const began = this.clocks.monotonic();
    const verdict = await this.checkAgain<Name>(entry, place, milliseconds);
    this.#unread.checked(entry.marker, verdict);
    const { outcome } = verdict;
    const concludes = conclusions[outcome === "unknown" ? "notApplied" : outcome];
    if (outcome === "unknown" && verdict.isUntraced === true) {
      if (this.#evidence.indicated(entry.marker, began >= concludes, "notApplied"))
        await this.findings.noteUntraced(entry);
      return { verdict, concludes };
    }
    const isEnough =
      outcome === "unknown" ||
      isCertain(verdict) ||
      this.#evidence.indicated(entry.marker, began >= concludes, outcome);
    if (!isEnough) return { verdict: unknown("Lists may still show what was before."), concludes };
    let write: Write | undefined;
    if (outcome === "notApplied") write = await this.findings.note(entry, withoutTrace);
    if (outcome === "applied")
      write = await this.findings.note(entry, { state: "applied", output: toStored(verdict.output) });
    if (outcome === "gone") write = await this.findings.note(entry, { state: "applied", output: null });
    this.#evidence.forget(entry.marker);
    return { verdict, concludes, write };
  }
}

interface Checked<Name extends WriteOperation> {
  readonly verdict: Verdict<Name>;
  readonly concludes: number;
  /** Undefined where nothing was concluded. */
  readonly write?: Write | undefined;
}

/**
 * When a check can conclude from what a list that is behind could show, on the process's monotonic clock in
 * milliseconds.
 */
type Conclusions = Readonly<Record<Indication, number>>;

/** The outcome of a change without a trace. */
function outcomeWithout({ error }: SentEntry): Outcome {
  return error === null ? { state: "notApplied" } : { state: "refused", error };
}

/** Every time that a change was sent. */
function sendingsOf<Name extends WriteOperation>(entry: SentEntry): LostChange<Name>[] {
  const input = fromStored(entry.input) as Input<Name>; // as it was opened with
  return [...entry.earlier, entry].map(({ marker, before }) => ({ input, marker, before }));
}
