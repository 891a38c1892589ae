import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** A fenced block of a Markdown file. */
export interface Snippet {
  /** The file, and the line that the block begins at. */
  readonly where: string;
  /** What follows the fence: a language, and for an excerpt the file that contains it. */
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** Every Markdown file that people read, by its path in the project. */
export function pages(): string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return inFolder(path);
      return entry.name.endsWith(".md") ? [path] : [];
    });
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  return [...atRoot, ...inFolder("docs")].map((path) => relative(ROOT, join(ROOT, path))).sort();
}

/** All fenced blocks, in order. */
export function snippets(): Snippet[] {
  return pages().flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    return [...text.matchAll(/^ *```(\w*) *(\S*)\n([^]*?)^ *```$/gm)].map((found) => {
      const [, language = "", file = "", block = ""] = found;
      const line = text.slice(0, found.index).split("\n").length;
      return { where: `${page}:${line}`, language, file: file === "" ? undefined : file, text: block };
    });
  });
}
