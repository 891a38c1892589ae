// Makes dist/empty-database, which the embedded store begins with: making one takes PGlite several seconds and most of a
// gigabyte of memory, a copy takes neither. Run it after tsc.
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../dist/empty-database", import.meta.url));
await rm(folder, { recursive: true, force: true }); // one of another version
const { EmbeddedPostgres } = createRequire(import.meta.url)("../dist/store/embedded.js");
const database = await EmbeddedPostgres.open(folder);
await database.close();
