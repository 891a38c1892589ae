import type * as sdk from "@aws-sdk/client-direct-connect";
import type { IntendedResiliency } from "../types/resiliency-group";
import { type Circuit, devicesBySite } from "./resiliency";

/** How many sites a model wants, and how many devices at each of them. */
const WANTED: Readonly<Record<sdk.ResiliencyModel, { readonly sites: number; readonly devices: number }>> = {
  "maximum-resiliency": { sites: 2, devices: 2 },
  "high-resiliency": { sites: 2, devices: 1 },
  "basic-resiliency": { sites: 1, devices: 2 },
};

/** @returns undefined for a text that names no model. */
export function modelNamed(text: string | undefined): sdk.ResiliencyModel | undefined {
  return text !== undefined && Object.hasOwn(WANTED, text) ? (text as sdk.ResiliencyModel) : undefined;
}

/**
 * Holds the model that connections were put together for against what they are: docs/resiliency.md.
 * @param model null where it is not known.
 * @param areAll whether these are all connections; others may be what is missing.
 */
export function intendedResiliency(
  model: sdk.ResiliencyModel | null,
  circuits: readonly Circuit[],
  areAll = true,
): IntendedResiliency {
  if (model === null) return { intendedResiliencyModel: null, isMet: null, isMetNow: null, missing: [] };
  const built = circuits.filter(({ state }) => state !== "notInService");
  const up = built.filter(({ state }) => state === "up");
  const [missing, missingNow] = [missingFor(model, built), missingFor(model, up)];
  const isMet = (lacks: readonly string[]) => (lacks.length === 0 ? true : areAll ? false : null);
  return { intendedResiliencyModel: model, isMet: isMet(missing), isMetNow: isMet(missingNow), missing };
}

function missingFor(model: sdk.ResiliencyModel, circuits: readonly Circuit[]): string[] {
  const { sites, devices } = WANTED[model];
  // The sites that lack the least come first: those are the ones to complete. A connection has at least one device.
  const best = [...devicesBySite(circuits)].map(([site, devices]) => ({
    site,
    has: Math.max(1, devices.size),
  }));
  best.sort((one, other) => other.has - one.has);
  const kept = best.slice(0, sites);
  const newSites = sites - kept.length;
  return [
    ...kept.flatMap(({ site, has }) =>
      has >= devices ? [] : [`A connection on another device at ${site}, where all are on one.`],
    ),
    ...Array.from({ length: newSites }, (_, index) =>
      devices === 1
        ? `A connection at ${elsewhere(kept, index)}.`
        : `Connections on ${devices} devices at ${elsewhere(kept, index)}.`,
    ),
  ];
}

/** @param index counts the sites that are missing. */
function elsewhere(kept: readonly { readonly site: string }[], index: number): string {
  if (kept.length === 0) return index === 0 ? "a site" : "another site";
  return `another site than ${kept.map(({ site }) => site).join(", ")}`;
}
