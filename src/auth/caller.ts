import { type Permission, PERMISSIONS } from "../types/permission";
import { type CallerLimits, OPEN_LIMITS } from "./caller-limits";
import type { Grants } from "./grants";

/** Who sends a request, and so what they may see and do. Journal entries, logs and counts name callers by `name`. */
export interface Caller {
  /** Unique among callers, such as `portal-acme`; of a person behind one, `operators:alice@example.com`. */
  readonly name: string;
  readonly roles: readonly string[];
  /** All that the roles allow. */
  readonly permissions: ReadonlySet<Permission>;
  /** In which accounts. */
  readonly grants: Grants;
  /** What one request, and all of them together, may cost; the gateway's defaults where left out. */
  readonly limits: CallerLimits;
  /**
   * Equal for callers who may see exactly the same: what one of them was answered, another may be answered too.
   * Remembered answers are kept under it.
   */
  readonly visibility: string;
}

/** Whoever asks where nobody has to say who they are. */
export const OPEN_CALLER: Caller = {
  name: "anyone",
  roles: [],
  permissions: new Set(Object.keys(PERMISSIONS) as Permission[]), // the keys of that very object
  grants: "all",
  limits: OPEN_LIMITS,
  visibility: "everything",
};

/** Who does not say who they are, where everybody has to: may look at the schema at most. */
export const ANONYMOUS_CALLER: Caller = {
  name: "anonymous",
  roles: [],
  permissions: new Set(["introspect"]),
  grants: new Map(),
  limits: {},
  visibility: "nothing",
};
