import type { GraphQLError } from "graphql";
import type { Path } from "../libraries/graphql";

/** A path with its place in the answer. */
export interface OrderedPath extends Path {
  readonly prev: OrderedPath | undefined;
  /** The position of a field among those of its object, or of an item in its list. */
  readonly position: number;
}

export function addPlace(
  prev: OrderedPath | undefined,
  key: string | number,
  typename: string | undefined,
  position: number,
): OrderedPath {
  return { prev, key, typename, position };
}

interface PlacedError {
  readonly error: GraphQLError;
  /** Where it arose. */
  readonly at: readonly number[];
  /** What it made null: everything where this is empty. */
  readonly nulled: readonly number[];
}

/** The errors of one execution. */
export class PlacedErrors {
  readonly #origins = new Map<GraphQLError, OrderedPath>();
  readonly #errors: { readonly error: GraphQLError; readonly nulled: OrderedPath | undefined }[] = [];

  /**
   * Notes where an error arose; it then goes up to the nearest place that may be null.
   * @returns whether it arose there, and has not come up from below.
   */
  arose(error: GraphQLError, place: OrderedPath): boolean {
    if (this.#origins.has(error)) return false;
    this.#origins.set(error, place);
    return true;
  }

  /** @param nulled the place that it makes null: everything where there is none. */
  add(error: GraphQLError, nulled: OrderedPath | undefined): void {
    this.#errors.push({ error, nulled });
  }

  /**
   * The errors in the order of the answer, as if fields had been executed one after the other: what came after an error
   * in a place that it made null is left out. So they depend on what resolvers gave, and not on which of them was first.
   */
  inOrder(): readonly GraphQLError[] {
    if (this.#errors.length < 2) return this.#errors.map(({ error }) => error);
    const placed = this.#errors.map(({ error, nulled }): PlacedError => {
      return { error, at: positionsOf(this.#origins.get(error)), nulled: positionsOf(nulled) };
    });
    placed.sort((one, other) => compare(one.at, other.at));
    const reported: GraphQLError[] = [];
    let nulled: readonly number[] | undefined;
    for (const one of placed) {
      if (nulled !== undefined && isWithin(one.at, nulled)) continue;
      reported.push(one.error);
      nulled = one.nulled;
    }
    return reported;
  }
}

function positionsOf(place: OrderedPath | undefined): number[] {
  const positions: number[] = [];
  for (let at = place; at !== undefined; at = at.prev) positions.push(at.position);
  return positions.reverse();
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, position] of one.entries()) {
    const difference = position - (other[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function isWithin(place: readonly number[], outer: readonly number[]): boolean {
  return outer.every((position, index) => place[index] === position);
}
