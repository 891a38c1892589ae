import { StreamPlaces } from "../../../src/http/limits/stream-places";

/** How many of so many streams are opened. */
function opened(places: StreamPlaces, count: number, caller: string, person = caller): number {
  const streams = Array.from({ length: count }, () => {
    try {
      return places.takeConnection({ caller, person });
    } catch {
      return undefined;
    }
  });
  return streams.filter(Boolean).length;
}

test("persons without end of one caller leave streams for others, and connections for requests", () => {
  const places = new StreamPlaces(1_000);
  const ofTenant = Array.from({ length: 2_000 }, (_, index) =>
    opened(places, 1, "tenant", `tenant:${index}`),
  );
  expect(ofTenant.reduce((all, one) => all + one, 0)).toBeLessThanOrEqual(534); // two thirds of 800
  expect(opened(places, 50, "other")).toBe(50);
  expect(opened(places, 1, "third")).toBe(1);
});

test("one caller alone has four sevenths, each once more when it is given back", () => {
  const places = new StreamPlaces(1_000);
  const caller = { caller: "a", person: "a" };
  const first = places.takeConnection(caller);
  expect(opened(places, 1_000, "a")).toBe(457);
  expect(() => places.takeConnection(caller)).toThrow(/left are for other callers/);
  first();
  expect(opened(places, 1_000, "a")).toBe(1);
});
