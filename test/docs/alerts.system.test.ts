import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const FOLDER = join(__dirname, "../../deploy/prometheus");

const isThere = spawnSync("promtool", ["--version"]).error === undefined;
if (!isThere && process.env["CI"] === "true") throw new Error("CI checks the alerts with promtool.");
if (!isThere) console.warn("Skipped: promtool, of Debian's package `prometheus`, is not there.");

const ifThere = isThere ? test : test.skip;
const read = (file: string): unknown => parse(readFileSync(join(FOLDER, file), "utf8"));

function promtool(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: FOLDER, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

ifThere("Prometheus accepts the rules of the alerts", () => {
  const { status, output } = promtool("check", "rules", "alerts.yaml");
  expect(output).toMatch(/SUCCESS: [1-9]\d* rules found/);
  expect(status).toBe(0);
});

ifThere("the rules fire where their unit tests say, and nowhere else", () => {
  const { status, output } = promtool("test", "rules", "alerts.test.yaml");
  expect(output).toContain("SUCCESS");
  expect(status).toBe(0);
});

test("each rule has a unit test where it fires, and one where it does not", () => {
  const { groups } = read("alerts.yaml") as { groups: { rules: { alert: string }[] }[] };
  const { tests } = read("alerts.test.yaml") as {
    tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
  };
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)).sort();
  const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  const named = (fires: boolean) =>
    [
      ...new Set(cases.filter((one) => (one.exp_alerts !== undefined) === fires).map((one) => one.alertname)),
    ].sort();
  expect(alerts).not.toEqual([]);
  expect(named(true)).toEqual(alerts);
  expect(named(false)).toEqual(alerts);
});
