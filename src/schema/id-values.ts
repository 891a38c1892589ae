import { type ResourceArn, parseArn } from "../directconnect/accounts/arn";
import { badInput, type BadField } from "../errors";
import { quoted } from "../observability/secrets";
import { allowedIds, type IdRule, kindOfId } from "../types/rules/id-rules";
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
 * @throws GatewayError BAD_USER_INPUT, naming each argument that holds neither an id nor an ARN of what it takes. Members of
 * an input are for its own rules, which name all that is bad in it in one error.
 */
export function arnsIn(values: Values, places: readonly IdPlace[]): SentArn[] {
  const found: SentArn[] = [];
  const bad: BadField[] = [];
  for (const { path, rule } of places) {
    const argument = path.join(".");
    someValue(values, path, (text) => {
      if (typeof text !== "string") return false;
      const arn = text.startsWith("arn:") ? parseArn(text) : null;
      if (arn !== null && rule.kinds.includes(arn.kind)) found.push({ argument, text, arn, rule });
      else if (isRefused(text, path, rule))
        bad.push({ argument, sent: quoted(text), allowed: allowedIds(rule.kinds) });
      return false; // all of them are wanted
    });
  }
  if (bad.length > 0) throw badInput(bad);
  return found;
}

/** In a filter any other text is just the id of nothing. */
function isRefused(text: string, [argument, ...members]: readonly string[], { kinds }: IdRule): boolean {
  if (members.length > 0) return argument === "filter" && text.startsWith("arn:");
  const kind = kindOfId(text);
  return kind === undefined || !kinds.includes(kind);
}

/** The same arguments, with the ids that AWS takes. What has none of its other forms stays as it is. */
export function withShortIds(values: Values, places: readonly IdPlace[]): Values {
  return places.reduce(
    (made, { path, rule }) =>
      rule.short && someValue(made, path, (value) => isOtherForm(value, rule))
        ? (replaced(made, path, (value) => shortId(value, rule)) as Values)
        : made,
    values,
  );
}

/** An ARN of anything else stays, for the rules of its input to refuse. */
function shortId(value: unknown, { kinds }: IdRule): unknown {
  if (typeof value !== "string") return value;
  const arn = parseArn(value);
  const id = arn !== null && kinds.includes(arn.kind) ? arn.resourceId : value;
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
