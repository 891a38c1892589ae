import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A document that the explorers offer. */
export interface Example {
  name: string;
  document: string;
  /** JSON text. */
  variables?: string;
}

/** The documents of a folder, in the order of their file names; a number at the start of a name only orders it. */
export function readExamples(directory: string): Example[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".graphql"))
    .sort()
    .map((file) => ({
      name: file.replace(/^\d+-|\.graphql$/g, ""),
      document: readFileSync(join(directory, file), "utf8"),
    }));
}
