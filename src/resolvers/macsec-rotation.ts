import { FieldResolver, Resolver, Root } from "type-graphql";
import { macSecRotationOf } from "../insights/macsec-rotation";
import type { PortRow } from "../directconnect/relations/ports";
import { MacSecRotation } from "../types/macsec-rotation";
import { Port } from "../types/port";

@Resolver(() => Port)
export class MacSecRotationResolver {
  @FieldResolver(() => MacSecRotation, {
    nullable: true,
    description:
      "The progress of a rotation of the MACsec keys; null if the port does not support MACsec, and for a hosted connection, whose keys belong to the partner.",
  })
  macSecRotation(@Root() port: PortRow) {
    return macSecRotationOf(port);
  }
}
