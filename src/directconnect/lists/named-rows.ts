import { parseArn, type ResourceArn } from "../accounts/arn";
import { comparable } from "./words";

type Members = Readonly<Record<string, unknown>>;

/** The home of the resource that a member of a row names. The account is absent where the row does not state it. */
interface Home {
  readonly region: unknown;
  readonly account?: unknown;
}

const inRegion = ({ region }: Members): Home => ({ region });
const inNoRegion = (): Home => ({ region: "" });

/** The members that name a resource by its id, in rows of that resource and of others. */
const HOMES: Readonly<Record<string, (row: Members) => Home>> = {
  connectionId: inRegion, // of a virtual interface: AWS does not state who owns its connection or LAG
  interconnectId: inRegion,
  // A LAG belongs to the owner of its members; a hosted connection shows its partner instead.
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
 * A condition on a member that names resources, with ARNs among its values. An ARN of another account or region than
 * the resource's matches nothing, even with the same id.
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

/** The member of a row that a condition is on. */
export function memberNamed(member: string): string {
  return member.endsWith(BY_ARN) ? member.slice(0, -BY_ARN.length) : member;
}

/** The value of a row for the member of a condition. */
export function valueUnder(row: object, member: string): unknown {
  const members = row as Members;
  if (!member.endsWith(BY_ARN)) return members[member];
  const named = memberNamed(member);
  const id = members[named];
  return typeof id === "string" ? [id, keyIn(members, named, id)] : id;
}

/** Whether a member of a row names the resource of an ARN. Values other than ARNs are compared elsewhere. */
export function isNamedBy(row: object, member: string, value: unknown): boolean {
  const condition = conditionByArn(member, value);
  if (condition === undefined) return true;
  const [under, keys] = condition;
  const among = new Set(keys.map(comparable));
  return [valueUnder(row, under)].flat().some((one) => among.has(comparable(one)));
}

/** The keys of an ARN: with its account, for rows that name the owner, and without, for rows that do not. */
function nameKeys(value: unknown): readonly unknown[] {
  const arn = arnOfText(value);
  return arn === null
    ? [value]
    : [nameKey(arn.resourceId, arn), nameKey(arn.resourceId, { region: arn.region })];
}

/** The row's own ARN is more precise than its members, and so is the ARN of the resource that it associates. */
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
