import fc from "fast-check";
import { timeText } from "../../src/execution/date-text";

const LAST = 8_640_000_000_000_000; // https://tc39.es/ecma262/#sec-time-values-and-time-range

test("a time is written as JSON.stringify writes a date, whenever it is", () => {
  const times = fc.oneof(
    fc.integer({ min: -LAST, max: LAST }),
    fc.integer({ min: -200, max: 200 }).map((seconds) => seconds * 1000),
    fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
    fc.constantFrom(-LAST, -1, 0, 1, LAST, -0),
  );
  fc.assert(
    fc.property(times, (time) => {
      expect(timeText(time)).toBe(JSON.stringify(new Date(time)));
    }),
    { numRuns: 20_000 },
  );
});

test("one that is no time at all is not written", () => {
  expect(() => timeText(NaN)).toThrow(RangeError);
  expect(() => timeText(LAST + 24 * 60 * 60 * 1000)).toThrow(RangeError);
});
