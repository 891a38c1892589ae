import { writeSync } from "node:fs";
import { DataFolder } from "../../src/store/data-folder";
import { makeDatabase } from "../../src/store/new-database";

/** Takes DATA_FOLDER, makes a database there from PREPARED where that is given, says so, and holds it until it is killed. */
async function main(path: string, prepared: string | undefined): Promise<void> {
  const { database, unfinishedPrefix } = DataFolder.claim(path);
  if (prepared !== undefined)
    await makeDatabase(database, unfinishedPrefix, (message) => writeSync(1, `${message}\n`), [prepared]);
  writeSync(1, "taken\n");
  setInterval(() => undefined, 60_000);
}

const { DATA_FOLDER = "", PREPARED } = process.env;
main(DATA_FOLDER, PREPARED).catch((error: unknown) => {
  writeSync(1, `${String(error)}\nrefused\n`);
});
