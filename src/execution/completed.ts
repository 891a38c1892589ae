/**
 * A completed value. A list whose items were awaited is still a list: graphql-js chains no promise to make anything
 * of it, so neither do we, and it becomes text with the object that it stands in. Empty text is what JSON cannot say.
 */
export type Completed = string | null | readonly Completed[];

/** An object as JSON; a member that JSON cannot say is left out. */
export function objectText(labels: readonly string[], values: readonly Completed[]): string {
  let text = "";
  labels.forEach((label, index) => {
    const value = textOf(values[index] ?? null);
    if (value !== "") text += text === "" ? label + value : `,${label}${value}`;
  });
  return `{${text}}`;
}

/** A list as JSON; an item that JSON cannot say is null there. */
export function listText(items: readonly Completed[]): string {
  let text = "";
  for (const item of items) {
    const value = textOf(item) || "null";
    text += text === "" ? value : `,${value}`;
  }
  return `[${text}]`;
}

function textOf(value: Completed): string {
  if (typeof value === "string") return value;
  return value === null ? "null" : listText(value);
}
