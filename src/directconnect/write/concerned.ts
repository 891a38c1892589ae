import { idOfArn } from "../accounts/arn";
import type { Concerned } from "../../journal/concerned";
import type { Answer, Input, WriteOperation } from "../client/operations";

/** The names of all members of a shape with a text, at any depth. */
type TextMembers<Shape> = Shape extends readonly (infer Item)[]
  ? TextMembers<Item>
  : Shape extends Date | Uint8Array
    ? never
    : Shape extends object
      ? {
          [Name in keyof Shape & string]-?:
            (NonNullable<Shape[Name]> extends string ? Name : never) | TextMembers<NonNullable<Shape[Name]>>;
        }[keyof Shape & string]
      : never;

type ChangeMember = {
  [Name in WriteOperation]: TextMembers<Input<Name>> | TextMembers<Answer<Name>>;
}[WriteOperation];

/** Those with the id of a resource, by how AWS names its members. */
type Identifying = Extract<
  ChangeMember,
  "id" | `${string}Id` | `${string}Account` | `${string}Arn` | `${string}ARN`
>;

type Kind = "resource" | "arn" | "owner" | "neither";

/**
 * The kind of identifier of each member of changes and of their answers. A missing member that AWS adds does
 * not compile.
 */
export const IDENTIFYING: Readonly<Record<Identifying, Kind>> = {
  connectionId: "resource",
  parentConnectionId: "resource",
  interconnectId: "resource",
  lagId: "resource",
  virtualInterfaceId: "resource",
  bgpPeerId: "resource",
  testId: "resource",
  virtualGatewayId: "resource",
  directConnectGatewayId: "resource",
  gatewayId: "resource",
  /** The gateway that is, or is to be, associated. */
  id: "resource",
  associationId: "resource",
  proposalId: "resource",
  attachmentId: "resource",
  resiliencyGroupId: "resource",
  resiliencyGroupArn: "arn",
  connectionArn: "arn",
  resourceArn: "arn",
  ownerAccount: "owner",
  associatedGatewayOwnerAccount: "owner",
  directConnectGatewayOwnerAccount: "owner",
  virtualGatewayOwnerAccount: "owner",
  /** AWS's own device. */
  awsLogicalDeviceId: "neither",
  /** A secret of Secrets Manager. */
  secretARN: "neither",
};

/** Lists of ids, or of ids and ARNs mixed: what follows the last slash is the id in both. */
const LISTS: ReadonlySet<string> = new Set(["connectionIdentifiers", "connectionIds"]);

const kinds = new Map<string, Kind>(Object.entries(IDENTIFYING));
/** A text that cannot be an id of AWS is of no use for filters. */
const ID = /^[\w.:/-]{1,256}$/;
const ACCOUNT = /^\d{12}$/;

/** The ids and owners in the input of a change, in its answer, or in the stored form of either. */
export function concernedIn(value: unknown): Concerned {
  const found = { resources: new Set<string>(), owners: new Set<string>() };
  collect(value, found);
  return { resources: [...found.resources], owners: [...found.owners] };
}

function collect(value: unknown, found: { resources: Set<string>; owners: Set<string> }): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== "string") {
      if (LISTS.has(name) && Array.isArray(member))
        member.forEach((id: unknown) => collect({ resourceArn: id }, found));
      else collect(member, found);
      continue;
    }
    const kind = kinds.get(name);
    if (kind === "owner" && ACCOUNT.test(member)) found.owners.add(member);
    if (kind === "resource" && ID.test(member)) found.resources.add(member);
    if (kind === "arn" && ID.test(member)) found.resources.add(idOfArn(member));
  }
}
