import { DEFAULT_LIMITS } from "../../auth/caller-limits";

/** Limits that the config file does not set. */
const FIXED = ["jsonDepth", "unsentBytes", "webhooks", "webSocketMessages"];

/** Settings that refuse requests or end connections. */
const SETTINGS = ["MAX_CONNECTIONS", "MAX_REQUESTS", "MAX_WAIT_MS", "SEND_TIMEOUT_MS"];

/** The names of all limits that `dxgraphql_limits_hit_total` counts. */
export const LIMIT_NAMES: readonly string[] = [...Object.keys(DEFAULT_LIMITS), ...FIXED, ...SETTINGS];
