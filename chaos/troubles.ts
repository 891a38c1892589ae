import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LONG_PAUSE_MS, LONG_SILENCE_MS } from "./environment";
import type { Random } from "./random";
import type { Replica, Scene } from "./scene";

/** How often each trouble came. */
export type Counts = Record<string, number>;

/** What did not come, because a gateway was disturbed already. */
const SKIPPED = Symbol();

/** How long a long pause waits for a change that is refused for its rate. */
const THROTTLED_WITHIN_MS = 8_000;

/** When a gateway has received a refusal, and has not sent the change again. In milliseconds. */
const BEFORE_ATTEMPT_MS = 50;

/** The share of the blackholes that last longer than the lease of an entry. */
const LONG_SILENCES = 0.25;

/** Things that go wrong beside each other until a signal says that it is enough. */
export class Troubles {
  readonly counts: Counts = {};
  /** One at a time is disturbed at its gateway, so that the others can take over what it holds. */
  readonly #disturbed = new Set<Replica>();

  constructor(
    private readonly scene: Scene,
    private readonly random: Random,
    private readonly over: AbortSignal,
    /** The operations of the changes so far. */
    private readonly operations: () => Iterable<string>,
  ) {}

  /** Resolves once all have ended, each mended. */
  async all(isHarsh: boolean): Promise<void> {
    const { postgres, emulator } = this.scene;
    const harsh = [
      this.#again("pauses longer than the lease", 10_000, (replica) =>
        this.#alone(() => this.#pauseBeforeSending(replica)),
      ),
      this.#again("short pauses", 4_000, (replica) => replica.gateway.pause(500 + this.random.below(2_000))),
      this.#again("blackholes before Direct Connect", 9_000, ({ upstream }) => this.#silence(upstream)),
      this.#again(
        "blackholes before PostgreSQL",
        9_000,
        ({ database }) => database && this.#silence(database),
      ),
      this.#again("steps of a gateway's clock", 2_000, ({ gateway }) => gateway.stepClock()),
      this.#every("credentials ended early", 2_500, () => emulator.expireCredentials()),
      this.#every("failovers to the standby", 24_000, () => this.#failOver()),
    ];
    await Promise.all([
      this.#every("steps of the emulator's clock", 5_000, () => emulator.advance(this.random.below(600_000))),
      this.#every(postgres ? "stops of PostgreSQL" : "full disks", 14_000, () => this.#disturbStore()),
      ...(isHarsh ? harsh : []),
    ]);
  }

  /**
   * Pauses a gateway while a change waits to be sent again, after AWS refused it for its rate: what guards its sending
   * when it continues is the fence alone. PostgreSQL is not disturbed meanwhile, so that another gateway can make it.
   */
  async #pauseBeforeSending({ gateway, upstream }: Replica): Promise<void> {
    await this.scene.emulator.throttleNext(this.operations());
    await upstream.passed("ThrottlingException", THROTTLED_WITHIN_MS, this.over);
    await wait(BEFORE_ATTEMPT_MS);
    await gateway.pause(LONG_PAUSE_MS);
  }

  async #silence(wire: NonNullable<Replica["database"]>): Promise<void> {
    wire.be("silent");
    const isLong = this.random.next() < LONG_SILENCES;
    await wait(isLong ? LONG_SILENCE_MS : 1_000 + this.random.below(5_000));
    wire.be("cut");
    wire.be("open");
  }

  /** One gateway after another, never two at once. */
  async #again(name: string, pause: number, act: (replica: Replica) => unknown): Promise<void> {
    await this.#every(name, pause, async () => {
      if (this.#disturbed.size > 0) return SKIPPED;
      const replica = this.random.pick(this.scene.replicas);
      this.#disturbed.add(replica);
      try {
        return await act(replica);
      } finally {
        this.#disturbed.delete(replica);
      }
    });
  }

  async #every(name: string, pause: number, act: () => Promise<unknown>): Promise<void> {
    this.counts[name] = 0;
    while (await this.#waited(pause * (0.5 + this.random.next()))) {
      const done = await act();
      if (done !== SKIPPED) this.counts[name] += 1;
    }
  }

  /** @returns whether it goes on after that. */
  async #waited(milliseconds: number): Promise<boolean> {
    await wait(milliseconds, undefined, { signal: this.over }).catch(() => undefined);
    return !this.over.aborted;
  }

  /** The wires lead to the standby before it has taken over. Then the killed server becomes its standby. */
  async #failOver(): Promise<unknown> {
    const { postgres, replicas } = this.scene;
    if (postgres === undefined) return SKIPPED;
    return this.#alone(async () => {
      const standby = Number(new URL(postgres.standbyUrl).port);
      for (const { database } of replicas) database?.lead(standby);
      await postgres.failOver();
      for (const { database } of replicas) database?.lead(standby);
      await postgres.rebuild();
    });
  }

  #storeTask: Promise<unknown> = Promise.resolve();

  /** What is done to the PostgreSQL server is done one after the other. */
  #alone(act: () => Promise<void>): Promise<void> {
    const done = this.#storeTask.then(act);
    this.#storeTask = done;
    return done;
  }

  /** Stops PostgreSQL for a while, or fills the disk of the embedded one. */
  #disturbStore(): Promise<void> {
    return this.#alone(async () => {
      const { postgres, folder } = this.scene;
      const full = join(folder, "full");
      if (postgres === undefined) writeFileSync(full, "");
      else await postgres.pause();
      await wait(500 + this.random.below(2_000));
      if (postgres === undefined) rmSync(full);
      else await postgres.resume();
    });
  }
}
