import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const found = existsSync(CHROMIUM);
if (!found && process.env["CI"] === "true") {
  throw new Error(`No chromium at ${CHROMIUM}, and CI must test with one.`);
}
if (!found) {
  console.warn(`Skipped the browser tests: no chromium at ${CHROMIUM}. Set CHROMIUM_PATH to another.`);
}

/** `describe` where there is a browser; skipped, and said so, where there is none. */
export const describeInBrowser = found ? describe : describe.skip;

/** Debian's chromium, headless, asking nothing of the internet by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Builds the offline explorer as `npm run build` does, into a folder of its own; give that to the edge. */
export async function buildExplorer(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "explorer-"));
  const script = join(__dirname, "../scripts/build-explorer.mjs");
  await promisify(execFile)(process.execPath, [script, directory]);
  return directory;
}
