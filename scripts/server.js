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

// From here on V8 has other flags than all that was compiled before, and takes none of it any more, Node's own neither. So
// what the bundle needs of Node is loaded first.
const OWN =
  "assert async_hooks crypto dns fs/promises http https perf_hooks timers/promises worker_threads zlib";
for (const name of OWN.split(" ")) require(`node:${name}`);
// V8 would take objects that an answer is made of for long-lived ones, and then keep all that they refer to until its next
// full collection.
setFlagsFromString("--no-allocation-site-pretenuring");
// What a start makes stays. With room to grow, the young generation would take 9 MB to find that out.
setFlagsFromString("--semi-space-growth-factor=1");
script.runInThisContext()(exports, require, module, filename, __dirname);

void module.exports.started.then(() => {
  setFlagsFromString("--semi-space-growth-factor=2");
  // A quarter of the work that V8 usually sees a function do before it optimizes it: what serves requests does much more.
  // In Node 22 and 24 it has a compiler in between, and no such flag.
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=16000");
  // V8 may let the heap grow by so little between full collections that the bytes of answers, which count until the next
  // scavenge, start one each time.
  setFlagsFromString("--heap-growing-percent=100");
});
