import type { Lag, LagState, Tag } from "@aws-sdk/client-direct-connect";
import { scopeOf } from "../call";
import { defineTable } from "../state/table";

/** A link aggregation group. Its members are not kept here: they are the ports that name it. */
export interface LagRecord extends Lag {
  lagId: string;
  lagName: string;
  lagState: LagState;
  ownerAccount: string;
  region: string;
  location: string;
  connectionsBandwidth: string;
  minimumLinks: number;
  allowsHostedConnections: boolean;
  tags: Tag[];
}

export const lags = defineTable<LagRecord>()({
  name: "lags",
  id: (lag) => lag.lagId,
  indexes: {
    owner: (lag) => scopeOf({ account: lag.ownerAccount, region: lag.region }),
  },
});
