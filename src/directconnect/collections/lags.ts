import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Lag } from "../../types/lag";
import { ROW_RULES } from "../read/row-rules";
import { withRequestedBillingMode } from "./billing";
import { type Enter, entrance } from "./rows";
import type { Collection } from "./collection";
import { enterConnection } from "./connections";

const enterLagAlone = entrance<sdk.Lag, Lag>({
  typename: "Lag",
  arn: { kind: "dxlag", from: "lagId" },
  rule: ROW_RULES.Lag,
});

/** A LAG contains its members as connections, which become rows like any other. */
export const enterLag: Enter<sdk.Lag, Lag> = (lag, place) => {
  lag.connections = lag.connections?.filter((connection) => enterConnection(connection, place) !== null);
  const row = enterLagAlone(lag, place);
  return row && withRequestedBillingMode(row);
};

export const lags: Collection<sdk.Lag, Lag, "DescribeLags"> = {
  title: "LAG",
  operation: "DescribeLags",
  input: {},
  rowsOf: (output) => output.lags,
  enter: enterLag,
  key: "lagId",
  nameMember: "lagName",
  parents: ["location"],
  byKey: (lagId) => ({ lagId }),
};
