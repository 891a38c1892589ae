/**
 * One read on its way to Direct Connect, for everybody who waits for it. It goes on as long as anybody does, and is
 * aborted on the wire when the last one has given up.
 */
export class Flight<Result> {
  readonly result: Promise<Result>;
  readonly #controller = new AbortController();
  #waiting = 0;
  #isOver = false;

  /**
   * @param begunAt what it brings is no older than this; on the snapshots' clock.
   * @param read passes the signal on to whatever it waits for.
   * @param onAbandoned told that it was aborted: nobody may join it any more.
   */
  constructor(
    readonly begunAt: number,
    read: (signal: AbortSignal) => Promise<Result>,
    private readonly onAbandoned: () => void,
  ) {
    this.result = read(this.#controller.signal).finally(() => (this.#isOver = true));
    this.result.catch(() => undefined); // with nobody left to wait, nobody needs to hear of it
  }

  join(): void {
    this.#waiting += 1;
  }

  leave(): void {
    this.#waiting -= 1;
    if (this.#waiting > 0 || this.#isOver) return;
    this.onAbandoned();
    this.#controller.abort();
  }
}
