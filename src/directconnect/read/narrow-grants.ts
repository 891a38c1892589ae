import { type AccountGrant, grantsOwner, grantsPort, grantsRegion, isNarrow } from "../../auth/grants";
import { type AcrossRegions, acrossRegionsOf, type Reach, RULES } from "../../auth/permissions";
import { GatewayError } from "../../errors";
import { type Concerned, CONCERNS_NOTHING } from "../../journal/concerned";
import { excerpt } from "../../observability/secrets";
import type { Place } from "../accounts/accounts";
import { isRegionless, parseArn, type ResourceKind } from "../accounts/arn";
import { connections, hostedConnectionsOn } from "../collections/connections";
import { interconnects } from "../collections/interconnects";
import { lags } from "../collections/lags";
import { virtualInterfaces } from "../collections/virtual-interfaces";
import { isUnreadable } from "../client/failures";
import type { Input, Operation } from "../client/operations";
import type { RowReader } from "./row-reader";
import { Snapshot } from "./snapshot";

/** A rule's reach, where the operation is only known at run time. */
type AnyReach =
  | Reach<Operation>
  | Readonly<
      Partial<Record<"port" | "hosted" | "virtualInterface" | "owner" | "resource" | "resources", string>>
    >;

/** The members of a row that decide whether it is visible. */
export interface Grantable {
  connectionId?: string;
  interconnectId?: string;
  lagId?: string | null;
  ownerAccount?: string;
  region?: string | null;
  virtualInterfaceRegion?: string | null;
  associatedGateway?: { readonly region?: string | null } | null;
}

type IsShown = (row: Grantable, grant: AccountGrant) => boolean;

/** For the operations that list ports, or resources on them: which rows a narrow grant shows. */
const SHOWN: Readonly<Partial<Record<Operation, IsShown>>> = {
  DescribeConnections: isGrantedPort,
  DescribeInterconnects: isGrantedPort,
  DescribeLags: isGrantedPort,
  DescribeHostedConnections: isGrantedOwner,
  DescribeConnectionsOnInterconnect: isGrantedOwner,
  DescribeVirtualInterfaces: (row, grant) =>
    grantsPort(grant, row.connectionId ?? "") && isGrantedOwner(row, grant),
};

/** Whether a row is a granted port, or a member of a granted LAG. */
function isGrantedPort({ connectionId, interconnectId, lagId }: Grantable, grant: AccountGrant): boolean {
  return grantsPort(grant, connectionId ?? interconnectId ?? lagId ?? "") || grantsPort(grant, lagId ?? "");
}

function isGrantedOwner({ ownerAccount }: Grantable, grant: AccountGrant): boolean {
  return grantsOwner(grant, ownerAccount ?? "");
}

/** For the operations that list resources without a region: which rows a grant of some regions shows. */
const SHOWN_ACROSS_REGIONS: Readonly<Partial<Record<AcrossRegions, IsShown>>> = {
  virtualInterfaceRegion: (row, grant) => isGrantedRegion(row.virtualInterfaceRegion, grant),
  "associatedGateway.region": (row, grant) => isGrantedRegion(row.associatedGateway?.region, grant),
};

/** A resource without a region, such as the association of a core network, counts as in all of them. */
function isGrantedRegion(region: string | null | undefined, grant: AccountGrant): boolean {
  return region == null || grantsRegion(grant, region);
}

/** Which rows of the operation's lists a grant shows; undefined where it shows all of them. */
function shownBy(operation: Operation, grant: AccountGrant): IsShown | undefined {
  const ofGrant = isNarrow(grant) ? SHOWN[operation] : undefined;
  if (grant.regions === undefined) return ofGrant;
  const across = acrossRegionsOf(operation);
  const inRegions = across === undefined ? isOfGrantedRegion : SHOWN_ACROSS_REGIONS[across];
  if (ofGrant === undefined || inRegions === undefined) return ofGrant ?? inRegions;
  return (row, grant) => ofGrant(row, grant) && inRegions(row, grant);
}

/** AWS can list rows of other regions than the one that was called. */
function isOfGrantedRegion({ region }: Grantable, grant: AccountGrant): boolean {
  return isGrantedRegion(region, grant);
}

/**
 * Requires all regions for a change of a resource without a region: it concerns all of them.
 * @throws GatewayError FORBIDDEN
 */
