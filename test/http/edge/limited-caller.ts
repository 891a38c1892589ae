import { type Caller, OPEN_CALLER } from "../../../src/auth/caller";

/** May spend 10 in a minute, and all persons behind it 20. */
export const LIMITED_CALLER: Caller = {
  ...OPEN_CALLER,
  name: "limited",
  configuredName: "limited",
  limits: { ...OPEN_CALLER.limits, costPerMinute: 10, callerCostPerMinute: 20, batch: 10 },
};
