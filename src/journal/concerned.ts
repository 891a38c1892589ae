/** The resources of Direct Connect that a change concerns. */
export interface Concerned {
  /** Ids of ports, virtual interfaces, gateways and so on, without their ARNs. */
  readonly resources: readonly string[];
  /** The accounts that own them, 12 digits each. */
  readonly owners: readonly string[];
}

export const CONCERNS_NOTHING: Concerned = { resources: [], owners: [] };

export function bothConcerned(one: Concerned, other: Concerned): Concerned {
  return {
    resources: [...new Set([...one.resources, ...other.resources])],
    owners: [...new Set([...one.owners, ...other.owners])],
  };
}
