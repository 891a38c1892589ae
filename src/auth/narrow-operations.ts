import type { Operation } from "../directconnect/client/operations";
import { acrossRegionsOf, RULES } from "./permissions";

/** The operations that a grant of some ports or owner accounts can cover: those whose input names what is reached. */
export const NARROW_OPERATIONS: readonly string[] = Object.entries(RULES)
  .filter(([, { on }]) => typeof on === "object")
  .map(([operation]) => operation);

/** The changes that a grant of some regions does not cover, whatever they name. */
export const CHANGES_ACROSS_REGIONS: readonly string[] = (Object.keys(RULES) as Operation[]) // the keys of that very object
  .filter((operation) => acrossRegionsOf(operation) === "refused");
