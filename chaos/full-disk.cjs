// Preloaded into a gateway with the embedded store: while the file CHAOS_FULL_DISK is there, nothing more is written.
const fs = require("node:fs");
const { writeSync, existsSync } = fs;
fs.writeSync = function (...given) {
  if (given[0] > 2 && existsSync(process.env.CHAOS_FULL_DISK ?? "")) {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
  }
  return writeSync.apply(fs, given);
};
