import { RULES } from "./permissions";

/** The operations that a grant of some ports or owner accounts can cover: those whose input names what is reached. */
export const NARROW_OPERATIONS: readonly string[] = Object.entries(RULES)
  .filter(([, { on }]) => typeof on === "object")
  .map(([operation]) => operation);
