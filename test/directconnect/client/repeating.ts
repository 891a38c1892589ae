import type { ReadOperation, WriteOperation } from "../../../src/directconnect/client/operations";
import { REPEATED_MEMBERS } from "../../../src/directconnect/client/repeated-members";
import { REPEATED_ROWS } from "../../../src/directconnect/client/repeated-rows";

/** A copy with another value at a path of one or two members. */
export function withValueAt(whole: object, path: string, value: unknown): object {
  const [first = "", second] = path.split(".");
  if (second === undefined) return { ...whole, [first]: value };
  return { ...whole, [first]: { ...(valueAt(whole, first) as object | undefined), [second]: value } };
}

/** What a path of members leads to. */
export function valueAt(whole: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], whole);
}

/**
 * A body with what an answer repeats of the input, as it was sent: otherwise it is the answer to another change.
 * @param all whether names and the like are set where the body has them; ids are in any case.
 */
export function repeating(operation: WriteOperation, sent: object, body: object, all = false): object {
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const [answered, input] of REPEATED_MEMBERS[operation].members) {
    const value = valueAt(sent, input);
    const isWanted = answered.endsWith("Id") || (all && valueAt(copy, answered) !== undefined);
    if (!isWanted || value === undefined) continue;
    const [first = "", second] = answered.split(".");
    if (second === undefined) copy[first] = value;
    else copy[first] = { ...(copy[first] as object | undefined), [second]: value };
  }
  return copy;
}

/**
 * A body whose rows have the requested ids: otherwise it is the answer to another read.
 * @param queried the arguments that name them, by AWS's names.
 */
export function repeatingRows(
  operation: ReadOperation,
  queried: Readonly<Record<string, string>>,
  body: object,
): object {
  const { rows: name, members } = REPEATED_ROWS[operation];
  const withIds = (row: unknown) =>
    members.reduce<object>((whole, [member, input]) => {
      const id = queried[input];
      // Of a parent that has several members, those are set that the row has.
      const isWanted = !member.includes(".") || valueAt(whole, member) !== undefined;
      return id === undefined || !isWanted ? whole : withValueAt(whole, member, id);
    }, row as object);
  if (name === undefined) return withIds(body);
  const rows = valueAt(body, name);
  return { ...body, [name]: Array.isArray(rows) ? rows.map(withIds) : withIds(rows) };
}
