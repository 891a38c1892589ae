export function applied<Answer>(output: Answer) {
  return { outcome: "applied", output } as const;
}

/** What a list from before the call could show as well. */
export function appliedUnlessOlder<Answer>(output: Answer) {
  return { outcome: "applied", output, mayBeOlder: true } as const;
}

export const gone = { outcome: "gone" } as const;

export const notApplied = { outcome: "notApplied" } as const;

/** Nothing of the change is shown, and a later one without an outcome may be why. @param why for the caller, as a sentence. */
export function untraced(why: string) {
  return { outcome: "unknown", why, isUntraced: true } as const;
}

/** @param why for the caller, as a sentence. */
export function unknown(why: string) {
  return { outcome: "unknown", why } as const;
}
