import { createHash } from "node:crypto";
import type { Permission } from "../types/permission";
import type { AccessConfig, CallerConfig } from "./access-config";
import type { Caller } from "./caller";
import type { AccountGrant, Grants } from "./grants";
import { ROLES } from "./roles";

/** Finds the 12 digits of one of the gateway's accounts by its id or alias. */
export type AccountIdOf = (idOrAlias: string) => string | undefined;

/**
 * The callers of a config file, in its order.
 * @param problems is added to where a caller names an account that the gateway does not have.
 */
export function callersOf(config: AccessConfig, accountIdOf: AccountIdOf, problems: string[]): Caller[] {
  return config.callers.map((caller, index) => {
    const permissions = permissionsOf(caller.roles, config);
    const grants = grantsOf(caller, accountIdOf, (problem) => problems.push(`callers.${index}.${problem}`));
    return {
      name: caller.name,
      configuredName: caller.name,
      roles: caller.roles,
      permissions,
      grants,
      limits: { ...config.limits, ...caller.limits },
      visibility: visibilityOf(permissions, grants),
    };
  });
}

function permissionsOf(roles: readonly string[], config: AccessConfig): ReadonlySet<Permission> {
  const own = new Map<string, readonly Permission[]>(Object.entries(config.roles));
  for (const [name, { permissions }] of Object.entries(ROLES)) own.set(name, permissions);
  return new Set(roles.flatMap((role) => own.get(role) ?? []));
}

function grantsOf(
  { accounts }: CallerConfig,
  accountIdOf: AccountIdOf,
  report: (problem: string) => void,
): Grants {
  if (accounts === "all") return "all";
  const grants = new Map<string, AccountGrant>();
  accounts.forEach(({ account, regions, interconnects, lags, ownerAccounts }, index) => {
    const accountId = accountIdOf(account);
    if (accountId === undefined) report(`accounts.${index}.account: the gateway has no such account`);
    else if (grants.has(accountId)) report(`accounts.${index}.account: stands there twice`);
    else {
      const isHeldToPorts = interconnects !== undefined || lags !== undefined;
      grants.set(accountId, {
        ...(regions && { regions: new Set(regions) }),
        ...(isHeldToPorts && { ports: new Set([...(interconnects ?? []), ...(lags ?? [])]) }),
        ...(ownerAccounts && { ownerAccounts: new Set(ownerAccounts) }),
      });
    }
  });
  return grants;
}

/** A hash of all that decides what is seen, in an order that does not depend on that of the config file. */
function visibilityOf(permissions: ReadonlySet<Permission>, grants: Grants): string {
  const sorted = (set: ReadonlySet<string> | undefined) => (set === undefined ? "all" : [...set].sort());
  const accounts =
    grants === "all"
      ? grants
      : // in their order: the first is the default
        [...grants].map(([accountId, { regions, ports, ownerAccounts }]) => [
          accountId,
          sorted(regions),
          sorted(ports),
          sorted(ownerAccounts),
        ]);
  return createHash("sha256")
    .update(JSON.stringify([sorted(permissions), accounts]))
    .digest("base64url");
}