export function requireAllRegions<Name extends Operation>(
  operation: Name,
  { account }: Place,
  requested: Input<Name>,
  { regions }: AccountGrant,
): void {
  if (regions === undefined) return;
  const across = acrossRegionsOf(operation);
  const kind = kindNamed(requested);
  const isRefused =
    across === "refused" || (across === "gatewaysRefused" && kind !== null && isRegionless(kind));
  if (!isRefused) return;
  const isGroup = kind === "dx-resiliency-group" || operation.includes("ResiliencyGroup");
  const what = isGroup ? "resiliency group" : "Direct Connect gateway";
  throw new GatewayError(
    "FORBIDDEN",
    `${operation} concerns a ${what}, which is in all regions of account ${account.accountId}, and only some of them are granted to you.`,
  );
}

/** The kind of resource that an input names by its ARN; null where it names none so. */
function kindNamed(input: object): ResourceKind | null {
  return "resourceArn" in input ? (parseArn(String(input.resourceArn))?.kind ?? null) : null;
}

/** Whether a narrow grant shows none of the rows of the operation. */
export function isHidden(operation: Operation): boolean {
  return RULES[operation].on === "account";
}

/** Whether a grant shows a row that the operation listed, wherever the row is cached now. */
export function isVisibleRow(operation: Operation, row: Grantable, grant: AccountGrant): boolean {
  if (isNarrow(grant) && isHidden(operation)) return false;
  return shownBy(operation, grant)?.(row, grant) ?? true;
}

const views = new WeakMap<AccountGrant, WeakMap<object, object>>();

/**
 * The visible part of a snapshot: the same snapshot where all of it is granted, otherwise made once for all callers
 * with that grant.
 */
export function visibleRows<Row extends object>(
  operation: Operation,
  snapshot: Snapshot<Row>,
  grant: AccountGrant,
): Snapshot<Row> {
  const isShown = shownBy(operation, grant);
  if (isShown === undefined) return snapshot;
  let ofGrant = views.get(grant);
  if (ofGrant === undefined) views.set(grant, (ofGrant = new WeakMap()));
  let view = ofGrant.get(snapshot);
  if (view === undefined) {
    const rows = snapshot.rows.filter((row) => isShown(row, grant));
    view = new Snapshot(`${snapshot.key} narrowed`, snapshot.version, Object.freeze(rows), snapshot.shape);
    ofGrant.set(snapshot, view);
  }
  return view as Snapshot<Row>; // made from that snapshot
}

/** An empty snapshot: what a narrow grant shows of resources that concern the whole account. */
export function emptySnapshot<Row extends object>(key: string, shape: Snapshot<Row>["shape"]): Snapshot<Row> {
  return new Snapshot<Row>(`${key} narrowed`, 0, [], shape);
}

/**
 * Checks a call against a narrow grant: all that its input names must be granted. A resource that is not granted counts
 * as nonexistent.
 * @param read reads as the same caller; for a change, one that uses no earlier data.
 * @returns the ports and owners of the resources that its input names.
 * @throws GatewayError NOT_FOUND; FORBIDDEN for accounts to allocate to, for changes of a granted port itself, and for
 * resources that concern the whole account.
 */
export async function admit<Name extends Operation>(
  operation: Name,
  place: Place,
  requested: Input<Name>,
  grant: AccountGrant,
  read: RowReader,
): Promise<Concerned> {
  const on: AnyReach = RULES[operation].on;
  if (on === "anyone" || on === "rows") return CONCERNS_NOTHING;
  if (on === "account") {
    throw new GatewayError(
      "FORBIDDEN",
      `${operation} concerns all of account ${place.account.accountId}, and only a part of it is granted to you.`,
    );
  }
  const input = requested as Readonly<Record<string, unknown>>; // the rule, which is typed by the operation, names its members
  const inside = new Inside(place, grant, read);
  const valueOf = (member: string | undefined) => (member === undefined ? undefined : String(input[member]));
  const { port, hosted, virtualInterface, owner, resource, resources } = on as Readonly<
    Partial<Record<string, string>>
  >;
  const account = valueOf(owner);
  if (account !== undefined && !grantsOwner(grant, account)) {
    throw new GatewayError("FORBIDDEN", `Nothing may be allocated to account ${excerpt(account)} by you.`);
  }
  const portId = valueOf(port);
  if (portId !== undefined && !(await inside.hasPort(portId)))
    throw unknown("connection, interconnect or LAG", portId, place);
  const hostedId = valueOf(hosted);
  if (hostedId !== undefined && !(await inside.hasHosted(hostedId))) {
    // the error must not say that a visible resource does not exist
    if (await inside.hasPort(hostedId)) throw portItself(operation, hostedId);
    throw unknown("hosted connection", hostedId, place);
  }
  const interfaceId = valueOf(virtualInterface);
  if (interfaceId !== undefined && !(await inside.hasVirtualInterface(interfaceId))) {
    throw unknown("virtual interface", interfaceId, place);
  }
  const arns = [
    ...(resource === undefined ? [] : [input[resource]]),
    ...(resources === undefined ? [] : (input[resources] as unknown[])),
  ];
  for (const arn of arns.map(String)) {
    if (!(await inside.hasResource(arn))) throw unknown("resource", arn, place);
  }
  return inside.found;
}

