import { ValidateBy, type ValidationOptions } from "class-validator";

/**
 * Input rules, taken from the AWS documentation of each member. Each message says what is allowed; the error also
 * contains what was sent, and in which argument (see `errors.ts`). Secret values are never repeated.
 */
export function rule(
  name: string,
  allowed: string,
  test: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: test, defaultMessage: () => allowed } }, options);
}

export function pattern(
  name: string,
  allowed: string,
  expression: RegExp,
  options?: ValidationOptions,
): PropertyDecorator {
  return rule(name, allowed, (value) => typeof value === "string" && expression.test(value), options);
}

/** A whole number, both bounds included. */
export const IntegerBetween = (low: number, high: number) =>
  rule("integerBetween", `a whole number from ${low} to ${high}`, (value) => isBetween(value, low, high));

export function isBetween(value: unknown, low: number, high: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

/** IEEE 802.1Q leaves 1 to 4094 for use. */
export const Vlan = () => rule("vlan", "a VLAN from 1 to 4094", (value) => isBetween(value, 1, 4094));

export const AccountId = () => pattern("accountId", "an AWS account: 12 digits", /^\d{12}$/);

export const LocationCode = () =>
  pattern("locationCode", "the code of a Direct Connect location, such as EqDC2", /^[A-Za-z0-9-]{1,32}$/);

/** Names of connections, interconnects and LAGs take 200 characters, those of virtual interfaces and gateways 100. */
export const ResourceName = (longest: 100 | 200) =>
  pattern(
    "resourceName",
    `1 to ${longest} letters, digits, spaces and the characters - _ , /`,
    new RegExp(`^[A-Za-z0-9 _,/-]{1,${longest}}$`),
  );

export const OneOf = (...values: readonly string[]) =>
  rule(
    "oneOf",
    `one of ${values.join(", ")}`,
    (value) => typeof value === "string" && values.includes(value),
  );

/** Half of a MACsec pair (CKN or CAK): 256 bits. */
export const Hex64 = () => pattern("hex64", "64 hexadecimal digits", /^[0-9A-Fa-f]{64}$/);

export const SecretArn = () =>
  pattern(
    "secretArn",
    "the ARN of a Secrets Manager secret that Direct Connect made",
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S{1,512}$/,
  );

export const TagKey = (options?: ValidationOptions) =>
  pattern(
    "tagKey",
    "1 to 128 letters, digits, spaces and the characters _ . : / = + - @, not starting with aws:",
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
    options,
  );

export const TagValue = () =>
  pattern(
    "tagValue",
    "up to 256 letters, digits, spaces and the characters _ . : / = + - @",
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
  );

/**
 * How many members a new LAG may have; it depends on `connectionsBandwidth` beside it.
 * @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_CreateLag.html
 */
export const LagSize = (): PropertyDecorator =>
  ValidateBy({
    name: "lagSize",
    validator: {
      validate: (value, args) => {
        const { connectionsBandwidth }: { connectionsBandwidth?: unknown } = args?.object ?? {};
        return isBetween(
          value,
          1,
          connectionsBandwidth === "100Gbps" || connectionsBandwidth === "400Gbps" ? 2 : 4,
        );
      },
      defaultMessage: () => "1 to 4 members of 1Gbps or 10Gbps, 1 or 2 of 100Gbps or 400Gbps",
    },
  });

/**
 * No two items of a list share the named member.
 * @param distinctKey returns the same key for all spellings of one value.
 */
export const DistinctBy = (member: string, distinctKey: (value: unknown) => unknown = (value) => value) =>
  rule(
    "distinctBy",
    `items with distinct ${member}`,
    (value) =>
      Array.isArray(value) &&
      new Set(value.map((item: Record<string, unknown>) => distinctKey(item[member]))).size === value.length,
  );

/** No item of a list occurs twice. */
export const Distinct = () =>
  rule("distinct", "each item once", (value) => Array.isArray(value) && new Set(value).size === value.length);

/** Exactly the first member, or exactly all the others: `EitherOr("secretARN", "ckn", "cak")`. */
export const EitherOr = (single: string, ...group: readonly string[]): PropertyDecorator =>
  ValidateBy({
    name: "eitherOr",
    validator: {
      validate: (_, args) => {
        const input = (args?.object ?? {}) as Record<string, unknown>; // class-validator types the object it validates as `object`
        const setCount = group.filter((member) => input[member] != null).length;
        return input[single] == null ? setCount === group.length : setCount === 0;
      },
      defaultMessage: () => `either ${single}, or ${group.join(" and ")} together`,
    },
  });

export const TextUpTo = (longest: number) =>
  rule(
    "textUpTo",
    `up to ${longest} characters`,
    (value) => typeof value === "string" && value.length <= longest,
  );
