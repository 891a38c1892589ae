import { timeFromText } from "../../../src/directconnect/client/time-texts";

/* Where the machine's own time is not UTC, a zone that is taken for it shows. */
const { TZ } = process.env;
beforeAll(() => (process.env["TZ"] = "America/New_York"));
afterAll(() => {
  if (TZ === undefined) delete process.env["TZ"];
  else process.env["TZ"] = TZ;
});

test("the machine's own time is not UTC", () => expect(new Date(2026, 0, 1).getUTCHours()).toBe(5));

test.each([
  ["1767225600", "2026-01-01T00:00:00.000Z"],
  ["1767225600.5", "2026-01-01T00:00:00.500Z"],
  ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"],
  ["2026-01-01T02:00:00.250+02:00", "2026-01-01T00:00:00.250Z"],
  ["2026-01-01T00:00:00", "2026-01-01T00:00:00.000Z"],
  ["2026-01-01 00:00:00", "2026-01-01T00:00:00.000Z"],
  ["2026-01-01", "2026-01-01T00:00:00.000Z"],
  ["Thu, 01 Jan 2026 00:00:00 GMT", "2026-01-01T00:00:00.000Z"],
  ["Thu, 01 Jan 2026 02:00:00 +0200", "2026-01-01T00:00:00.000Z"],
  ["Thu, 01 Jan 2026 00:00:00", "2026-01-01T00:00:00.000Z"],
  ["Thu Jan 01 00:00:00 UTC 2026", "2026-01-01T00:00:00.000Z"],
  ["Thu Jan 01 00:00:00 2026", "2026-01-01T00:00:00.000Z"],
])("%s", (text, time) => expect(timeFromText(text)?.toISOString()).toBe(time));

test.each(["", "soon", "abc 5", "2026-13-45", "99999999999999999999"])("%s is no time", (text) =>
  expect(timeFromText(text)).toBeUndefined(),
);
