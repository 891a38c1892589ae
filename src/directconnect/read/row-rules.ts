import type { Connection } from "../../types/connection";
import type { DirectConnectGateway } from "../../types/direct-connect-gateway";
import type { DirectConnectGatewayAssociation } from "../../types/direct-connect-gateway-association";
import type { DirectConnectGatewayAssociationProposal } from "../../types/direct-connect-gateway-association-proposal";
import type { DirectConnectGatewayAttachment } from "../../types/direct-connect-gateway-attachment";
import type { FailoverTest } from "../../types/failover-test";
import type { Interconnect } from "../../types/interconnect";
import type { Lag } from "../../types/lag";
import type { Location } from "../../types/location";
import type { ResiliencyGroup } from "../../types/resiliency-group";
import type { ResiliencyGroupAssociation } from "../../types/resiliency-group-association";
import type { Route } from "../../types/route";
import type { RouterConfiguration } from "../../types/router-configuration";
import type { VirtualGateway } from "../../types/virtual-gateway";
import type { VirtualInterface } from "../../types/virtual-interface";

/** The members that rows of one type always have, whatever AWS omits; all other members are nullable in the graph. */
export interface RowRule<Row extends object> {
  /** The members that identify a row: a row without one of them is left out, and the answer says so. */
  readonly identity: readonly (keyof Row & string)[];
  /** Its state: UNKNOWN where AWS omits it. */
  readonly state?: keyof Row & string;
  /** Whether it has a region: the region of the call where AWS omits it. */
  readonly region?: true;
  /** Its lists: empty where AWS omits them. */
  readonly lists: readonly (keyof Row & string)[];
}

function rule<Row extends object>(members: RowRule<Row>): RowRule<Row> {
  return members;
}

/**
 * The rule of docs/schema-guide.md, by the name of the GraphQL type. A test checks each type of the schema against
 * it.
 */
export const ROW_RULES = {
  Connection: rule<Connection>({
    identity: ["connectionId"],
    state: "connectionState",
    region: true,
    lists: ["tags", "macSecKeys"],
  }),
  Interconnect: rule<Interconnect>({
    identity: ["interconnectId"],
    state: "interconnectState",
    region: true,
    lists: ["tags", "macSecKeys"],
  }),
  Lag: rule<Lag>({
    identity: ["lagId"],
    state: "lagState",
    region: true,
    lists: ["tags", "macSecKeys", "connections"],
  }),
  VirtualInterface: rule<VirtualInterface>({
    identity: ["virtualInterfaceId"],
    state: "virtualInterfaceState",
    region: true,
    lists: ["routeFilterPrefixes", "bgpPeers", "tags"],
  }),
  DirectConnectGateway: rule<DirectConnectGateway>({
    identity: ["directConnectGatewayId"],
    state: "directConnectGatewayState",
    lists: ["tags"],
  }),
  // AWS's own examples show associations without an id: they are identified by the resources that they associate.
  DirectConnectGatewayAssociation: rule<DirectConnectGatewayAssociation>({
    identity: ["directConnectGatewayId"],
    state: "associationState",
    lists: ["allowedPrefixesToDirectConnectGateway"],
  }),
  DirectConnectGatewayAssociationProposal: rule<DirectConnectGatewayAssociationProposal>({
    identity: ["proposalId"],
    state: "proposalState",
    lists: [
      "existingAllowedPrefixesToDirectConnectGateway",
      "requestedAllowedPrefixesToDirectConnectGateway",
    ],
  }),
  DirectConnectGatewayAttachment: rule<DirectConnectGatewayAttachment>({
    identity: ["directConnectGatewayId", "virtualInterfaceId"],
    state: "attachmentState",
    lists: [],
  }),
  ResiliencyGroup: rule<ResiliencyGroup>({
    identity: ["resiliencyGroupId"],
    state: "state",
    region: true,
    lists: [],
  }),
  ResiliencyGroupAssociation: rule<ResiliencyGroupAssociation>({
    identity: ["resiliencyGroupId", "connectionArn"],
    state: "state",
    lists: [],
  }),
  VirtualGateway: rule<VirtualGateway>({
    identity: ["virtualGatewayId"],
    state: "virtualGatewayState",
    region: true,
    lists: [],
  }),
  FailoverTest: rule<FailoverTest>({
    identity: ["testId"],
    state: "status",
    region: true,
    lists: ["bgpPeers"],
  }),
  Location: rule<Location>({
    identity: ["locationCode"],
    region: true,
    lists: [
      "availablePortSpeeds",
      "availableProviders",
      "availableMacSecPortSpeeds",
      "availableBillingModes",
    ],
  }),
  Route: rule<Route>({ identity: ["cidr"], lists: ["asPath", "communities"] }),
  // The answer is about one virtual interface, and never part of a list.
  RouterConfiguration: rule<RouterConfiguration>({ identity: [], lists: [] }),
} as const;
