/** One use of something deprecated. */
export interface DeprecatedUse {
  /** Its schema coordinate. */
  readonly element: string;
  readonly reason: string;
  readonly replacement: string | null;
  readonly caller: string;
  /** As the client calls itself. */
  readonly clientName: string | null;
}

/** How a caller uses a deprecated element. */
export interface DeprecatedUsage extends DeprecatedUse {
  readonly count: number;
  readonly firstUsed: Date;
  readonly lastUsed: Date;
}
