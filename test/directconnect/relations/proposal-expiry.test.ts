import { ProposalSightings } from "../../../src/directconnect/relations/proposal-expiry";

const day = 24 * 60 * 60_000;
let now: number;
let sightings: ProposalSightings;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  sightings = new ProposalSightings(() => now);
});

test("nothing is said of a proposal that was never seen", () => {
  expect(sightings.expiryOf("p")).toBeNull();
});

test("of one that was seen only the last moment is known, counted from the first sight", () => {
  sightings.note("p");
  now += 2.5 * day;
  sightings.note("p");
  const expiresBy = new Date(Date.UTC(2026, 0, 8));
  expect(sightings.expiryOf("p")).toEqual({ expiresAt: null, expiresBy, daysLeft: 5 });
});

test("of one that was made here the very moment is known, and stays known when it is seen", () => {
  sightings.note("p");
  now += day;
  sightings.note("p", true);
  now += day;
  sightings.note("p");
  const expiresAt = new Date(Date.UTC(2026, 0, 9));
  expect(sightings.expiryOf("p")).toEqual({ expiresAt, expiresBy: expiresAt, daysLeft: 6 });
});

test("days left never fall below none, and what has expired is forgotten", () => {
  sightings.note("p");
  now += 8 * day;
  expect(sightings.expiryOf("p")).toMatchObject({ daysLeft: 0 });
  sightings.note("other");
  expect(sightings.expiryOf("p")).toBeNull();
});
