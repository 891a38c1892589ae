import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const packageSchema = z.object({ version: z.string() });

/**
 * The version of this program.
 * @param root the folder of its package.
 * @throws Error where its package.json cannot be read.
 */
export function readVersion(root: string): string {
  return packageSchema.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).version;
}
