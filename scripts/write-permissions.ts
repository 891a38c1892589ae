// Writes docs/permissions.md from the tables in src/auth.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsPage } from "../src/auth/permissions-page";

writeFileSync(join(__dirname, "..", "docs", "permissions.md"), permissionsPage());
