/** Who sends a request, and so what they may see and do. Journal entries, logs and counts name callers by `name`. */
export interface Caller {
  /** Unique among callers, such as `portal-acme`. */
  readonly name: string;
  readonly roles: readonly string[];
  /**
   * Equal for callers who may see exactly the same: what one of them was answered, another may be answered too.
   * Remembered answers are kept under it.
   */
  readonly visibility: string;
}

/** Whoever asks where nobody has to say who they are. */
export const OPEN_CALLER: Caller = { name: "anyone", roles: [], visibility: "everything" };