function portItself(operation: Operation, id: string): GatewayError {
  return new GatewayError(
    "FORBIDDEN",
    `${operation} changes the connection ${excerpt(id)}, and you are granted what is on it, not the connection itself.`,
  );
}

function unknown(title: string, id: string, { account, region }: Place): GatewayError {
  return new GatewayError(
    "NOT_FOUND",
    `There is no ${title} ${excerpt(id)} in account ${account.accountId}, ${region}.`,
  );
}

/** Finds the resources that are inside a narrow grant. */
class Inside {
  /** The ports and owners of the ids that were searched. */
  readonly found = { resources: [] as string[], owners: [] as string[] };

  constructor(
    private readonly place: Place,
    private readonly grant: AccountGrant,
    private readonly read: RowReader,
  ) {}

  async hasPort(id: string): Promise<boolean> {
    if (grantsPort(this.grant, id)) return true;
    if (!id.startsWith("dxcon-") || !this.#grantsLags()) return false; // only a LAG's member is granted by its row
    const port =
      (await this.read.find(connections, this.place, id)) ??
      (await this.read.find(interconnects, this.place, id));
    if (port?.lagId != null) this.found.resources.push(port.lagId);
    return port !== null;
  }

  #grantsLags(): boolean {
    return [...(this.grant.ports ?? [])].some((id) => id.startsWith("dxlag-"));
  }

  async hasHosted(id: string): Promise<boolean> {
    let unreadable: GatewayError | undefined;
    for (const parent of await this.#parents()) {
      const { rows, failure } = await this.read.gather(hostedConnectionsOn(parent), [this.place]);
      if (isUnreadable(failure)) unreadable = failure; // AWS refuses the list of a port without hosted connections, which has no rows
      const row = rows.find(({ connectionId }) => connectionId === id);
      if (row === undefined) continue;
      this.#note(parent, row.ownerAccount);
      return true;
    }
    if (unreadable !== undefined) throw unreadable;
    return false;
  }

  async hasVirtualInterface(id: string): Promise<boolean> {
    const row = await this.read.find(virtualInterfaces, this.place, id);
    if (row !== null) this.#note(row.connectionId, row.ownerAccount);
    return row !== null;
  }

  #note(port: string | null | undefined, owner: string | null | undefined): void {
    if (port != null) this.found.resources.push(port);
    if (owner != null) this.found.owners.push(owner);
  }

  async hasResource(arn: string): Promise<boolean> {
    const parsed = parseArn(arn);
    if (parsed === null || isRegionless(parsed.kind)) return false;
    const { kind, resourceId } = parsed;
    if (kind === "dxvif") return this.hasVirtualInterface(resourceId);
    return (await this.hasPort(resourceId)) || (kind === "dxcon" && (await this.hasHosted(resourceId)));
  }

  /** The ports whose hosted connections are searched. */
  async #parents(): Promise<string[]> {
    if (this.grant.ports !== undefined) return [...this.grant.ports];
    const [alone, together] = await Promise.all([
      this.read.snapshot(interconnects, this.place),
      this.read.snapshot(lags, this.place),
    ]);
    const hosting = together.rows.filter(({ allowsHostedConnections }) => allowsHostedConnections === true);
    return [...alone.rows.map(({ interconnectId }) => interconnectId), ...hosting.map(({ lagId }) => lagId)];
  }
}
