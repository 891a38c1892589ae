import { type ResourceArn, idOfArn, parseArn } from "../directconnect/accounts/arn";
import { badInput, type BadField } from "../errors";
import { quoted } from "../observability/secrets";
import type { IdKind, IdRule } from "../types/rules/id-rules";
import type { IdPlace } from "./id-places";

/** Arguments as GraphQL gives them. */
export type Values = Readonly<Record<string, unknown>>;

/** An ARN that was sent where an id is taken. */
export interface SentArn {
  /** As an error names it, such as `input.connectionId`. */
  readonly argument: string;
  readonly text: string;
  readonly arn: ResourceArn;
  readonly rule: IdRule;
}

/** Whether a value is another form of an id than AWS's lists show: an ARN, or a resiliency group's id in upper case. */
export function isOtherForm(value: unknown, { kinds }: IdRule): boolean {
  if (typeof value !== "string") return false;
  return value.startsWith("arn:") || (kinds.includes("dx-resiliency-group") && isGroupInUpperCase(value));
}

/** AWS takes them so, and answers them in lower case. */
const isGroupInUpperCase = (value: string) => /^dxrg-/i.test(value) && value !== value.toLowerCase();

/** Whether a value at a place, or one of its list, passes a test. */
export function someValue(
  values: unknown,
  [name, ...path]: readonly string[],
  test: (value: unknown) => boolean,
): boolean {
  if (values === null || values === undefined) return false;
  if (name !== undefined) return someValue((values as Values)[name], path, test); // what is no leaf is an input object
  return Array.isArray(values) ? values.some(test) : test(values);
}

/**
 * The ARNs in arguments.
 * @throws GatewayError BAD_USER_INPUT, naming each that is none, or that names another kind of resource.
 */
export function arnsIn(values: Values, places: readonly IdPlace[]): SentArn[] {
  const found: SentArn[] = [];
  const bad: BadField[] = [];
  for (const { path, rule } of places) {
    const argument = path.join(".");
    someValue(values, path, (text) => {
      if (typeof text !== "string" || !text.startsWith("arn:")) return false;
      const arn = parseArn(text);
      if (arn !== null && rule.kinds.includes(arn.kind)) found.push({ argument, text, arn, rule });
      else bad.push({ argument, sent: quoted(text), allowed: allowedAs(rule) });
      return false; // all of them are wanted
    });
  }
  if (bad.length > 0) throw badInput(bad);
  return found;
}

const EXAMPLES: Readonly<Record<IdKind, readonly [id: string, name: string]>> = {
  dxcon: ["dxcon-ffabc123", "connection or interconnect"],
  dxlag: ["dxlag-ffabc123", "LAG"],
  dxvif: ["dxvif-ffabc123", "virtual interface"],
  "dx-gateway": ["5f294f92-bafb-4011-916d-9b0bec3a0000", "Direct Connect gateway"],
  "dx-resiliency-group": ["dxrg-0a1b2c3d4e5f6a7b8", "resiliency group"],
};

function allowedAs({ kinds }: IdRule): string {
  const [ids, names] = [0, 1].map((at) => kinds.map((kind) => EXAMPLES[kind][at as 0 | 1]).join(" or "));
  return `an id such as ${ids}, or the ARN of a ${names}`;
}

/** The same arguments, with the ids that AWS takes. What has none of its other forms stays as it is. */
export function withShortIds(values: Values, places: readonly IdPlace[]): Values {
  return places.reduce(
    (made, { path, rule }) =>
      rule.short && someValue(made, path, (value) => isOtherForm(value, rule))
        ? (replaced(made, path, shortId) as Values)
        : made,
    values,
  );
}

function shortId(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const id = idOfArn(value);
  return isGroupInUpperCase(id) ? id.toLowerCase() : id;
}

function replaced(
  values: unknown,
  [name, ...path]: readonly string[],
  replace: (value: unknown) => unknown,
): unknown {
  if (name === undefined) return Array.isArray(values) ? values.map(replace) : replace(values);
  const members = values as Values; // someValue has been there
  return { ...members, [name]: replaced(members[name], path, replace) };
}
