import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Interconnect } from "../../types/interconnect";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "./rows";
import type { Collection } from "./collection";

export const enterInterconnect = entrance<sdk.Interconnect, Interconnect>({
  typename: "Interconnect",
  arn: { kind: "dxcon", from: "interconnectId" },
  rule: ROW_RULES.Interconnect,
});

export const interconnects: Collection<sdk.Interconnect, Interconnect, "DescribeInterconnects"> = {
  title: "interconnect",
  operation: "DescribeInterconnects",
  input: {},
  rowsOf: (output) => output.interconnects,
  enter: enterInterconnect,
  key: "interconnectId",
  nameMember: "interconnectName",
  parents: ["location"],
  byKey: (interconnectId) => ({ interconnectId }),
};
