#!/usr/bin/env node
// dist/server.js as `npm run build` leaves it: runs bundle.js, with V8's code for it from bundle.cache. What another
// version of Node compiled is refused by V8, and the bundle is then compiled as any program is. The npm package has the
// bundle compressed, and no code for it.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");
const { brotliDecompressSync } = require("node:zlib");

const [filename, packed, compiled] = ["js", "js.br", "cache"].map((end) => join(__dirname, `bundle.${end}`));
const script = existsSync(filename)
  ? new Script(readFileSync(filename, "latin1"), { filename, cachedData: readFileSync(compiled) })
  : new Script(brotliDecompressSync(readFileSync(packed)).toString("latin1"), { filename });
script.runInThisContext()(exports, require, module, filename, __dirname);
