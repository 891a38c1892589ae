import { ConfigError, readConfig } from "../../../src/config/config";
import {
  type ChangeTimes,
  changeTimesOf,
  INEQUALITIES,
  problemsOfTimes,
} from "../../../src/directconnect/write/change-times";

const defaults = changeTimesOf(readConfig({}));

test("hold by default", () => {
  expect(problemsOfTimes(defaults)).toEqual([]);
});

/** For each inequality in its order: times that violate it alone, and the message. */
const BROKEN: [Partial<ChangeTimes>, string][] = [
  [
    { fenceMarginMilliseconds: 999 },
    'fence margin: "999" was given, allowed is a tenth of the lease (10000 ms) or more, and less than all of it',
  ],
  [
    { leaseRenewalMilliseconds: 2_700 },
    'lease renewal: "2700" was given, allowed is up to a third of the lease without the fence margin',
  ],
  [
    { attemptMilliseconds: 15_001 },
    'AWS_TIMEOUT_MS: "15001" was given, allowed is up to CHANGE_DEADLINE_MS (15000)',
  ],
  [
    { retentionMilliseconds: 36_000 },
    'JOURNAL_RETENTION_HOURS: "0.01" was given, allowed is CHANGE_DEADLINE_MS + AWS_TIMEOUT_MS + SETTLE_MS + CONSISTENCY_WINDOW_MS (58000 ms) or more',
  ],
];

test.each(INEQUALITIES.map((_inequality, index) => index))("inequality %i is reported by itself", (index) => {
  const [times, problem] = BROKEN[index] ?? [{}, "a case is missing here"];
  expect(problemsOfTimes({ ...defaults, ...times })).toEqual([expect.stringContaining(problem)]);
});

test("settings that break one are refused at the start", () => {
  const start = () => readConfig({ CHANGE_DEADLINE_MS: "5000", AWS_TIMEOUT_MS: "5001" });
  expect(start).toThrow(ConfigError);
  expect(start).toThrow('AWS_TIMEOUT_MS: "5001" was given, allowed is up to CHANGE_DEADLINE_MS (5000)');
});

test("the consistency window may be nothing", () => {
  expect(changeTimesOf(readConfig({ CONSISTENCY_WINDOW_MS: "0" })).consistencyMilliseconds).toBe(0);
});
