import type { GraphQLObjectType } from "graphql";
import { type BadField, badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import { MOST_ITEMS } from "../../types/rules/item-count";

/**
 * Values that all arguments of one field may have together: each text, number or other scalar is one. The bound is the
 * maximum length of one list: the lists of a query together have this bound, those of a change have it each.
 */
export const MOST_VALUES = MOST_ITEMS;
/** Characters of one text in them, such as a cursor or a part of a name. */
export const LONGEST_TEXT = 4096;

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Limits the arguments of a query's fields, so that comparing them with rows takes little time. Arguments of changes
 * have rules of their own, and are compared with no rows.
 * @returns the number of their values.
 * @throws GatewayError BAD_USER_INPUT
 */
export function checkArgumentSizes(args: Arguments, { name }: GraphQLObjectType): number {
  return name === "Mutation" ? 0 : checkSizes(args);
}

/**
 * The same for arguments that belong to no field, such as the parameters of a path.
 * @returns the number of their values.
 * @throws GatewayError BAD_USER_INPUT
 */
export function checkSizes(args: Arguments): number {
  let values = 0;
  const measure = (value: unknown, path: string): void => {
    if (typeof value === "string" && value.length > LONGEST_TEXT) throw badInput([longText(path, value)]);
    if (typeof value !== "object" || value === null) {
      if (value !== undefined) values += 1;
      return;
    }
    const isList = Array.isArray(value);
    for (const [key, member] of Object.entries(value)) {
      const at = isList ? path : path === "" ? key : `${path}.${key}`;
      measure(member, at);
      if (values > MOST_VALUES) throw badInput([tooManyValues(at)]);
    }
  };
  measure(args, "");
  return values;
}

function longText(argument: string, text: string): BadField {
  return {
    argument,
    sent: `${quoted(text.slice(0, 100))} and ${text.length - 100} characters more`,
    allowed: `a text of at most ${LONGEST_TEXT} characters`,
  };
}

function tooManyValues(argument: string): BadField {
  return {
    argument,
    sent: `more than ${MOST_VALUES} values`,
    allowed: `at most ${MOST_VALUES} values in all arguments of a field together`,
  };
}
