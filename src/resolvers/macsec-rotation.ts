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
      "Where it stands in the rotation of its MACsec keys; null where it cannot use MACsec, and for a hosted connection, whose keys are the partner's.",
  })
  macSecRotation(@Root() port: PortRow) {
    return macSecRotationOf(port);
  }
}
