import { readFileSync } from "node:fs";
import { type Model, model } from "../src/emulator/model/model";
import { modelChanges } from "./model-changes";

// Prints what a newer public model of the service has and the one that is known here has not: `npm run drift -- <file>`.
// The file is a service-2.json of botocore, or a copy of src/emulator/model without its texts.
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("Name the file of a newer model: npm run drift -- <service-2.json>\n");
  process.exit(1);
}
const newer = readModel(file);
const changes = modelChanges(model, newer);
const count = Object.keys(newer.operations).length;
process.stdout.write(`${count} operations; ${Object.keys(model.operations).length} are known here.\n`);
if (changes.length === 0) process.stdout.write("Nothing is new.\n");
for (const [index, { heading, entries }] of changes.entries()) {
  process.stdout.write(`\n${index + 1}. ${heading}\n${entries.map((entry) => `   - ${entry}\n`).join("")}`);
}

/** What the file lacks is said to be gone. Ends the program where it holds no model. */
function readModel(path: string): Model {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Model;
  } catch (error) {
    process.stderr.write(`${path} cannot be read as JSON: ${String(error)}\n`);
    process.exit(1);
  }
}
