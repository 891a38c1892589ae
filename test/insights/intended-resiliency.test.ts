import { intendedResiliency, modelNamed } from "../../src/insights/intended-resiliency";
import type { Circuit } from "../../src/insights/resiliency";

const circuit = (
  location: string | null,
  device: string | null,
  state: Circuit["state"] = "up",
): Circuit => ({
  id: `dxcon-${String(location)}-${String(device)}`,
  ...{ location, device, provider: null, state },
});

test("without a model nothing is said", () => {
  expect(intendedResiliency(null, [circuit("EqDC2", "a")])).toEqual({
    ...{ intendedResiliencyModel: null, isMet: null, isMetNow: null, missing: [] },
  });
  expect(modelNamed("toString")).toBeUndefined();
  expect(modelNamed("basic-resiliency")).toBe("basic-resiliency");
});

test.each([
  ["basic-resiliency", [], ["Connections on 2 devices at a site."]],
  [
    "basic-resiliency",
    [circuit("EqDC2", "a")],
    ["A connection on another device at EQDC2, where all are on one."],
  ],
  ["basic-resiliency", [circuit("EqDC2", "a"), circuit("EqDC2", "b")], []],
  [
    "high-resiliency",
    [circuit("EqDC2", "a"), circuit("EqDC2-B", "b")],
    ["A connection at another site than EQDC2."],
  ],
  ["high-resiliency", [circuit("EqDC2", null), circuit("EqVA1", null)], []],
  [
    "high-resiliency",
    [circuit(null, "a"), circuit("EqVA1", "b")],
    ["A connection at another site than EQVA1."],
  ],
  [
    "maximum-resiliency",
    [circuit("EqDC2", "a"), circuit("EqDC2", "b"), circuit("EqVA1", "c")],
    ["A connection on another device at EQVA1, where all are on one."],
  ],
  [
    "maximum-resiliency",
    [circuit("EqDC2", "a")],
    [
      "A connection on another device at EQDC2, where all are on one.",
      "Connections on 2 devices at another site than EQDC2.",
    ],
  ],
  [
    "maximum-resiliency",
    ["a", "b"].flatMap((device) => [circuit("EqDC2", device), circuit("EqVA1", `${device}2`)]),
    [],
  ],
] as const)("%s of %j lacks %j", (model, circuits, missing) => {
  expect(intendedResiliency(model, circuits)).toMatchObject({ isMet: missing.length === 0, missing });
});

test("a port that is down counts as built, and not now; an ordered one does not count", () => {
  const both = [circuit("EqDC2", "a"), circuit("EqVA1", "b", "down")];
  expect(intendedResiliency("high-resiliency", both)).toMatchObject({ isMet: true, isMetNow: false });
  const ordered = [circuit("EqDC2", "a"), circuit("EqVA1", "b", "notInService")];
  expect(intendedResiliency("high-resiliency", ordered)).toMatchObject({ isMet: false, isMetNow: false });
});
