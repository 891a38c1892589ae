import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Location } from "../../types/location";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "./rows";
import type { Collection } from "./collection";

export const locations: Collection<sdk.Location, Location, "DescribeLocations"> = {
  title: "location",
  operation: "DescribeLocations",
  input: {},
  rowsOf: (output) => output.locations,
  enter: entrance({
    typename: "Location",
    rule: ROW_RULES.Location,
  }),
  key: "locationCode",
  nameMember: "locationName",
};
