// Binaries of the supported versions of Node. npm has them, as packages that are nothing but those binaries.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** The newest of each major version that `engines` in package.json allows and that is maintained. */
export const VERSIONS = ["20.20.2", "22.23.3", "24.21.0", "26.10.0"];

/** The environment in which `node` is this binary, for programs that are started by name. */
export function environmentOf(binary) {
  return { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
}

/** The path of a version's binary, which is downloaded where it is missing. */
export function binaryOf(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(tmpdir(), `directconnect-graphql-${name}-${version}`);
  const binary = join(folder, "node_modules", name, "bin", "node");
  const isThere = () => {
    try {
      return execFileSync(binary, ["--version"], { encoding: "utf8" }).trim() === `v${version}`;
    } catch {
      return false;
    }
  };
  if (isThere()) return binary;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  execFileSync("npm", ["install", "--silent", "--no-save", "--prefix", folder, `${name}@${version}`]);
  if (!isThere()) throw new Error(`npm has no Node ${version} for ${process.platform} ${process.arch}.`);
  return binary;
}
