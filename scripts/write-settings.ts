// Writes the README's table of settings from config.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsTable } from "../src/config/config";

const readme = join(__dirname, "..", "README.md");
const section = /(<!-- settings -->\n)[^]*?(<!-- \/settings -->)/;
const text = readFileSync(readme, "utf8");
if (!section.test(text)) throw new Error(`${readme} has no place for the settings.`);
writeFileSync(readme, text.replace(section, `$1\n${settingsTable()}\n\n$2`));
