import type { AccountGrant } from "../../src/auth/grants";
import { CHANGES_ACROSS_REGIONS, NARROW_OPERATIONS } from "../../src/auth/narrow-operations";
import { type GrantableEntry, isVisibleEntry, type Unknown } from "../../src/journal/visible-entries";

/** What `auditEntries` finds by a statement, the causes of events are held to by a function: each of its conditions. */
const ACCOUNT = "111111111111";
const ENTRY: GrantableEntry = {
  account: ACCOUNT,
  region: "us-east-1",
  operation: "AllocateHostedConnection",
  concerned: { resources: ["dxcon-1"], owners: ["222222222222"] },
};
const REGIONS = { regions: new Set(["us-east-1"]) };
const PORTS = { ports: new Set(["dxcon-1"]) };
const OWNERS = { ownerAccounts: new Set(["222222222222"]) };

const isShown = (entry: Partial<GrantableEntry>, grant: AccountGrant, unknown: Unknown = "hidden") =>
  isVisibleEntry({ ...ENTRY, ...entry }, new Map([[ACCOUNT, grant]]), unknown);

test.each([
  ["a whole account", {}],
  ["its region", REGIONS],
  ["its port", PORTS],
  ["its owner", OWNERS],
  ["all of these", { ...REGIONS, ...PORTS, ...OWNERS }],
])("an entry is shown to a grant of %s", (_what, grant) => {
  expect(isShown({}, grant)).toBe(true);
});

const concerned = (resources: string[], owners: string[]) => ({ concerned: { resources, owners } });

test.each<[string, Partial<GrantableEntry>, AccountGrant]>([
  ["another account", { account: "333333333333" }, {}],
  ["another region", { region: "us-west-1" }, REGIONS],
  ["another port", concerned(["dxcon-2"], ["222222222222"]), PORTS],
  ["no port", concerned([], ["222222222222"]), PORTS],
  ["another owner", concerned(["dxcon-1"], ["333333333333"]), OWNERS],
  ["another owner, too", concerned(["dxcon-1"], ["222222222222", "333333333333"]), OWNERS],
  ["no owner", concerned(["dxcon-1"], []), OWNERS],
  ["its port and another owner", concerned(["dxcon-1"], ["333333333333"]), { ...PORTS, ...OWNERS }],
  ["its owner and another port", concerned(["dxcon-2"], ["222222222222"]), { ...PORTS, ...OWNERS }],
  ["what is unknown, for ports", { concerned: null }, PORTS],
  ["what is unknown, for owners", { concerned: null }, OWNERS],
])("an entry is hidden that concerns %s", (_what, entry, grant) => {
  expect(isShown(entry, grant)).toBe(false);
});

test("a caller's own entry is shown though it is unknown what it concerns", () => {
  expect(isShown({ concerned: null }, PORTS, "shown")).toBe(true);
});

test.each(CHANGES_ACROSS_REGIONS)(
  "%s, which reaches all regions, is hidden from a grant of some",
  (operation) => {
    expect(isShown({ operation }, REGIONS)).toBe(false);
    expect(isShown({ operation }, {})).toBe(true);
  },
);

test.each(CHANGES_ACROSS_REGIONS.filter((operation) => !NARROW_OPERATIONS.includes(operation)))(
  "%s, which concerns the whole account, is hidden from a grant of some ports or owners",
  (operation) => {
    for (const grant of [PORTS, OWNERS]) {
      expect(isShown({ operation }, grant)).toBe(false);
      expect(isShown({ operation, concerned: null }, grant, "shown")).toBe(false);
    }
  },
);
