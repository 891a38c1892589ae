import { ValidateBy } from "class-validator";

/**
 * How many items any list in an argument may have, such as the values of a filter, where it has no stricter rule of
 * its own.
 */
export const MOST_ITEMS = 1_000;

/** The bounds of lists, by the prototype of the class that has them. */
const bounds = new WeakMap<object, Map<string, ItemBounds>>();

/** A list that has more items than it may, as an error describes it. */
export interface OverlongList {
  readonly argument: string;
  readonly sent: string;
  readonly allowed: string;
}

interface ItemBounds {
  readonly low: number;
  readonly high: number;
}

/** How many items a list may have, both bounds included. */
export function ItemCount(low: number, high: number): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.length >= low && value.length <= high;
  const check = ValidateBy({
    name: "itemCount",
    validator: { validate, defaultMessage: () => allowed(low, high) },
  });
  return (target, member) => {
    const ofTarget = bounds.get(target) ?? new Map<string, ItemBounds>();
    bounds.set(target, ofTarget.set(String(member), { low, high }));
    check(target, member);
  };
}

/**
 * The lists in an argument that have more items than they may. Other rules read each item, and some compare each with
 * all others: they are not applied where this finds such a list.
 * @param value an instance of an input or argument class, or plain values, whose bound is `MOST_ITEMS`.
 */
export function overlongLists(value: object, path = ""): OverlongList[] {
  return Object.entries(value).flatMap(([member, inner]: [string, unknown]): OverlongList[] => {
    if (typeof inner !== "object" || inner === null) return [];
    const place = path === "" ? member : `${path}.${member}`;
    if (!Array.isArray(inner)) return overlongLists(inner, place);
    const { low, high } = boundsOf(value, member);
    if (inner.length > high)
      return [{ argument: place, sent: `a list of ${inner.length} items`, allowed: allowed(low, high) }];
    return overlongLists(inner, place);
  });
}

function boundsOf(value: object, member: string): ItemBounds {
  for (let at: unknown = value; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
    const found = bounds.get(at)?.get(member);
    if (found !== undefined) return found;
  }
  return { low: 0, high: MOST_ITEMS };
}

function allowed(low: number, high: number): string {
  return low === 0 ? `at most ${high} items` : `${low} to ${high} items`;
}
