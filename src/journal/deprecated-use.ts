/** One use of a deprecated element. */
export interface DeprecatedUse {
  /** Its schema coordinate. */
  readonly element: string;
  readonly reason: string;
  readonly replacement: string | null;
  readonly caller: string;
  /** The client's own name for itself. */
  readonly clientName: string | null;
}

/** A caller's use of a deprecated element. */
export interface DeprecatedUsage extends DeprecatedUse {
  readonly count: number;
  readonly firstUsed: Date;
  readonly lastUsed: Date;
}
