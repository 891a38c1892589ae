import { type ChangeContent, contentText } from "../../journal/fingerprint";
import { inProgress } from "./change-errors";
import { Deadline } from "../read/deadline";

/** The change of a caller and key. */
interface KeyedChange {
  readonly caller: { readonly name: string };
  /** Undefined where the caller gave none. */
  readonly key: string | undefined;
  /** Called with the key, and whether the outcome is another request's. */
  readonly reportKey: (key: string, replayed: boolean) => void;
  /** Called where the change was made for another request: the readings of this request may be from before. */
  readonly shared: () => void;
}

interface UnderWay {
  /** Its content as text: equal for equal changes. */
  readonly content: string;
  readonly answer: Promise<unknown>;
  readonly progress: Progress;
}

interface Progress {
  /** Whether the key has been reported to its caller. */
  isKeyReported: boolean;
}

/**
 * Equal changes of one caller under one key that this process makes at the same time: the first is made, and the others
 * wait for it and share its outcome. Without this each would prepare the same change, and read the journal
 * repeatedly. Changes that other processes make are found in the journal.
 */
export class EqualChanges {
  readonly #underWay = new Map<string, UnderWay>();

  /** @param deadlineMilliseconds how long a change waits for an equal one. */
  constructor(private readonly deadlineMilliseconds: number) {}

  /**
   * @param content the content of the change; a different change under the same key shares nothing.
   * @param make makes the change, where no equal one is in progress.
   * @throws GatewayError MUTATION_IN_PROGRESS where the equal one is not done by the deadline; the error of that one.
   */
  async make<Change extends KeyedChange, Answer>(
    change: Change,
    content: ChangeContent,
    make: (change: Change) => Promise<Answer>,
  ): Promise<Answer> {
    const { key, caller } = change;
    if (key === undefined) return make(change);
    const id = JSON.stringify([caller.name, key]);
    const text = contentText(content);
    const first = this.#underWay.get(id);
    if (first !== undefined)
      return first.content === text ? ((await this.#share(change, key, first)) as Answer) : make(change); // of one operation

    const progress: Progress = { isKeyReported: false };
    const reportKey: KeyedChange["reportKey"] = (reportedKey, replayed) => {
      progress.isKeyReported = true;
      change.reportKey(reportedKey, replayed);
    };
    const answer = make({ ...change, reportKey });
    this.#underWay.set(id, { content: text, answer, progress });
    try {
      return await answer;
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #share({ reportKey, shared }: KeyedChange, key: string, first: UnderWay): Promise<unknown> {
    try {
      const answer = await new Deadline(this.deadlineMilliseconds).hold(first.answer, () => {
        throw inProgress(key);
      });
      return structuredClone(answer);
    } finally {
      if (first.progress.isKeyReported) reportKey(key, true);
      shared();
    }
  }
}
