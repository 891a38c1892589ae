// Makes what is published, in release/: the package, its software bill of materials (CycloneDX) and the licences of all that
// it runs with. `npm run release`; `--to FOLDER` for another folder, `--without-package` for the two lists alone.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: { to: { type: "string" }, "without-package": { type: "boolean", default: false } },
});
const folder = options.to ?? join(root, "release");
const npm = (...args) =>
  execFileSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
/** The packages that the gateway runs with, by their paths. */
const production = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true);
writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(billOfMaterials(), null, 2)}\n`);
writeFileSync(join(folder, "licences.txt"), licences());
if (!options["without-package"]) {
  npm("run", "--silent", "build");
  npm("pack", "--ignore-scripts", "--pack-destination", folder);
}

/**
 * What `npm sbom` says, without packages of development. npm's own `--omit=dev` also omits what the gateway and its tests
 * share, such as @apollo/server.
 */
function billOfMaterials() {
  const bill = JSON.parse(
    npm("sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"),
  );
  const purls = new Set(
    production.map(([path, { version }]) => {
      const name = path.split("node_modules/").at(-1);
      return `pkg:npm/${name.replace("@", "%40")}@${version}`;
    }),
  );
  const components = bill.components.filter(({ purl }) => purls.has(purl));
  const kept = new Set([bill.metadata.component["bom-ref"], ...components.map((one) => one["bom-ref"])]);
  const dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((to) => kept.has(to)) }));
  // npm names the root after its folder
  const metadata = { ...bill.metadata, component: { ...bill.metadata.component, name: packages[""].name } };
  return { ...bill, metadata, components, dependencies };
}

/** One line for each package that is installed with this one: name, version, licence. */
function licences() {
  const lines = production.map(
    ([path, { version, license }]) => `${path.split("node_modules/").at(-1)} ${version}: ${license}`,
  );
  return `${[...new Set(lines)].sort().join("\n")}\n`;
}
