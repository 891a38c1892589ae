#!/usr/bin/env node
// dist/server.js as `npm run build` leaves it: runs bundle.js, with V8's code for it from bundle.cache. What another
// version of Node compiled is refused by V8, and the bundle is then compiled as any program is.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "bundle.js");
const script = new Script(readFileSync(filename, "latin1"), {
  filename,
  cachedData: readFileSync(filename.replace(/js$/, "cache")),
});
script.runInThisContext()(exports, require, module, filename, __dirname);
