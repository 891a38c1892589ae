// Bundles the offline explorer (src/http/pages/explorer) from npm packages into dist/explorer, so that the gateway serves it
// itself. File names carry a hash of their content; manifest.json says which the page must load. All others are stored
// compressed, with .br after their names.
// Usage: node scripts/build-explorer.mjs [directory]   (emptied first; default dist/explorer)
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { BROTLI } from "./brotli.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const ENTRY = "src/http/pages/explorer/main.jsx";

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  metafile: true,
  legalComments: "linked",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

/**
 * GraphiQL's own worker setup imports each worker as `<file>?worker`, Vite's spelling of "bundle this apart and give
 * me a Worker class". This gives esbuild the same word, so that the list of workers stays GraphiQL's.
 */
function workerImports(outdir) {
  return {
    name: "worker imports",
    setup({ onResolve, onLoad, resolve: find }) {
      onResolve({ filter: /\?worker$/ }, async ({ path, resolveDir }) => {
        const found = await find(path.replace(/\?worker$/, ""), { resolveDir, kind: "import-statement" });
        return { ...found, namespace: "worker" };
      });
      onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
        const worker = await build({ ...shared, entryPoints: [path], outdir, entryNames: "[name]-[hash]" });
        const file = basename(outputOf(relative(root, path), worker).path);
        return {
          contents: `export default class extends Worker {
            constructor() { super(new URL(${JSON.stringify(file)}, import.meta.url), { type: "module" }); }
          }`,
        };
      });
    },
  };
}

/** The output that was made of this entry; pieces that are loaded on demand count as entries too. */
function outputOf(entry, { metafile }) {
  const [path, output] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry);
  return { path, ...output };
}

const outdir = resolve(process.argv[2] ?? join(root, "dist/explorer"));
await rm(outdir, { recursive: true, force: true });
const result = await build({
  ...shared,
  entryPoints: [ENTRY],
  outdir,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  splitting: true,
  jsx: "automatic",
  loader: { ".ttf": "file" },
  plugins: [workerImports(outdir)],
});
for (const name of await readdir(outdir)) {
  const file = join(outdir, name);
  await writeFile(`${file}.br`, brotliCompressSync(await readFile(file), BROTLI));
  await rm(file);
}
const { path, cssBundle } = outputOf(ENTRY, result);
const manifest = { script: basename(path), style: basename(cssBundle) };
await writeFile(join(outdir, "manifest.json"), JSON.stringify(manifest));
