import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Headers that some refusals have and others do not. */
const OWN_HEADERS = ["allow", "retry-after", "www-authenticate"];

const page = readFileSync(join(__dirname, "../../../docs/errors.md"), "utf8");

/** The table of refusals of docs/errors.md: the headers of its own that each has, by status and code. */
export const DOCUMENTED_REFUSALS: ReadonlyMap<string, readonly string[]> = new Map(
  [...page.matchAll(/^\| (\d{3}) +\| `([A-Z_]+)` *\|([^|]*)\|[^|]*\|$/gm)].map(
    ([, status = "", code = "", headers = ""]) => [
      `${status} ${code}`,
      [...headers.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name.toLowerCase()),
    ],
  ),
);

/** Expects a refusal to be in the table, with its own headers. */
export function expectDocumented(status: number, code: string, headers: readonly string[]): void {
  const own = OWN_HEADERS.filter((name) => headers.includes(name));
  expect([`${status} ${code}`, own]).toEqual([
    `${status} ${code}`,
    [...(DOCUMENTED_REFUSALS.get(`${status} ${code}`) ?? ["is not in docs/errors.md"])].sort(),
  ]);
}
