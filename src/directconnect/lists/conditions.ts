import { countWork } from "../read/work";
import { conditionByArn, valueUnder } from "./named-rows";
import { comparable } from "./words";

/** A row's member, and its value: one of several, or this one. `nameContains` and `tags` match in their own way. */
export type Condition = readonly [member: string, wanted: unknown];

/** A requested tag: with any value, or with one of these. */
export interface WantedTag {
  key: string;
  values?: readonly string[] | null;
}

interface Tagged {
  key?: string;
  value?: string;
}

/** The prepared values of a condition, made once for each list or tag of a filter, however many rows are compared. */
interface Prepared {
  readonly values: ReadonlySet<unknown>;
  readonly keys: readonly unknown[];
  /** As JSON. */
  readonly text: string;
}

const prepared = new WeakMap<object, Prepared>();

/** @param wanted a list, or a requested tag; neither is modified. */
function prepare(wanted: object): Prepared {
  let cached = prepared.get(wanted);
  if (cached === undefined) {
    const tag = Array.isArray(wanted) ? undefined : (wanted as WantedTag);
    const values = new Set<unknown>(tag === undefined ? (wanted as unknown[]).map(comparable) : tag.values);
    countWork(values.size);
    const keys =
      tag === undefined
        ? [...values]
        : tag.values == null
          ? [tagKey(tag.key)]
          : [...values].map((value) => tagKey(tag.key, String(value)));
    prepared.set(wanted, (cached = { values, keys, text: JSON.stringify(wanted) }));
  }
  return cached;
}

/** A text that is equal for equal conditions. */
export function textOf([member, wanted]: Condition): string {
  const isPrepared = typeof wanted === "object" && wanted !== null;
  return `${member} ${isPrepared ? prepare(wanted).text : JSON.stringify(wanted)}`;
}

const conditionsByFilter = new WeakMap<object, Condition[]>();

/** The conditions of a filter, made once for each filter; a null member counts as absent. */
export function conditionsOf(filter: object | null | undefined): Condition[] {
  if (filter == null) return [];
  let conditions = conditionsByFilter.get(filter);
  if (conditions === undefined) conditionsByFilter.set(filter, (conditions = conditionsIn(filter)));
  return conditions;
}

function conditionsIn(filter: object): Condition[] {
  const conditions: Condition[] = [];
  for (const [member, wanted] of Object.entries(filter) as [string, unknown][]) {
    if (wanted == null) continue;
    if (member === "tags") for (const tag of wanted as WantedTag[]) conditions.push([member, tag]);
    else if (member === "nameContains") conditions.push([member, (wanted as string).toLowerCase()]);
    else conditions.push(conditionByArn(member, wanted) ?? [member, wanted]);
  }
  return conditions;
}

/**
 * Whether a row matches: its value, or for a list one of its values, is the requested one. Texts are compared without
 * case, tags with case.
 */
export function fits(row: object, [member, wanted]: Condition, nameMember: string): boolean {
  const values = row as Readonly<Record<string, unknown>>;
  if (member === "nameContains") return containsText(values[nameMember], wanted);
  if (member === "tags") return carriesTag(values["tags"] as Tagged[], wanted as WantedTag);
  const among = Array.isArray(wanted) ? prepare(wanted).values : undefined;
  const only = comparable(wanted);
  const isWanted = (value: unknown) =>
    among === undefined ? comparable(value) === only : among.has(comparable(value));
  const value = valueUnder(row, member);
  return Array.isArray(value) ? value.some(isWanted) : isWanted(value);
}

/** The keys of a row in an index over a member. */
export function indexKeysOf(row: object, member: string): readonly unknown[] {
  const value = valueUnder(row, member);
  if (member !== "tags")
    return Array.isArray(value) ? [...new Set<unknown>(value.map(comparable))] : [comparable(value)];
  return (value as Tagged[]).flatMap(({ key = "", value: text = "" }) => [tagKey(key), tagKey(key, text)]);
}

/** The keys of matching rows in the index over the condition's member; undefined where no index answers it. */
export function indexKeysFor([member, wanted]: Condition): readonly unknown[] | undefined {
  if (member === "nameContains") return undefined;
  return Array.isArray(wanted) || member === "tags" ? prepare(wanted as object).keys : [comparable(wanted)];
}

function tagKey(key: string, value?: string): string {
  return JSON.stringify([key, value]);
}

function containsText(value: unknown, wanted: unknown): boolean {
  return typeof value === "string" && value.toLowerCase().includes(String(wanted));
}

function carriesTag(tags: readonly Tagged[], wanted: WantedTag): boolean {
  const { key, values } = wanted;
  const among = values == null ? undefined : prepare(wanted).values;
  return tags.some((tag) => tag.key === key && (among === undefined || among.has(tag.value ?? "")));
}
