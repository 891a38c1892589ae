import { type Circuit, resiliencyOf, siteOf } from "../../src/insights/resiliency";

let count = 0;
/** `EqDC2/a` is device a at EqDC2; `EqDC2/?` one that AWS does not name. */
function circuit(at: string, rest: Partial<Circuit> = {}): Circuit {
  const [location = "", device = "?"] = at.split("/");
  count += 1;
  return {
    id: `dxcon-${count}`,
    location,
    device: device === "?" ? null : `${location}-${device}`,
    provider: "Equinix",
    state: "up",
    ...rest,
  };
}
const tier = (...at: string[]) => resiliencyOf(at.map((place) => circuit(place))).now.tier;

test.each([
  ["MAXIMUM", ["EqDC2/a", "EqDC2/b", "EqSV5/a", "EqSV5/b"]],
  ["MAXIMUM", ["EqDC2/a", "EqDC2/b", "EqSV5/a", "EqSV5/b", "CSVA1/a"]],
  ["HIGH", ["EqDC2/a", "EqDC2/b", "EqSV5/a", "EqSV5/a"]],
  ["HIGH", ["EqDC2/a", "EqSV5/a"]],
  ["HIGH", ["EqDC2/?", "EqSV5/?"]],
  ["DEVELOPMENT_AND_TEST", ["EqDC2/a", "EqDC2/b"]],
  ["DEVELOPMENT_AND_TEST", ["CS32A-24FL/a", "CS32A-WBE/b"]],
  ["NONE", ["EqDC2/a", "EqDC2/a"]],
  ["NONE", ["EqDC2/a", "EqDC2/?"]],
  ["NONE", ["EqDC2/a"]],
  ["NONE", []],
])("%s: %j", (expected, at) => {
  expect(tier(...at)).toBe(expected);
});

test("a site is a code without its suffix, whatever the case", () => {
  expect(siteOf("EqSe2-EQ")).toBe(siteOf("EQSE2"));
  expect(siteOf("EqDC2")).not.toBe(siteOf("EqDC20"));
});

test("every domain that all share is a single point of failure; an unknown one is not claimed", () => {
  const one = circuit("EqDC2/a");
  expect(resiliencyOf([one]).now.singlePointsOfFailure).toEqual([
    { domain: "LOCATION", name: "EQDC2" },
    { domain: "DEVICE", name: "EqDC2-a" },
    { domain: "PROVIDER", name: "Equinix" },
    { domain: "CONNECTION", name: one.id },
  ]);
  const pair = [circuit("EqDC2/?", { provider: null }), circuit("EqDC2/?", { provider: null })];
  expect(resiliencyOf(pair).now.singlePointsOfFailure).toEqual([{ domain: "LOCATION", name: "EQDC2" }]);
  expect(resiliencyOf([]).now.singlePointsOfFailure).toEqual([]);
});

test("what is down counts as built, not now; what is not in service counts for neither", () => {
  const up = circuit("EqDC2/a");
  const down = circuit("EqSV5/a", { state: "down", provider: "Megaport" });
  const ordered = circuit("EqLD5/?", { state: "notInService" });
  const { asBuilt, now, redundancyLost, notInService } = resiliencyOf([up, down, ordered]);
  expect(asBuilt).toMatchObject({
    tier: "HIGH",
    connectionCount: 2,
    byProvider: [
      { name: "Equinix", connections: [up.id] },
      { name: "Megaport", connections: [down.id] },
    ],
    singlePointsOfFailure: [],
  });
  expect(now).toMatchObject({ tier: "NONE", connectionCount: 1 });
  expect(redundancyLost).toBe(true);
  expect(notInService).toEqual([ordered.id]);
});

test("redundancy is lost by a new single point of failure too, and when nothing is left", () => {
  const four = ["EqDC2/a", "EqDC2/b", "EqSV5/a"].map((at) => circuit(at));
  const other = circuit("EqSV5/b", { provider: "Megaport", state: "down" });
  expect(resiliencyOf([...four, other])).toMatchObject({
    asBuilt: { tier: "MAXIMUM" },
    now: { tier: "HIGH", singlePointsOfFailure: [{ domain: "PROVIDER", name: "Equinix" }] },
    redundancyLost: true,
  });
  const spare = circuit("EqDC2/a", { state: "down" });
  expect(resiliencyOf([...four, spare]).redundancyLost).toBe(false);
  expect(resiliencyOf([spare]).redundancyLost).toBe(true);
  expect(resiliencyOf([]).redundancyLost).toBe(false);
});
