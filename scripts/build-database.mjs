// Makes dist/empty-database.tar.br, which the embedded store begins with: making a database takes PGlite several seconds
// and most of a gigabyte of memory, unpacking one takes neither. Run it after tsc.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { prepareDatabase } = createRequire(import.meta.url)("../dist/store/new-database.js");
await prepareDatabase(fileURLToPath(new URL("../dist/empty-database.tar.br", import.meta.url)));
