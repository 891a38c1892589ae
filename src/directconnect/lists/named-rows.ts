import { parseArn, type ResourceArn } from "../accounts/arn";
import { comparable } from "./words";

type Members = Readonly<Record<string, unknown>>;

/** Where the resource is that a member of a row names. An account is left out where the row does not say whose it is. */
interface Home {
  readonly region: unknown;
  readonly account?: unknown;
}

const inRegion = ({ region }: Members): Home => ({ region });
const inNoRegion = (): Home => ({ region: "" });

/** The members that name a resource by its id, in rows of that resource and of others. */
const HOMES: Readonly<Record<string, (row: Members) => Home>> = {
  connectionId: inRegion, // of a virtual interface: who owns what carries it, AWS does not say
  interconnectId: inRegion,
  // A LAG is its members' owner's; a hosted connection shows its partner's.
  lagId: ({ region, ownerAccount, partnerName }) => ({
    region,
    account: partnerName == null ? ownerAccount : undefined,
  }),
  virtualInterfaceId: ({ region, ownerAccount, virtualInterfaceRegion, virtualInterfaceOwnerAccount }) => ({
    region: virtualInterfaceRegion ?? region,
    account: virtualInterfaceOwnerAccount ?? ownerAccount,
  }),
  directConnectGatewayId: ({ directConnectGatewayOwnerAccount }) => ({
    region: "",
    account: directConnectGatewayOwnerAccount,
  }),
  resiliencyGroupId: inNoRegion,
};

/** Marks the member of a condition that has ARNs among its values. No member has a space in its name. */
const BY_ARN = " or ARN";

/**
 * A condition on a member that names resources, with ARNs among its values. An ARN of another account or region than the
 * resource's names nothing, though the id in it be the same.
 * @returns undefined for a condition without ARNs.
 */
export function conditionByArn(
  member: string,
  wanted: unknown,
): [member: string, keys: unknown[]] | undefined {
  if (HOMES[member] === undefined) return undefined;
  const values = Array.isArray(wanted) ? (wanted as unknown[]) : [wanted];
  if (!values.some((value) => arnOfText(value) !== null)) return undefined;
  return [member + BY_ARN, values.flatMap(nameKeys)];
}

/** What a row has under the member of a condition. */
export function valueUnder(row: object, member: string): unknown {
  const members = row as Members;
  if (!member.endsWith(BY_ARN)) return members[member];
  const named = member.slice(0, -BY_ARN.length);
  const id = members[named];
  return typeof id === "string" ? [id, keyIn(members, named, id)] : id;
}

/** Whether a member of a row names the resource of an ARN. A value that is no ARN is for others to compare. */
export function isNamedBy(row: object, member: string, value: unknown): boolean {
  const condition = conditionByArn(member, value);
  if (condition === undefined) return true;
  const [under, keys] = condition;
  const among = new Set(keys.map(comparable));
  return [valueUnder(row, under)].flat().some((one) => among.has(comparable(one)));
}

/** An ARN fits a row that names its owner by the one key, and a row that does not by the other. */
function nameKeys(value: unknown): readonly unknown[] {
  const arn = arnOfText(value);
  return arn === null ? [value] : [nameKey(arn.resourceId, arn), nameKey(arn.resourceId, { region: arn.region })];
}

/** The row's own ARN says more than its members do, and so does the one of what it associates. */
function keyIn(row: Members, member: string, id: string): string {
  const arn = [row["id"], row["connectionArn"]].map(arnOfText).find((one) => one?.resourceId === id);
  return nameKey(id, arn ?? HOMES[member]?.(row));
}

function nameKey(id: string, { region, account }: Home = { region: "" }): string {
  return JSON.stringify([region, account ?? null, id]);
}

function arnOfText(value: unknown): ResourceArn | null {
  return typeof value === "string" && value.startsWith("arn:") ? parseArn(value) : null;
}
