/** What a row's member must be: one of several values, or this one. `nameContains` and `tags` say more. */
export type Condition = readonly [member: string, wanted: unknown];

/** A tag that is wanted: with any value, or with one of these. */
export interface WantedTag {
  key: string;
  values?: readonly string[] | null;
}

interface Tagged {
  key?: string;
  value?: string;
}

/** The conditions that a filter makes; what is null in it was left out. */
export function conditionsOf(filter: object | null | undefined): Condition[] {
  const conditions: Condition[] = [];
  for (const [member, wanted] of Object.entries(filter ?? {}) as [string, unknown][]) {
    if (wanted == null) continue;
    if (member === "tags") for (const tag of wanted as WantedTag[]) conditions.push([member, tag]);
    else conditions.push([member, wanted]);
  }
  return conditions;
}

/** Whether a row fits: its value, or for a list one of its values, is what is wanted. */
export function fits(row: object, [member, wanted]: Condition, nameMember: string): boolean {
  const values = row as Readonly<Record<string, unknown>>;
  if (member === "nameContains") return containsText(values[nameMember], wanted);
  if (member === "tags") return carriesTag(values["tags"] as Tagged[], wanted as WantedTag);
  const isWanted = (value: unknown) => (Array.isArray(wanted) ? wanted.includes(value) : value === wanted);
  const value = values[member];
  return Array.isArray(value) ? value.some(isWanted) : isWanted(value);
}

/** The keys that a row stands under in an index over a member. */
export function indexKeysOf(row: object, member: string): readonly unknown[] {
  const value = (row as Readonly<Record<string, unknown>>)[member];
  if (member !== "tags") return Array.isArray(value) ? [...new Set<unknown>(value)] : [value];
  return (value as Tagged[]).flatMap(({ key = "", value: text = "" }) => [tagKey(key), tagKey(key, text)]);
}

/** Where rows that fit stand in the index over the condition's member; undefined where no index says it. */
export function indexKeysFor([member, wanted]: Condition): readonly unknown[] | undefined {
  if (member === "nameContains") return undefined;
  if (member !== "tags") return Array.isArray(wanted) ? [...new Set<unknown>(wanted)] : [wanted];
  const { key, values } = wanted as WantedTag;
  return values == null ? [tagKey(key)] : [...new Set(values)].map((value) => tagKey(key, value));
}

function tagKey(key: string, value?: string): string {
  return JSON.stringify([key, value]);
}

function containsText(value: unknown, wanted: unknown): boolean {
  return typeof value === "string" && value.toLowerCase().includes(String(wanted).toLowerCase());
}

function carriesTag(tags: readonly Tagged[], { key, values }: WantedTag): boolean {
  return tags.some((tag) => tag.key === key && (values == null || values.includes(tag.value ?? "")));
}
