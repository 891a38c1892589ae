import { RequestSlots } from "../../../src/http/limits/request-slots";

const read = () => false;
const change = () => true;
const of = (caller: string, person = caller) => ({ caller, person });

/** How many of so many are given a place. */
function taken(places: RequestSlots, count: number, sender: ReturnType<typeof of>, isChange = read): number {
  return Array.from({ length: count }, () => places.take(sender, isChange)).filter(Boolean).length;
}

test("one caller takes four sevenths of the places alone, and others find some", () => {
  const places = new RequestSlots(1000);
  expect(taken(places, 5000, of("a"))).toBe(572);
  expect(taken(places, 100, of("b"))).toBe(100);
  expect(taken(places, 100, of("c"))).toBe(100);
});

test("several persons of one caller take two thirds, and each comes by some", () => {
  const places = new RequestSlots(1000);
  const counts = ["one", "two", "three"].map((person) => taken(places, 5000, of("a", person)));
  expect(counts.reduce((all, one) => all + one, 0)).toBeLessThanOrEqual(667);
  expect(Math.min(...counts)).toBeGreaterThan(10);
  expect(taken(places, 100, of("b"))).toBe(100);
});

test("changes find places that reads may not have, and leave some for others", () => {
  const places = new RequestSlots(1000);
  taken(places, 5000, of("a"));
  expect(taken(places, 100, of("a"), change)).toBe(100);
  taken(places, 5000, of("a"), change);
  expect(taken(places, 20, of("b"))).toBe(20);
});

test("a released slot is free again, and nothing is stored for callers without one", () => {
  const places = new RequestSlots(1);
  for (let time = 0; time < 3; time += 1) {
    const giveBack = places.take(of("a"), read);
    expect(giveBack).toBeDefined();
    expect(places.take(of("b"), change)).toBeUndefined();
    giveBack?.();
  }
});

test("as many callers as there are places have one each", () => {
  const places = new RequestSlots(100);
  const input = Array.from({ length: 100 }, (_, index) => taken(places, 1, of(`caller ${index}`)));
  expect(input.reduce((all, one) => all + one, 0)).toBe(100);
});
