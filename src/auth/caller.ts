import type { Sender } from "../scheduling/fair-queue";
import { type Permission, PERMISSIONS } from "../types/graph/permission";
import { type CallerLimits, OPEN_LIMITS } from "./caller-limits";
import type { Grants } from "./grants";

/** Who sends a request, and so what they may see and do. Journal entries, logs and counts name callers by `name`. */
export interface Caller {
  /**
   * Unique among callers, such as `portal-acme`. Of a person behind one, with the issuer that vouches for it:
   * `operators:alice@example.com#https://login.example.com`.
   */
  readonly name: string;
  /** Its name in the config file, which the persons behind it share: `operators`. */
  readonly configuredName: string;
  /** Of a person: the name in versions that left the issuer out. Its keys in the journal are found under both. */
  readonly formerName?: string;
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

/** A caller as one of those who share what there is too little of. */
export function senderOf({ configuredName, name }: Pick<Caller, "configuredName" | "name">): Sender {
  return { caller: configuredName, person: name };
}

/**
 * The name of a person behind a caller. No caller's name has a colon and no person's a `#`, so that no two persons,
 * callers or issuers can be put together to the same name.
 */
export function personName(configuredName: string, person: string, issuer: string): string {
  return `${configuredName}:${person}#${issuer}`;
}

/** The name in the config file for this name, which is a caller's own or that of a person behind it. */
export function configuredNameOf(name: string): string {
  return name.split(":", 1)[0] ?? name;
}

/** The caller of every request where no callers are configured. */
export const OPEN_CALLER: Caller = {
  name: "anyone",
  configuredName: "anyone",
  roles: [],
  permissions: new Set(Object.keys(PERMISSIONS) as Permission[]), // the keys of that very object
  grants: "all",
  limits: OPEN_LIMITS,
  visibility: "everything",
};

/** A caller without credentials, where callers need them: may read the schema at most. */
export const ANONYMOUS_CALLER: Caller = {
  name: "anonymous",
  configuredName: "anonymous",
  roles: [],
  permissions: new Set(["introspect"]),
  grants: new Map(),
  limits: {},
  visibility: "nothing",
};
