export function applied<Answer>(output: Answer) {
  return { outcome: "applied", output } as const;
}

export const gone = { outcome: "gone" } as const;

export const notApplied = { outcome: "notApplied" } as const;

/** @param why for the caller, as a sentence. */
export function unknown(why: string) {
  return { outcome: "unknown", why } as const;
}
