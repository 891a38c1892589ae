// Rewrites the pieces of code in the docs that are in no file any more: those of a block "```ts src/…", from its first
// line to the line that closes it. test/docs/snippets.test.ts says which these are.
import { readFileSync, writeFileSync } from "node:fs";

const PAGE = new URL("../docs/adding-an-operation.md", import.meta.url);
const plain = (text) => text.replace(/\s+/g, " ").trim();

const page = readFileSync(PAGE, "utf8");
const written = page.replace(/^```ts (src\/\S+)\n([^]*?)^```$/gm, (block, file, snippet) => {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  return isIn(source, snippet) ? block : `\`\`\`ts ${file}\n${pieceLike(snippet, source, file)}\n\`\`\``;
});
writeFileSync(PAGE, written);

/** Whether all parts of a snippet, between lines "…", are in a source in their order. */
function isIn(source, snippet) {
  let rest = plain(source);
  return snippet.split(/^ *…\n/m).every((part) => {
    const at = rest.indexOf(plain(part));
    if (at >= 0) rest = rest.slice(at + plain(part).length);
    return at >= 0;
  });
}

/** The piece of a source that begins with a snippet's first line. */
function pieceLike(snippet, source, file) {
  const [first = ""] = snippet.split("\n");
  const lines = source.split("\n");
  const from = lines.findIndex((line) => line.trim() === first.trim());
  if (from < 0) throw new Error(`${file} has no line "${first.trim()}": mend ${PAGE.pathname} by hand.`);
  const indent = /^ */.exec(lines[from])[0];
  const to = lines.findIndex(
    (line, index) => index > from && line.startsWith(indent) && /^[}\])]/.test(line.slice(indent.length)),
  );
  if (to < 0)
    throw new Error(`${file} has no line that closes "${first.trim()}": mend ${PAGE.pathname} by hand.`);
  return lines.slice(from, to + 1).join("\n");
}
