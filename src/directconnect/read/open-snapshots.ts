import type { Clients } from "../client/clients";
import { Snapshots } from "./snapshots";
import type { ReadOperation } from "../client/operations";

/** The settings that snapshots depend on, as the configuration has them. */
export interface SnapshotSettings {
  readonly SNAPSHOT_FRESH_MS: number;
  readonly SNAPSHOT_FRESH_MS_BY_OPERATION: Partial<Record<ReadOperation, number>>;
  readonly SNAPSHOT_STALE_MS: number;
  readonly SNAPSHOT_MEMORY_MB: number;
  readonly REFRESH_INTERVAL_MS: number;
  readonly READ_MAX_PAGES: number;
  readonly READ_MAX_MB: number;
  readonly READ_MAX_MS: number;
}

const MEGABYTE = 1024 * 1024;

/**
 * The snapshots that all requests of this process share.
 * @param now milliseconds of a monotonic clock; by default the process's own.
 * @param receivesInvalidations whether this process currently receives the changes of other processes.
 */
export function openSnapshots(
  settings: SnapshotSettings,
  clients: Clients,
  now: (() => number) | undefined,
  receivesInvalidations: () => boolean,
): Snapshots {
  return new Snapshots(
    clients,
    {
      freshFor: settings.SNAPSHOT_FRESH_MS,
      freshForByOperation: settings.SNAPSHOT_FRESH_MS_BY_OPERATION,
      staleFor: settings.SNAPSHOT_STALE_MS,
      refreshInterval: settings.REFRESH_INTERVAL_MS,
      bytes: settings.SNAPSHOT_MEMORY_MB * MEGABYTE,
      bounds: {
        pages: settings.READ_MAX_PAGES,
        bytes: settings.READ_MAX_MB * MEGABYTE,
        milliseconds: settings.READ_MAX_MS,
      },
    },
    now,
    receivesInvalidations,
  );
}
