export interface WaitingLineOptions {
  /** How long a request may have to wait, in milliseconds. */
  readonly maxWait: number;
  /** Calls back at the next turn of the event loop, after what has come in by then; `setImmediate` unless told. */
  readonly nextTurn?: (turn: () => void) => void;
  /** Milliseconds that never go back; the process's own clock unless told. */
  readonly now?: () => number;
}

/** What may be let in at one turn of the event loop, in milliseconds of work: little enough to look out in between. */
const WORK_OF_A_TURN = 5;
/** How many turns may pass without work while each brings something new. */
const TURNS_TO_LOOK_OUT = 32;
/** The part of the wait that is allowed where the line has stood for that long. */
const STANDING = 1 / 4;
/** So many may always wait: a few callers who wait for their answers are no crowd, however long those take. */
const FEW = 8;
/** How much the last turn says of how long a request takes, beside those before it. */
const WEIGHT = 1 / 8;

/**
 * Requests that were not begun yet. Node begins each as soon as it is read, and while one is answered the others wait
 * unread in their sockets, or unaccepted, where nobody can tell how many there are. Here the event loop first looks out
 * until nothing new comes, which costs it little, and then lets in what it can do in a few milliseconds, in the order in
 * which they came. So what waits is known, and with how long a request takes of late, how long one more would have to.
 *
 * A line that goes away again is no overload: a crowd that came at once, or one request that took long. So the wait
 * may be long until the line has not been empty for as long as that. Then it stands: a long one answers no more
 * requests than a short one, it only lets everybody wait. That is how CoDel tells them apart.
 * @see https://queue.acm.org/detail.cfm?id=2839461
 */
export class WaitingLine {
  readonly #waiting: (() => void)[] = [];
  readonly #maxWait: number;
  readonly #nextTurn: (turn: () => void) => void;
  readonly #now: () => number;
  #turning = false;
  /** Milliseconds from one request to the next. */
  #pace = 1;
  #lastLetIn = { count: 0, at: 0 };
  #somethingNew = false;
  #turnsLookedOut = 0;
  #emptyAt: number;

  constructor({ maxWait, nextTurn = setImmediate, now = () => performance.now() }: WaitingLineOptions) {
    this.#maxWait = maxWait;
    this.#nextTurn = nextTurn;
    this.#now = now;
    this.#emptyAt = now();
  }

  /**
   * Lines a request up.
   * @param begin called when it is its turn.
   * @returns false where it would have to wait too long; it is not lined up then.
   */
  join(begin: () => void): boolean {
    const { length } = this.#waiting;
    if (length === 0) this.#emptyAt = this.#now();
    if (length >= FEW && length * this.#pace > this.#allowed()) return false;
    this.#waiting.push(begin);
    this.lookOut();
    return true;
  }

  /** Something has come in, of which there may be more. */
  lookOut(): void {
    this.#somethingNew = true;
    this.#turn();
  }

  #allowed(): number {
    const stands = this.#now() - this.#emptyAt > this.#maxWait;
    return stands ? this.#maxWait * STANDING : this.#maxWait;
  }

  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    this.#nextTurn(() => {
      this.#turning = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#somethingNew && this.#turnsLookedOut < TURNS_TO_LOOK_OUT) {
      this.#somethingNew = false;
      this.#turnsLookedOut += 1;
      this.#turn();
      return;
    }
    this.#turnsLookedOut = 0;
    this.#measure();
    const count = Math.min(this.#waiting.length, Math.max(1, Math.floor(WORK_OF_A_TURN / this.#pace)));
    this.#lastLetIn = { count, at: this.#now() };
    for (const begin of this.#waiting.splice(0, count)) begin();
    // Once more after the last ones, to see how long they took.
    if (count > 0) this.#turn();
  }

  #measure(): void {
    const { count, at } = this.#lastLetIn;
    if (count > 0) this.#pace += WEIGHT * ((this.#now() - at) / count - this.#pace);
  }
}
