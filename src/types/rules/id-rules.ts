import type { ValidationOptions } from "class-validator";
import { Arg, ID } from "type-graphql";
import { allOf } from "./member-rules";
import { pattern, rule } from "./rules";

/** What a Direct Connect ARN can name: the first segment of its resource part. Interconnects, too, are `dxcon`. */
export type IdKind = "dxcon" | "dxlag" | "dxvif" | "dx-gateway" | "dx-resiliency-group";

/**
 * The meaning of the other parts of an ARN, in an argument or input member that takes an id.
 *
 * `account` relates the account in the ARN to the account that acts:
 * - `owner`: the owner of the resource acts, and another `account` argument is an error;
 * - `shared`: the owner acts unless an `account` argument names another one, which may share the resource. LAGs and
 *   resiliency groups are never shared, so that for them it is `owner`;
 * - `any`: nothing. The resource belongs to the other side, or the argument only selects rows.
 */
export interface IdRule {
  readonly kinds: readonly IdKind[];
  readonly account: "owner" | "shared" | "any";
  /**
   * Whether the call goes to the region of the ARN; `contained` where each ARN of a list belongs to its own region,
   * and a `region` argument must not contradict it.
   */
  readonly region: boolean | "contained";
  /**
   * Whether AWS is sent the short id. It accepts ARNs in few members, where they can name another region; and rows are
   * compared with the whole ARN.
   */
  readonly short: boolean;
  /** The member beside it that names the owner: the account in the ARN must be that one. */
  readonly ownerMember?: string;
}

type Account = IdRule["account"];

/** The form of an id of each kind, an example of one, and what it names. */
const FORMS: Readonly<Record<IdKind, readonly [form: RegExp, example: string, name: string]>> = {
  dxcon: [/^dxcon-[a-z0-9]+$/, "dxcon-ffabc123", "connection or interconnect"],
  dxlag: [/^dxlag-[a-z0-9]+$/, "dxlag-ffabc123", "LAG"],
  dxvif: [/^dxvif-[a-z0-9]+$/, "dxvif-ffabc123", "virtual interface"],
  "dx-gateway": [
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    "5f294f92-bafb-4011-916d-9b0bec3a0000",
    "Direct Connect gateway",
  ],
  "dx-resiliency-group": [/^dxrg-[a-z0-9]{17}$/i, "dxrg-0a1b2c3d4e5f6a7b8", "resiliency group"],
};

/** Everything that an ARN can name. */
export const ALL_KINDS = Object.keys(FORMS) as readonly IdKind[]; // the type lists all of them

/** The kind of the resource of an id, from its form; undefined for a text that is no id of Direct Connect. */
export function kindOfId(id: string): IdKind | undefined {
  return ALL_KINDS.find((kind) => FORMS[kind][0].test(id));
}

/** The allowed values of an argument that takes an id, for errors. */
export function allowedIds(kinds: readonly IdKind[]): string {
  const [ids, names] = ([1, 2] as const).map((at) => kinds.map((kind) => FORMS[kind][at]).join(" or "));
  return `an id such as ${ids}, or the ARN of a ${names}`;
}

const CALLED_ABOUT = { region: true, short: true } as const;

/** The rules of input members and of members of argument classes, by the prototype of the class that has them. */
const memberRules = new WeakMap<object, Map<string, IdRule>>();
/** The rules of arguments that are parameters of a resolver's method, by the prototype of the resolver. */
const argumentRules = new WeakMap<object, Map<string, IdRule>>();

