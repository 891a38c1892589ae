import { comparable, isSameWord } from "../directconnect/lists/words";
import {
  FailureDomain,
  type FailureDomainMembers,
  type Resiliency,
  type ResiliencyAssessment,
  ResiliencyTier,
  type SinglePointOfFailure,
} from "../types/resiliency";

/** One way into AWS, as far as its resiliency goes: a connection or a LAG. */
export interface Circuit {
  /** `dxcon-…` or `dxlag-…`. */
  readonly id: string;
  /** The code of the location; null where AWS does not send it. */
  readonly location: string | null;
  /** Null where AWS does not send it. */
  readonly device: string | null;
  readonly provider: string | null;
  /** Ordered or going: neither up nor down. */
  readonly state: "up" | "down" | "notInService";
}

/** The tiers from the worst to the best. */
const TIERS = [
  ResiliencyTier.NONE,
  ResiliencyTier.DEVELOPMENT_AND_TEST,
  ResiliencyTier.HIGH,
  ResiliencyTier.MAXIMUM,
] as const;

/**
 * How far circuits withstand failures, as they were built and as they are now: docs/resiliency.md.
 * @param circuits each once.
 */
export function resiliencyOf(circuits: readonly Circuit[]): Omit<Resiliency, "notSeen" | "unavailable"> {
  const built = circuits.filter(({ state }) => state !== "notInService");
  const asBuilt = assess(built);
  const now = assess(built.filter(({ state }) => state === "up"));
  return {
    asBuilt,
    now,
    redundancyLost:
      TIERS.indexOf(now.tier) < TIERS.indexOf(asBuilt.tier) ||
      now.singlePointsOfFailure.some(
        ({ domain, name }) => !has(asBuilt.singlePointsOfFailure, domain, name),
      ) ||
      (asBuilt.connectionCount > 0 && now.connectionCount === 0),
    notInService: circuits.filter(({ state }) => state === "notInService").map(({ id }) => id),
  };
}

/**
 * A building can have several codes with different suffixes: `EqSe2-EQ`, `CS32A-24FL`. AWS is not strict about case.
 */
export function siteOf(location: string): string {
  return (location.split("-")[0] ?? location).toUpperCase();
}

function assess(circuits: readonly Circuit[]): ResiliencyAssessment {
  const byLocation = groups(circuits, ({ location }) => (location === null ? null : siteOf(location)));
  const byDevice = groups(circuits, ({ device }) => device);
  const byProvider = groups(circuits, ({ provider }) => provider);
  return {
    tier: tierOf(circuits),
    connectionCount: circuits.length,
    byLocation,
    byDevice,
    byProvider,
    singlePointsOfFailure: [
      ...only(FailureDomain.LOCATION, byLocation),
      ...only(FailureDomain.DEVICE, byDevice),
      ...only(FailureDomain.PROVIDER, byProvider),
      ...only(
        FailureDomain.CONNECTION,
        groups(circuits, ({ id }) => id),
      ),
    ],
  };
}

/** @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/resiliency_toolkit.html */
function tierOf(circuits: readonly Circuit[]): ResiliencyTier {
  const devicesAt = devicesBySite(circuits);
  const doubled = [...devicesAt.values()].filter((devices) => devices.size >= 2).length;
  if (doubled >= 2) return ResiliencyTier.MAXIMUM;
  if (devicesAt.size >= 2) return ResiliencyTier.HIGH;
  return doubled === 1 ? ResiliencyTier.DEVELOPMENT_AND_TEST : ResiliencyTier.NONE;
}

/** The devices at each site. What AWS does not send proves nothing: circuits without a location are left out, too. */
export function devicesBySite(circuits: readonly Circuit[]): ReadonlyMap<string, ReadonlySet<unknown>> {
  const devicesAt = new Map<string, Set<unknown>>();
  for (const { location, device } of circuits) {
    if (location === null) continue;
    const devices = devicesAt.get(siteOf(location)) ?? new Set();
    if (device !== null) devices.add(comparable(device));
    devicesAt.set(siteOf(location), devices);
  }
  return devicesAt;
}

function groups(
  circuits: readonly Circuit[],
  nameOf: (circuit: Circuit) => string | null,
): FailureDomainMembers[] {
  const members = new Map<unknown, FailureDomainMembers>();
  for (const circuit of circuits) {
    const name = nameOf(circuit);
    const { connections = [], ...group } = members.get(comparable(name)) ?? { name };
    members.set(comparable(name), { ...group, connections: [...connections, circuit.id] });
  }
  return [...members.values()];
}

function only(domain: FailureDomain, [first, ...others]: FailureDomainMembers[]): SinglePointOfFailure[] {
  return first?.name == null || others.length > 0 ? [] : [{ domain, name: first.name }];
}

function has(points: readonly SinglePointOfFailure[], domain: FailureDomain, name: string): boolean {
  return points.some((point) => point.domain === domain && isSameWord(point.name, name));
}
