import type { Lag, RequestBillingMode, Tag } from "@aws-sdk/client-direct-connect";
import { scopeOf } from "../call";
import { defineTable } from "../state/table";

/**
 * A link aggregation group. Its members are not kept here: they are the ports that name it. Nor is its state,
 * which follows from theirs: use `lagStateOf`.
 */
export interface LagRecord extends Omit<
  Lag,
  "lagState" | "connections" | "numberOfConnections" | "awsDevice"
> {
  lagId: string;
  lagName: string;
  /** Deleted at once by DeleteLag, and listed for a while after. */
  deleted: boolean;
  ownerAccount: string;
  region: string;
  location: string;
  connectionsBandwidth: string;
  minimumLinks: number;
  allowsHostedConnections: boolean;
  /** All members end on one device, so it is chosen with the LAG. */
  awsDeviceV2: string;
  awsLogicalDeviceId: string;
  macSecCapable: boolean;
  /** The requested billing mode of all its members; by default by port hours and data. */
  requestedBillingMode?: RequestBillingMode;
  tags: Tag[];
}

export const lags = defineTable<LagRecord>()({
  name: "lags",
  id: (lag) => lag.lagId,
  indexes: {
    owner: (lag) => scopeOf({ account: lag.ownerAccount, region: lag.region }),
  },
});
