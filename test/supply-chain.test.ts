import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "..");
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

const { packages } = read("package-lock.json") as { packages: Record<string, Locked> };
const production = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true);

/** Licences that allow use in closed and open programs, with their text alone as a condition. */
const ALLOWED = [
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-3-Clause",
  "BSD-2-Clause",
  "0BSD",
  "Unlicense",
  "BlueOak-1.0.0",
];

const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

test("every package that a gateway runs with has a licence that is allowed", () => {
  expect(production.length).toBeGreaterThan(100);
  const refused = production.filter(
    ([, { license = "none" }]) =>
      !license
        .replaceAll(/[()]/g, "")
        .split(/ AND | OR /)
        .every((one) => ALLOWED.includes(one)),
  );
  expect(refused.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
});

test("no package that a gateway runs with needs its install script", () => {
  const { allowScripts } = read("package.json") as { allowScripts: Record<string, boolean> };
  const withScript = production.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  // That script compares versions of packages, and its package works without it: npm is asked not to run it.
  expect(withScript.map(([path]) => nameOf(path))).toEqual(["@apollo/protobufjs"]);
  for (const [path] of withScript) expect(allowScripts[nameOf(path)]).toBe(false);
});

test("every version is exact, and no registry is named", () => {
  const { dependencies, devDependencies } = read("package.json") as Record<string, Record<string, string>>;
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test("the release has all of these packages in its bill of materials, and their licences", async () => {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  await promisify(execFile)(process.execPath, ["scripts/release.mjs", "--without-package", "--to", folder], {
    cwd: root,
  });
  const { components, metadata } = JSON.parse(readFileSync(join(folder, "sbom.cdx.json"), "utf8")) as {
    components: { purl: string }[];
    metadata: { component: { name: string } };
  };
  expect(metadata.component.name).toBe("directconnect-graphql");
  const listed = readFileSync(join(folder, "licences.txt"), "utf8").trim().split("\n");
  rmSync(folder, { recursive: true });
  const purlOf = (path: string, version: string) => `pkg:npm/${nameOf(path).replace("@", "%40")}@${version}`;
  const expected = new Set(production.map(([path, { version }]) => purlOf(path, version)));
  expect(new Set(components.map(({ purl }) => purl))).toEqual(expected);
  expect(listed).toHaveLength(expected.size);
});

test("docs/dependencies.md explains each dependency that lags, at the version that is in use", () => {
  const { dependencies, devDependencies } = read("package.json") as Record<string, Record<string, string>>;
  const all = { ...dependencies, ...devDependencies };
  const text = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([^`]+)`\s*\| ([\d.]+)\s*\|/gm)];
  expect(rows.length).toBeGreaterThan(3);
  for (const [, name = "", version = ""] of rows) expect(`${name} ${all[name]}`).toBe(`${name} ${version}`);
});
