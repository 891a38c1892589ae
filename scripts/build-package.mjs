// Adds to dist what the npm package has besides: dist/bundle.js.br in the place of the bundle and V8's code for it, and
// the types of what it exports. Run it after scripts/build-server.mjs.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { BROTLI } from "./brotli.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** The types of what the npm package exports; the SDK's own lack the newest operations. */
const EMULATOR_TYPES = `import "./directconnect/client/newer-types";
export type { EmulatorOptions } from "./emulator/options";
export * from "./emulator/wire/server";
`;

const bundle = join(dist, "bundle.js");
await writeFile(`${bundle}.br`, brotliCompressSync(await readFile(bundle), BROTLI));
await writeFile(join(dist, "emulator.d.ts"), EMULATOR_TYPES);
