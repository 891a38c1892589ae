import { BoundedLabel } from "../../src/observability/bounded-label";

test("the first values keep their names, later ones have none of their own", () => {
  const label = new BoundedLabel(2);
  expect(["a", "b", "c", "a", "d"].map((value) => label.of(value))).toEqual([
    "a",
    "b",
    "other",
    "a",
    "other",
  ]);
});
