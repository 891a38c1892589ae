import type { VirtualInterfaceTestHistory } from "@aws-sdk/client-direct-connect";
import { scopeOf } from "../call";
import { defineTable } from "../state/table";

/** A BGP failover test, running or past. AWS documents its status in prose only (DOMAIN B.11). */
export interface FailoverTest extends VirtualInterfaceTestHistory {
  testId: string;
  virtualInterfaceId: string;
  ownerAccount: string;
  region: string;
  /** The peers chosen for the test. */
  bgpPeers: string[];
  /** Those of them whose session was up when it began, and comes up again when it ends. */
  interrupted: readonly string[];
  status: "In progress" | "Completed" | "Cancelled" | "Failed";
  testDurationInMinutes: number;
  startTime: Date;
  endTime?: Date;
}

export const failoverTests = defineTable<FailoverTest>()({
  name: "failover tests",
  id: (test) => test.testId,
  indexes: {
    owner: (test) => scopeOf({ account: test.ownerAccount, region: test.region }),
    virtualInterface: (test) => test.virtualInterfaceId,
    running: (test) => (test.status === "In progress" ? test.virtualInterfaceId : undefined),
  },
});
