import { IncompleteAnswerError } from "./complete-answer";
import { valueAt } from "./member-path";
import type { Answer, Input, MemberPath, Operation, ReadOperation } from "./operations";

/** What the rows of an answer have in common with the input. */
interface RepeatedRows<Name extends ReadOperation> {
  /** The list of rows, or the one structure of the answer; absent where the answer itself has the members. */
  readonly rows?: MemberPath<Answer<Name>>;
  /** Members of a row, each with the member of the input that it repeats: a text, or a list that contains it. */
  readonly members: readonly (
    | readonly [row: string, input: keyof Input<Name> & string]
    | readonly [row: string, input: keyof Input<Name> & string, form: typeof OR_ITS_LAG]
  )[];
}

/** The input may name a port in a LAG, and the row the LAG in its place. */
const OR_ITS_LAG = "or its LAG";

const NO_MEMBERS = { members: [] } as const;

/**
 * What distinguishes the answer to a read from the answer to another one: a request with an id, of a resource or of its
 * parent, is answered with rows of this id. The table omits members that AWS's rows lack: LOAs name no port, routes no virtual
 * interface, and hosted connections of their parents only LAGs.
 */
export const REPEATED_ROWS: { readonly [Name in ReadOperation]: RepeatedRows<Name> } = {
  DescribeConnectionLoa: NO_MEMBERS,
  DescribeConnections: { rows: "connections", members: [["connectionId", "connectionId"]] },
  DescribeConnectionsOnInterconnect: {
    rows: "connections",
    members: [["lagId", "interconnectId", OR_ITS_LAG]],
  },
  DescribeCustomerMetadata: NO_MEMBERS,
  DescribeDirectConnectGatewayAssociationProposals: {
    rows: "directConnectGatewayAssociationProposals",
    members: [
      ["directConnectGatewayId", "directConnectGatewayId"],
      ["proposalId", "proposalId"],
      ["associatedGateway.id", "associatedGatewayId"],
    ],
  },
  DescribeDirectConnectGatewayAssociations: {
    rows: "directConnectGatewayAssociations",
    members: [
      ["directConnectGatewayId", "directConnectGatewayId"],
      ["associationId", "associationId"],
      ["associatedGateway.id", "associatedGatewayId"],
      ["associatedCoreNetwork.id", "associatedGatewayId"],
      ["virtualGatewayId", "associatedGatewayId"],
      ["associatedGateway.id", "virtualGatewayId"],
      ["virtualGatewayId", "virtualGatewayId"],
    ],
  },
  DescribeDirectConnectGatewayAttachments: {
    rows: "directConnectGatewayAttachments",
    members: [
      ["directConnectGatewayId", "directConnectGatewayId"],
      ["virtualInterfaceId", "virtualInterfaceId"],
    ],
  },
  DescribeDirectConnectGateways: {
    rows: "directConnectGateways",
    members: [["directConnectGatewayId", "directConnectGatewayId"]],
  },
  DescribeHostedConnections: { rows: "connections", members: [["lagId", "connectionId", OR_ITS_LAG]] },
  DescribeInterconnectLoa: NO_MEMBERS,
  DescribeInterconnects: { rows: "interconnects", members: [["interconnectId", "interconnectId"]] },
  DescribeLags: { rows: "lags", members: [["lagId", "lagId"]] },
  DescribeLoa: NO_MEMBERS,
  DescribeLocations: NO_MEMBERS,
  DescribeRouterConfiguration: { members: [["virtualInterfaceId", "virtualInterfaceId"]] },
  DescribeTags: { rows: "resourceTags", members: [["resourceArn", "resourceArns"]] },
  DescribeVirtualGateways: NO_MEMBERS,
  DescribeVirtualInterfaces: {
    rows: "virtualInterfaces",
    members: [
      ["virtualInterfaceId", "virtualInterfaceId"],
      ["connectionId", "connectionId", OR_ITS_LAG],
    ],
  },
  GetResiliencyGroup: {
    rows: "resiliencyGroup",
    members: [["resiliencyGroupId", "resiliencyGroupId"]],
  },
  ListResiliencyGroupAssociations: {
    rows: "items",
    members: [["resiliencyGroupId", "resiliencyGroupId"]],
  },
  ListResiliencyGroups: NO_MEMBERS,
  ListVirtualInterfaceRoutes: NO_MEMBERS,
  ListVirtualInterfaceTestHistory: {
    rows: "virtualInterfaceTestHistory",
    members: [
      ["testId", "testId"],
      ["virtualInterfaceId", "virtualInterfaceId"],
    ],
  },
};

/**
 * Checks that an answer can belong to its input. Other rows say nothing about the input, not even that it does not
 * exist. A member that a row lacks counts as repeated.
 * @throws IncompleteAnswerError
 */
export function checkRepeatedRows(operation: Operation, input: object, output: object): void {
  const table: Readonly<Partial<Record<Operation, ComparedRows>>> = REPEATED_ROWS;
  const { rows, members }: ComparedRows = table[operation] ?? NO_MEMBERS;
  for (const [member, queried, form] of members) {
    const wanted = wantedIn(input, queried);
    if (wanted === undefined) continue;
    const mayBeLag = form === OR_ITS_LAG && ![...wanted].every(isLag);
    for (const row of rowsIn(output, rows)) {
      const id = valueAt(row, member);
      if (typeof id !== "string" || id === "" || (mayBeLag && isLag(id))) continue;
      if (!wanted.has(id.toLowerCase()))
        throw new IncompleteAnswerError(operation, `the requested ${member}`);
    }
  }
}

/** One line of the table, whatever its operation. */
interface ComparedRows {
  readonly rows?: string;
  readonly members: readonly (readonly [row: string, input: string, form?: string])[];
}

function isLag(id: string): boolean {
  return id.startsWith("dxlag-");
}

/** The requested ids in lower case; undefined where none was requested. */
function wantedIn(input: object, member: string): ReadonlySet<string> | undefined {
  const queried = valueAt(input, member);
  const ids = (Array.isArray(queried) ? queried : [queried]).filter(
    (id) => typeof id === "string" && id !== "",
  );
  return ids.length === 0 ? undefined : new Set(ids.map((id) => String(id).toLowerCase()));
}

function rowsIn(output: object, member: string | undefined): readonly unknown[] {
  const rows = member === undefined ? output : valueAt(output, member);
  return Array.isArray(rows) ? rows : [rows];
}
