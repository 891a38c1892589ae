import { InterfaceType } from "type-graphql";
import { Node } from "./graph/node";
import { Port } from "./port";

/** Its fields are relations and sums, and so are declared by their resolver. */
@InterfaceType({
  description: "What a partner allocates hosted connections on: an interconnect, or a LAG of interconnects.",
  implements: [Port, Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class HostedConnectionParent extends Port {}
