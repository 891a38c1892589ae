// Preloaded into a process with the embedded store: tells whenever the disk is waited for, and can let it fail.
const fs = require("node:fs");
const { existsSync, fsyncSync, writeSync } = fs;
fs.fsyncSync = function (descriptor) {
  writeSync(1, "waited for the disk\n");
  if (existsSync(process.env.BROKEN_DISK)) throw new Error("EIO: i/o error, fsync");
  return fsyncSync(descriptor);
};
