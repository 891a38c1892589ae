import type { Emulator } from "./emulator";
import { ACCOUNTS } from "./environment";
import type { Operation } from "./history";

/** A resource as Direct Connect lists it. */
interface Shown {
  readonly id: string;
  readonly name: unknown;
  readonly state: unknown;
  readonly tags: ReadonlyMap<string, string>;
  /** Whether it has a BGP peer of IPv6, as the stories make one. */
  readonly hasIpv6Peer: boolean;
}

/** What each account can list: the operation, its list, and how the members of a row begin. */
const LISTS = [
  ["DescribeConnections", "connections", "connection"],
  ["DescribeInterconnects", "interconnects", "interconnect"],
  ["DescribeLags", "lags", "lag"],
  ["DescribeVirtualInterfaces", "virtualInterfaces", "virtualInterface"],
  ["DescribeDirectConnectGateways", "directConnectGateways", "directConnectGateway"],
] as const;

/** The states of what is deleted, or on its way there. */
const GOING: ReadonlySet<unknown> = new Set(["deleting", "deleted", "rejected"]);

/** What Direct Connect shows to all accounts at the end of a run. */
export class FinalState {
  private constructor(private readonly rows: ReadonlyMap<string, Shown>) {}

  static async read(emulator: Emulator): Promise<FinalState> {
    const rows = new Map<string, Shown>();
    for (const account of Object.values(ACCOUNTS)) {
      for (const [operation, list, prefix] of LISTS) {
        for (const row of await emulator.list(operation, account, list)) {
          const shown = resourceOf(row, prefix);
          // A virtual interface shows its tags to its owner alone.
          if (shown.tags.size >= (rows.get(shown.id)?.tags.size ?? 0)) rows.set(shown.id, shown);
        }
      }
    }
    return new FinalState(rows);
  }

  /** How many resources have one of these names, and are not deleted. */
  named(...names: readonly string[]): number {
    return [...this.rows.values()].filter(
      ({ name, state }) => names.includes(String(name)) && !GOING.has(state),
    ).length;
  }

  /** Why a change that was acknowledged is not there; undefined where it is. */
  whyLost({ step, outcome }: Operation, later: Later): string | undefined {
    if (outcome?.outcome !== "applied") return undefined;
    const { mutation, token } = step;
    const input = step.input as Readonly<Record<string, unknown>>;
    const answered = Object.values(outcome.data);
    const ids = isCreation(mutation)
      ? answered
      : [...answered, ...Object.values(input), idOfArn(input["resourceArn"])];
    const row = this.#of(ids);
    const isGone = row === undefined || GOING.has(row.state);
    if (mutation.startsWith("delete")) return isGone ? undefined : `it is ${String(row.state)}`;
    if (ids.some((id) => later.isDeleted(id))) return undefined;
    if (isGone) return "it is not listed";
    const { name, tags, state, hasIpv6Peer } = row;
    if (mutation === "createBGPPeer") return hasIpv6Peer ? undefined : "it lacks the BGP peer";
    if (mutation === "confirmConnection") return state === "ordering" ? "it is still ordered" : undefined;
    if (mutation === "tagResource") {
      const isTagged = tags.has(token) || [...tags.values()].includes(token);
      return isTagged || later.isUntagged(token) ? undefined : "it lacks the tag";
    }
    if (mutation === "untagResource") return tags.has(token) ? "it still has the tag" : undefined;
    const expected = later.nameOf(row.id) ?? token;
    return name === expected ? undefined : `its name is ${String(name)}`;
  }

  #of(ids: readonly unknown[]): Shown | undefined {
    for (const id of ids) {
      const row = this.rows.get(String(id));
      if (row !== undefined) return row;
    }
    return undefined;
  }
}

/** What the requested changes of a run say together of a resource. */
export class Later {
  readonly #deleted = new Set<unknown>();
  readonly #untagged = new Set<string>();
  readonly #names = new Map<string, string>();

  constructor(operations: readonly Operation[]) {
    for (const { step, outcome } of operations) {
      const { mutation, token } = step;
      if (outcome?.outcome === "refused") continue;
      if (mutation.startsWith("delete")) this.#deleted.add(token);
      if (mutation === "untagResource") this.#untagged.add(token);
      if (!mutation.startsWith("update")) continue;
      for (const id of Object.values(step.input)) this.#names.set(String(id), token);
    }
  }

  /** Whether its deletion was requested, and not refused. */
  isDeleted(id: unknown): boolean {
    return this.#deleted.has(id);
  }

  isUntagged(key: string): boolean {
    return this.#untagged.has(key);
  }

  /** The last name that was requested for it, if it was renamed. */
  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }
}

/** Whether it makes a resource with a name of its own. */
export function isCreation(mutation: string): boolean {
  return /^(create|allocate)/.test(mutation) && mutation !== "createBGPPeer";
}

function idOfArn(arn: unknown): string | undefined {
  return typeof arn === "string" ? arn.split("/").at(-1) : undefined;
}

function resourceOf(row: Readonly<Record<string, unknown>>, prefix: string): Shown {
  const tags = (row["tags"] ?? []) as readonly { key: string; value?: string }[]; // as AWS's model has them
  const bgpPeers = (row["bgpPeers"] ?? []) as readonly { addressFamily?: string }[]; // as above
  return {
    id: String(row[`${prefix}Id`]),
    name: row[`${prefix}Name`],
    state: row[`${prefix}State`],
    tags: new Map(tags.map(({ key, value = "" }) => [key, value])),
    hasIpv6Peer: bgpPeers.some(({ addressFamily }) => addressFamily === "ipv6"),
  };
}
