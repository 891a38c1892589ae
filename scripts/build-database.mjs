// Makes dist/empty-database, which the embedded store begins with: making one takes PGlite several seconds and most of a
// gigabyte of memory, a copy takes neither. Run it after tsc.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { prepareDatabase } = createRequire(import.meta.url)("../dist/store/new-database.js");
await prepareDatabase(fileURLToPath(new URL("../dist/empty-database", import.meta.url)));
