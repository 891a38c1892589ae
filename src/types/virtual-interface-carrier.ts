import { InterfaceType } from "type-graphql";
import { Node } from "./graph/node";
import { Port } from "./port";

/** Its fields are relations, and so stand with their resolver. */
@InterfaceType({
  description: "What can carry virtual interfaces: a connection, or a LAG.",
  implements: [Port, Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class VirtualInterfaceCarrier extends Port {}
