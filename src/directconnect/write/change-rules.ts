import type { Place } from "../accounts/accounts";

/** What is checked for one change, beside the caller's permission. */
export interface ChangeRules {
  /** Whether what is held suffices for the rules, and for the state before the change: nothing needs to be read. */
  readonly passes?: () => boolean;
  /**
   * Checks that the change can be made, and returns another place where it must be made there; its refusal counts only where no
   * outcome is stored yet.
   */
  readonly check?: () => Promise<Place | undefined> | Promise<void>;
  /**
   * A sentence that explains why AWS refused the change. It may read, and is not called for a repeat, which is answered from
   * the journal.
   */
  readonly explain?: () => Promise<string | undefined>;
}

/** Several rules that name no other place: the first one that refuses, or explains, counts. */
export function allRules(all: readonly ChangeRules[]): ChangeRules {
  return {
    passes: () => all.every(({ passes }) => passes?.() === true),
    check: async () => {
      for (const { check } of all) await check?.();
    },
    explain: async () => {
      for (const { explain } of all) {
        const sentence = await explain?.();
        if (sentence !== undefined) return sentence;
      }
      return undefined;
    },
  };
}
