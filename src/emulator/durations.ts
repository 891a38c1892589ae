const minute = 60_000;

/** How long things take, in emulated milliseconds (DOMAIN B; where AWS says "up to", a livelier value). */
export const defaultDurations = {
  /** AWS reviews a port request and issues its LOA. */
  portReview: 60 * minute,
  /** The cross connect is made and light comes up. */
  portCrossConnect: 120 * minute,
  hostedProvisioning: 3 * minute,
  portDeletion: 2 * minute,
  /** How long a deleted or rejected connection, interconnect or LAG stays listed. */
  portTombstone: 60 * minute,
  macSecKeyChange: 5 * minute,
} as const;

export type Durations = Readonly<Record<keyof typeof defaultDurations, number>>;
