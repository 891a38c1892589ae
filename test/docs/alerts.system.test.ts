import { spawnSync } from "node:child_process";
import { join } from "node:path";

const RULES = join(__dirname, "../../docs/operations/alerts.yaml");

const isThere = spawnSync("promtool", ["--version"]).error === undefined;
if (!isThere && process.env["CI"] === "true") throw new Error("CI checks the alerts with promtool.");
if (!isThere) console.warn("Skipped: promtool, of Debian's package `prometheus`, is not there.");

(isThere ? test : test.skip)("Prometheus accepts the rules of the alerts", () => {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", RULES], { encoding: "utf8" });
  expect(`${stdout}${stderr}`).toMatch(/SUCCESS: [1-9]\d* rules found/);
  expect(status).toBe(0);
});
