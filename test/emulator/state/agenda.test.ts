import fc from "fast-check";
import { Agenda } from "../../../src/emulator/state/agenda";

test("whatever is planned happens in order of time, and at the same time in order of planning", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (moments) => {
      const agenda = new Agenda();
      const ran: [number, number][] = [];
      moments.forEach((at, index) => agenda.plan(at, (now) => void ran.push([now, index])));
      agenda.settle(10);
      agenda.settle(20);
      expect(ran).toEqual(moments.map((at, index) => [at, index]).sort(([a = 0], [b = 0]) => a - b));
    }),
  );
});

test("nothing happens early, and what a run plans for the past happens in the same settling", () => {
  const agenda = new Agenda();
  const ran: string[] = [];
  agenda.plan(10, (at) => {
    ran.push("first");
    agenda.plan(at + 5, () => void ran.push("second"));
    agenda.plan(at + 50, () => void ran.push("third"));
  });
  agenda.settle(9);
  expect(ran).toEqual([]);
  agenda.settle(20);
  expect(ran).toEqual(["first", "second"]);
  agenda.settle(60);
  expect(ran).toEqual(["first", "second", "third"]);
});
