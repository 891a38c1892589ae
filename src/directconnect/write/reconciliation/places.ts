import type { Connection } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { orFallback } from "../../read/or-fallback";
import { hasEffect } from "./effects";
import type { JsonValue, Reader, Verdict } from "./reconciliation";
import { appliedUnlessOlder, notApplied, untraced } from "./verdicts";

/** The state before a change that moves something: its place, or the resources of a port that joins a LAG. */
interface BeforeMove {
  readonly from?: string;
  readonly carried?: readonly string[];
}

/**
 * The earlier place that a move notes: other changes need it to follow the move.
 * @returns null where it cannot be read; the move itself does not depend on it.
 */
export function movedFrom(place: () => Promise<string | undefined>): Promise<JsonValue> {
  return orFallback<JsonValue>(async () => {
    const from = await place();
    return from ? { from } : null;
  }, null);
}

/** The resources of a port that a move of the port notes, as they move with it; null where it cannot be read. */
export function movedAlong(ids: () => Promise<readonly (string | undefined)[]>): Promise<JsonValue> {
  return orFallback<JsonValue>(async () => ({ carried: (await ids()).flatMap((id) => id ?? []) }), null);
}

/**
 * The ids of the hosted connections that a port carries, also by the journal: AWS's list may not show yet what was allocated
 * on it or moved away.
 * @param listed by AWS.
 */
export async function hostedByNow(
  reader: Reader,
  port: string,
  listed: readonly string[],
): Promise<readonly string[]> {
  const places = new Map<string, string | undefined>();
  for (const { entry, output } of await reader.recentOf([port, ...listed])) {
    const id = ((fromStored(output ?? null) ?? {}) as Pick<Connection, "connectionId">).connectionId; // as AWS gave it
    const placed = HOSTING.get(entry.operation);
    if (id === undefined || placed === undefined || places.has(id)) continue;
    places.set(id, placed(fromStored(entry.input)));
  }
  const stayed = listed.filter((id) => !places.has(id) || places.get(id) === port);
  const arrived = [...places].flatMap(([id, place]) => (place === port ? [id] : []));
  return [...new Set([...stayed, ...arrived])];
}

/** Where each operation that answers a hosted connection puts it. */
const HOSTING: ReadonlyMap<string, (input: unknown) => string | undefined> = new Map([
  placedBy("AllocateHostedConnection", ({ connectionId }) => connectionId),
  placedBy("AllocateConnectionOnInterconnect", ({ interconnectId }) => interconnectId),
  placedBy("AssociateHostedConnection", ({ parentConnectionId }) => parentConnectionId),
]);

function placedBy<Name extends WriteOperation>(
  operation: Name,
  place: (input: Input<Name>) => string | undefined,
): [string, (input: unknown) => string | undefined] {
  return [operation, (input) => place(input as Input<Name>)]; // as the entry was opened with
}

/** The ids of the resources of a port when it joined a LAG, if the change noted them. */
export function carriedBefore(before: JsonValue): readonly string[] {
  return ((before ?? {}) as BeforeMove).carried ?? []; // as `before` of the operation made it
}

/** One move by a later change. */
interface Move {
  readonly from: string | undefined;
  /** Undefined where only AWS's answer contains it. */
  readonly to: string | undefined;
  /** Whether AWS answered it. */
  readonly isSettled: boolean;
  /** Whether the state before it, or AWS itself, shows that it moved this resource from there. */
  readonly isShown: boolean;
}

/**
 * The move by which a change may have moved something from one of the given places; undefined for a change that moves
 * none.
 */
function moveOf(other: OtherChange, id: string, places: ReadonlySet<string>): Move | undefined {
  if (!hasEffect(other, { aspect: "place", of: [id, ...places] })) return undefined;
  const isSettled = other.state === "applied";
  const { from, carried } = (other.befores.at(-1) ?? {}) as BeforeMove; // as `before` of the operation made it
  const move = <Name extends WriteOperation>() => fromStored(other.input) as Input<Name>; // as the entry was opened with
  switch (other.operation as WriteOperation) {
    case "AssociateVirtualInterface": {
      const { connectionId: to } = move<"AssociateVirtualInterface">();
      return { from, to, isSettled, isShown: from !== undefined };
    }
    case "AssociateHostedConnection": {
      const { parentConnectionId: to } = move<"AssociateHostedConnection">();
      return { from, to, isSettled, isShown: from !== undefined };
    }
    case "AssociateConnectionWithLag": {
      const { connectionId, lagId: to } = move<"AssociateConnectionWithLag">();
      return { from: connectionId, to, isSettled, isShown: carried?.includes(id) === true };
    }
    case "CreateLag": {
      // A new LAG carries nothing but the resources that moved with the port.
      const { connectionId } = move<"CreateLag">();
      const { lagId } = (fromStored(other.output) ?? {}) as Partial<Answer<"CreateLag">>; // as AWS gave it
      return { from: connectionId, to: lagId, isSettled, isShown: isSettled };
    }
    default:
      return { from: undefined, to: undefined, isSettled, isShown: false };
  }
}

/** How something reached its place, by later changes. */
export interface Way {
  /** Whether all changes on the way are settled. */
  readonly isSettled: boolean;
  /** Whether each of them is known to have moved it from where it was before. */
  readonly isShown: boolean;
}

/**
 * The moves by which later changes can have moved something from the place of a change to another one.
 * @returns undefined where they cannot.
 */
export function wayTo(
  id: string,
  start: string,
  place: string | undefined,
  later: readonly OtherChange[],
): Way | undefined {
  const ways = new Map<string, Way>([[start, { isSettled: true, isShown: true }]]);
  let somewhere: Way | undefined;
  // Each round goes one move further; a better way to a place that was reached before counts in the next round.
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const other of later) {
      const move = moveOf(other, id, new Set(ways.keys()));
      if (move === undefined) continue;
      const reached = move.from === undefined ? undefined : ways.get(move.from);
      const way = {
        isSettled: move.isSettled && reached?.isSettled !== false,
        isShown: move.isShown && reached?.isShown === true,
      };
      if (move.to === undefined) somewhere = better(somewhere, way);
      else if (move.to !== start) {
        const before = ways.get(move.to);
        const best = better(before, way);
        hasChanged ||= best !== before;
        ways.set(move.to, best);
      }
    }
  }
  return ways.get(place ?? "") ?? somewhere;
}

function better(one: Way | undefined, other: Way): Way {
  if (one === undefined) return other;
  return Number(other.isShown) + Number(other.isSettled) > Number(one.isShown) + Number(one.isSettled)
    ? other
    : one;
}

/**
 * The verdict on a move of something that is elsewhere now: it was made where later changes can have moved it on.
 * @param output of the change, as it is shown now.
 */
export async function unlessMovedLater<Name extends WriteOperation>(
  reader: Reader,
  id: string | undefined,
  start: string | undefined,
  place: string | undefined,
  output: Answer<Name>,
): Promise<Verdict<Name>> {
  const later = (await reader.others([id ?? ""])).filter(({ mayFollow }) => mayFollow);
  const way = wayTo(id ?? "", start ?? "", place, later);
  if (way === undefined) return notApplied;
  return way.isSettled
    ? appliedUnlessOlder(output)
    : untraced("A later change that may have moved it is not settled yet.");
}
