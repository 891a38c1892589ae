import { createHash } from "node:crypto";
import { isKnownRegion } from "../directconnect/accounts/regions";
import type { Permission } from "../types/graph/permission";
import type { AccessConfig, CallerConfig } from "./access-config";
import type { Caller } from "./caller";
import type { AccountGrant, Grants } from "./grants";
import { ROLES } from "./roles";

/** Finds one of the gateway's accounts by its id or alias: its 12 digits, and the regions that it is configured with. */
export type FindAccount = (
  idOrAlias: string,
) => { readonly accountId: string; readonly regions: readonly string[] } | undefined;

/**
 * The callers of a config file, in its order.
 * @param problems is added to where a caller names an account that the gateway does not have, or a region that the account
 * cannot have.
 */
export function callersOf(config: AccessConfig, findAccount: FindAccount, problems: string[]): Caller[] {
  return config.callers.map((caller, index) => {
    const permissions = permissionsOf(caller.roles, config);
    const grants = grantsOf(caller, findAccount, (problem) => problems.push(`callers.${index}.${problem}`));
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
  findAccount: FindAccount,
  report: (problem: string) => void,
): Grants {
  if (accounts === "all") return "all";
  const grants = new Map<string, AccountGrant>();
  accounts.forEach(({ account, regions, interconnects, lags, ownerAccounts }, index) => {
    const found = findAccount(account);
    const { accountId } = found ?? {};
    (regions ?? []).forEach((region, place) => {
      if (found === undefined || isKnownRegion(region) || found.regions.includes(region)) return;
      report(
        `accounts.${index}.regions.${place}: must be a region of the AWS SDK's partition data, or one that the account is configured with`,
      );
    });
    if (accountId === undefined) report(`accounts.${index}.account: the gateway has no such account`);
    else if (grants.has(accountId)) report(`accounts.${index}.account: is there twice`);
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
