/** What of one account a caller is granted. */
export interface AccountGrant {
  /** The regions that may be read; by default all. */
  readonly regions?: ReadonlySet<string>;
  /** The interconnects and LAGs that may be seen and allocated on; all where left out. */
  readonly ports?: ReadonlySet<string>;
  /** The accounts that may be allocated to, and whose allocations may be seen; all where left out. */
  readonly ownerAccounts?: ReadonlySet<string>;
}

/** The granted accounts by their 12 digits, the caller's default first; or all of the gateway's, with all in them. */
export type Grants = "all" | ReadonlyMap<string, AccountGrant>;

const WHOLE: AccountGrant = {};

/** @returns undefined where nothing of the account is granted. */
export function grantOf(grants: Grants, accountId: string): AccountGrant | undefined {
  return grants === "all" ? WHOLE : grants.get(accountId);
}

export function grantsRegion({ regions }: AccountGrant, region: string): boolean {
  return regions === undefined || regions.has(region);
}

/** Whether only some ports, or what is allocated to some accounts, are granted. */
export function isNarrow({ ports, ownerAccounts }: AccountGrant): boolean {
  return ports !== undefined || ownerAccounts !== undefined;
}

export function grantsPort({ ports }: AccountGrant, portId: string): boolean {
  return ports === undefined || ports.has(portId);
}

export function grantsOwner({ ownerAccounts }: AccountGrant, account: string): boolean {
  return ownerAccounts === undefined || ownerAccounts.has(account);
}

/** Whether all that one caller is granted, which is something, is granted to another too. */
export function covers(grants: Grants, other: Grants): boolean {
  if (grants === "all") return true;
  if (other === "all" || other.size === 0) return false;
  return [...other].every(([accountId, theirs]) => {
    const ours = grants.get(accountId);
    return (
      ours !== undefined &&
      holdsAll(ours.regions, theirs.regions) &&
      holdsAll(ours.ports, theirs.ports) &&
      holdsAll(ours.ownerAccounts, theirs.ownerAccounts)
    );
  });
}

/** Of two sets, each of which is everything where it is left out. */
function holdsAll(set: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return set === undefined || (other !== undefined && [...other].every((member) => set.has(member)));
}
