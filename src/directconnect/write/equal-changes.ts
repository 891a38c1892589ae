import { type Said, saidText } from "../../journal/fingerprint";
import { inProgress } from "./change-errors";
import { Deadline } from "../read/deadline";

/** What is known of a change by its caller and key. */
interface KeyedChange {
  readonly caller: { readonly name: string };
  /** Undefined where the caller gave none. */
  readonly key: string | undefined;
  /** Told the key, and whether the outcome is another request's. */
  readonly tell: (key: string, replayed: boolean) => void;
  /** Called where the change was made for another request: what this request has read may be from before. */
  readonly shared: () => void;
}

interface UnderWay {
  /** What its caller said, as text: equal for equal changes. */
  readonly said: string;
  readonly answer: Promise<unknown>;
  readonly progress: Progress;
}

interface Progress {
  /** Whether it came so far that its caller was told its key. */
  isTold: boolean;
}

/**
 * Equal changes of one caller under one key that this process makes at the same time: the first is made, and the others
 * wait for it and share what became of it. Without this each would prepare the same change, and ask the journal again and
 * again. Changes that other processes make are found in the journal.
 */
export class EqualChanges {
  readonly #underWay = new Map<string, UnderWay>();

  /** @param deadlineMilliseconds how long a change waits for an equal one. */
  constructor(private readonly deadlineMilliseconds: number) {}

  /**
   * @param said what the caller said; of another change under the same key nothing is shared.
   * @param make makes the change, where no equal one is under way.
   * @throws GatewayError MUTATION_IN_PROGRESS where the equal one is not done by the deadline; whatever that one throws.
   */
  async make<Change extends KeyedChange, Answer>(
    change: Change,
    said: Said,
    make: (change: Change) => Promise<Answer>,
  ): Promise<Answer> {
    const { key, caller } = change;
    if (key === undefined) return make(change);
    const id = JSON.stringify([caller.name, key]);
    const text = saidText(said);
    const first = this.#underWay.get(id);
    if (first !== undefined)
      return first.said === text ? ((await this.#share(change, key, first)) as Answer) : make(change); // of one operation

    const progress: Progress = { isTold: false };
    const tell: KeyedChange["tell"] = (told, replayed) => {
      progress.isTold = true;
      change.tell(told, replayed);
    };
    const answer = make({ ...change, tell });
    this.#underWay.set(id, { said: text, answer, progress });
    try {
      return await answer;
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #share({ tell, shared }: KeyedChange, key: string, first: UnderWay): Promise<unknown> {
    try {
      const answer = await new Deadline(this.deadlineMilliseconds).hold(first.answer, () => {
        throw inProgress(key);
      });
      return structuredClone(answer);
    } finally {
      if (first.progress.isTold) tell(key, true);
      shared();
    }
  }
}
