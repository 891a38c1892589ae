import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DEPLOY } from "./manifests";

const UNIT = join(DEPLOY, "systemd/directconnect-graphql.service");

const isThere = spawnSync("systemd-analyze", ["--version"]).error === undefined;
if (!isThere) console.warn("Skipped: systemd-analyze, of Debian's package `systemd`, is not there.");
const ifThere = isThere ? test : test.skip;

function analyze(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("systemd-analyze", [...args, UNIT], { encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

ifThere("systemd understands every line of the unit", () => {
  const { output } = analyze("verify");
  // The program is installed on the machine that runs it, not here.
  const unexpected = output.split("\n").filter((line) => line !== "" && !line.includes("is not executable"));
  expect(unexpected).toEqual([]);
});

ifThere("the unit's exposure is at most 2 of 10 by systemd's own count", () => {
  const { status, output } = analyze("security", "--offline=true", "--threshold=20");
  expect(output).toMatch(/Overall exposure level/);
  expect(status).toBe(0);
});
