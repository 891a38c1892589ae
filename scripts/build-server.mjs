// Makes the program that starts quickly: what tsc made of src/server.ts and all that it imports becomes one file,
// dist/bundle.js; V8's compiled code of what a first query needs goes beside it, dist/bundle.cache, and scripts/server.js
// takes the place of dist/server.js. Run it after tsc. docs/decisions says why, and what it brings.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const filename = join(root, "dist/bundle.js");

/** Loaded from node_modules, and only where settings require them: they would make the bundle larger than it needs be. */
const APART = [
  "pg",
  "kysely",
  "@electric-sql/pglite",
  "fs-native-extensions",
  "pino-pretty",
  "prom-client",
  "tar",
  "@opentelemetry/*",
];

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["dist/server.js"],
  outfile: filename,
  write: false,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: APART,
  // Shorter text is read sooner and takes less memory; names stay, for stacks and for types that are named after classes.
  minifyWhitespace: true,
  minifySyntax: true,
  // A script has no `import()` of its own.
  supported: { "dynamic-import": false },
  // graphql-js otherwise checks each object twice, for those who have it installed twice.
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  logLevel: "warning",
});
// Wrapped as Node wraps a module. One letter outside Latin would double what the text takes in memory; esbuild leaves
// some in regular expressions and comments, where an escape says the same.
const text = outputFiles[0].text
  .replace(/^#!.*/, "")
  .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
const source = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
await writeFile(filename, source);

const script = new Script(source, { filename });
await answerOneQuery(script.runInThisContext());
await writeFile(filename.replace(/js$/, "cache"), script.createCachedData());
await copyFile(join(root, "scripts/server.js"), join(root, "dist/server.js"));
process.exit();

/** Starts the gateway before a Direct Connect that has one connection, so that V8 compiles what a first query runs. */
async function answerOneQuery(program) {
  const row = {
    connectionId: "dxcon-00000001",
    connectionName: "first",
    connectionState: "available",
    tags: [],
  };
  const upstream = createServer((request, response) => {
    request.resume().on("end", () => response.end(JSON.stringify({ connections: [row] })));
  });
  const port = await listen(upstream);
  const free = createServer();
  const ownPort = await listen(free);
  free.close();
  await once(free, "close");
  process.env = {
    PORT: String(ownPort),
    AWS_ENDPOINT_URL_DIRECT_CONNECT: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "build",
    AWS_SECRET_ACCESS_KEY: "build",
    AWS_ACCOUNT_ID: "111111111111",
    LOG_LEVEL: "error", // the warning that every caller may use this one is of no use in a build
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  program({}, createRequire(filename), { exports: {} }, filename, dirname(filename));
  const query =
    "{ connections(first: 1) { nodes { connectionId tags { key } } } __schema { types { name } } }";
  const body = JSON.stringify({ query });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${ownPort}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).catch(() => undefined);
    const { data } = (await answer?.json()) ?? {};
    if (data?.connections?.nodes?.[0]?.connectionId === row.connectionId)
      return checkNames(data.__schema.types);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The gateway did not answer its first query.");
}

/** type-graphql names types after their classes, which a bundler may have given other names. */
async function checkNames(types) {
  const sdl = await readFile(join(root, "schema.graphql"), "utf8");
  const wanted = [...sdl.matchAll(/^(?:type|interface|union|enum|input|scalar) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const missing = wanted.filter((name) => !types.some((type) => type.name === name));
  if (missing.length > 0) throw new Error(`The bundle has lost the names of ${missing.join(", ")}.`);
}

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}