/** @returns undefined for a member that takes no id of Direct Connect. */
export function idRuleOfMember(prototype: object, member: string): IdRule | undefined {
  for (let at: unknown = prototype; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
    const found = memberRules.get(at)?.get(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @returns undefined for an argument that takes no id of Direct Connect. */
export function idRuleOfArgument(prototype: object, method: string, argument: string): IdRule | undefined {
  return argumentRules.get(prototype)?.get(`${method} ${argument}`);
}

function memberIs(rule: IdRule): PropertyDecorator {
  return (prototype, member) => note(memberRules, prototype, String(member), rule);
}

function note(
  rules: WeakMap<object, Map<string, IdRule>>,
  prototype: object,
  name: string,
  rule: IdRule,
): void {
  const ofPrototype = rules.get(prototype) ?? new Map<string, IdRule>();
  rules.set(prototype, ofPrototype.set(name, rule));
}

interface IdArgOptions {
  readonly description: string;
  readonly nullable?: true;
}

/**
 * Declares an argument that takes an id, or several: by itself or as an ARN.
 * @param kinds what may be named.
 */
export function IdArg(
  name: string,
  kinds: readonly IdKind[],
  options: IdArgOptions,
  account: Account = "shared",
): ParameterDecorator {
  return declareArgument(name, () => ID, options, { kinds, account, ...CALLED_ABOUT });
}

/** Declares an argument that only selects rows by an id, by itself or as an ARN, which stays as it was sent. */
export function SelectingIdArg(
  name: string,
  kinds: readonly IdKind[],
  options: IdArgOptions,
): ParameterDecorator {
  return declareArgument(name, () => ID, options, selecting(kinds));
}

/** Declares an argument that takes several ids, each by itself or as an ARN, which stay as they were sent. */
export function IdsArg(name: string, kinds: readonly IdKind[], options: IdArgOptions): ParameterDecorator {
  return declareArgument(name, () => [ID], options, {
    kinds,
    account: "any",
    region: "contained",
    short: false,
  });
}

function declareArgument(
  name: string,
  type: Parameters<typeof Arg>[1],
  options: IdArgOptions,
  rule: IdRule,
): ParameterDecorator {
  return (prototype, method, index) => {
    if (method === undefined) throw new Error("A constructor takes no arguments of the schema.");
    note(argumentRules, prototype, `${String(method)} ${name}`, rule);
    Arg(name, type as () => typeof ID, options)(prototype, method, index);
  };
}

const selecting = (kinds: readonly IdKind[]): IdRule => ({
  kinds,
  account: "any",
  region: false,
  short: false,
});

/**
 * A filter's member that lists ids, each by itself or as an ARN, which stay as they were sent: an ARN says more than
 * its id.
 */
export const IdsToSelect = (...kinds: readonly IdKind[]) => memberIs(selecting(kinds));

/** The id of one kind of resource, by itself or as an ARN. */
const isIdOf = (name: string, kind: "dxcon" | "dxlag" | "dxvif", options?: ValidationOptions) =>
  pattern(
    name,
    `an id such as ${kind}-ffabc123, or its ARN`,
    new RegExp(`^${kind}-[a-z0-9]{8,21}$`),
    options,
  );

/** The id of a port that carries hosted connections or virtual interfaces. */
export const ConnectionOrLagId = (account: Account = "shared") =>
  allOf(
    pattern(
      "connectionOrLagId",
      "an id such as dxcon-ffabc123 or dxlag-ffabc123, or its ARN",
      /^dx(con|lag)-[a-z0-9]{8,21}$/,
    ),
    memberIs({ kinds: ["dxcon", "dxlag"], account, ...CALLED_ABOUT }),
  );

export const ConnectionId = (account: Account = "shared") =>
  allOf(isIdOf("connectionId", "dxcon"), memberIs({ kinds: ["dxcon"], account, ...CALLED_ABOUT }));

/** Several connections of one account in one region. */
export const ConnectionIds = (options: ValidationOptions) =>
  allOf(
    isIdOf("connectionIds", "dxcon", options),
    memberIs({ kinds: ["dxcon"], account: "owner", ...CALLED_ABOUT }),
  );

export const LagId = () =>
  allOf(isIdOf("lagId", "dxlag"), memberIs({ kinds: ["dxlag"], account: "owner", ...CALLED_ABOUT }));

export const VirtualInterfaceId = () =>
  allOf(
    isIdOf("virtualInterfaceId", "dxvif"),
    memberIs({ kinds: ["dxvif"], account: "shared", ...CALLED_ABOUT }),
  );

export const ResiliencyGroupId = () =>
  allOf(
    pattern("resiliencyGroupId", "an id such as dxrg-0a1b2c3d4e5f6a7b8, or its ARN", /^dxrg-[a-z0-9]{17}$/),
    memberIs({ kinds: ["dx-resiliency-group"], account: "owner", ...CALLED_ABOUT }),
  );

const ARN =
  /^arn:aws[a-z-]*:directconnect:[a-z0-9-]*:\d{12}:(dxcon|dxlag|dxvif|dx-gateway|dx-resiliency-group)\/[A-Za-z0-9-]+$/;

export const UUID = FORMS["dx-gateway"][0];

const isGatewayId = () =>
  pattern("directConnectGatewayId", "a Direct Connect gateway's id, a UUID in lower case, or its ARN", UUID);

/** @param account `shared` where both sides of an association may act. */
export const DirectConnectGatewayId = (account: Account = "owner") =>
  allOf(isGatewayId(), memberIs({ kinds: ["dx-gateway"], account, ...CALLED_ABOUT }));

/**
 * The Direct Connect gateway of another account.
 * @param ownerMember the member beside it that names that account.
 */
export const GatewayIdOfOwner = (ownerMember: string) =>
  allOf(isGatewayId(), memberIs({ kinds: ["dx-gateway"], account: "any", ...CALLED_ABOUT, ownerMember }));

/** Anything that has an ARN. AWS accepts only ARNs, so an id is converted to its ARN. */
export const ResourceId = () =>
  allOf(
    rule(
      "resourceId",
      "an id of Direct Connect such as dxcon-ffabc123, or an ARN such as arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-ffabc123",
      (value) => typeof value === "string" && (kindOfId(value) !== undefined || ARN.test(value)),
    ),
    memberIs({ kinds: ALL_KINDS, account: "owner", region: true, short: false }),
  );

/**
 * The ports that join a resiliency group: AWS accepts connections and LAGs by id or ARN, and its connections can be
 * in any region.
 */
export const ResiliencyGroupMemberIds = (options: ValidationOptions) =>
  allOf(
    pattern(
      "resiliencyGroupMemberIds",
      "an id such as dxcon-ffabc123 or dxlag-ffabc123, or its ARN",
      /^(arn:aws[a-z-]*:directconnect:[a-z0-9-]+:\d{12}:dx(con|lag)\/)?dx(con|lag)-[a-z0-9]{8,21}$/,
      options,
    ),
    memberIs({ kinds: ["dxcon", "dxlag"], account: "shared", region: false, short: false }),
  );
