import { writeFileSync, writeSync } from "node:fs";
import { EmbeddedPostgres } from "../../src/store/embedded";
import { makeDatabase } from "../../src/store/new-database";

/** Says what becomes of two statements with the embedded store: one as ever, one on a disk that fails. */
async function main(folder: string, brokenDisk: string): Promise<void> {
  await makeDatabase(folder, `${folder}-new-`, () => undefined);
  const database = await EmbeddedPostgres.open(folder);
  await database.query("create table things (name text)", []);
  writeSync(1, "--\n");
  await database.query("insert into things values ('one')", []);
  writeSync(1, "done\n");
  writeFileSync(brokenDisk, "");
  await database.query("insert into things values ('two')", []).then(
    () => writeSync(1, "done\n"),
    () => writeSync(1, "refused\n"),
  );
  process.exit();
}

const { DATA_FOLDER = "", BROKEN_DISK = "" } = process.env;
void main(DATA_FOLDER, BROKEN_DISK);
