#!/usr/bin/env node
// dist/server.js as `npm run build` leaves it: runs bundle.js, with V8's code for it from bundle.cache. What another
// version of Node compiled is refused by V8, and the bundle is then compiled as any program is.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const filename = join(__dirname, "bundle.js");
const script = new Script(readFileSync(filename, "latin1"), {
  filename,
  cachedData: readFileSync(filename.replace(/js$/, "cache")),
});
script.runInThisContext()(exports, require, module, filename, __dirname);

// V8 would take objects that an answer is made of for long-lived ones, and then keep all that they refer to until its next
// full collection. Not before all is loaded: it refuses code, Node's own too, that was compiled with other flags.
setFlagsFromString("--no-allocation-site-pretenuring");
