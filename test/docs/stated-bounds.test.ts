import { readFileSync } from "node:fs";
import { MOST_OF_A_PERSON, MOST_TOKENS } from "../../src/auth/verified-tokens";
import { CEILINGS } from "../../src/auth/caller-limits";
import { MOST_CHANGES } from "../../src/http/limits/waiting-line";
import { SLICE } from "../../src/http/pipeline/send";
import { MOST_GATHERED } from "../../src/journal/deprecated-uses";
import { MOST_KEPT, ROWS_AT_ONCE } from "../../src/journal/usage-rows";
import { COUNT_COST, USAGE_COST } from "../../src/types/graph/call-cost";

const text = (page: string) => readFileSync(`docs/${page}.md`, "utf8").replace(/\s+/g, " ");
const figure = (value: number) => value.toLocaleString("en-US");

/** Where a page states a bound, with the figure that the code has. */
const STATED: readonly [page: string, sentence: string][] = [
  ["security", `${figure(MOST_TOKENS)} tokens are cached, ${MOST_OF_A_PERSON} of one person`],
  ["limits", `${figure(MOST_KEPT)} are stored in all, and ${figure(MOST_GATHERED)} in each process`],
  ["limits", `${figure(ROWS_AT_ONCE)} with each statement`],
  ["limits", `reads every matching entry and costs ${figure(COUNT_COST)}`],
  ["limits", `A page of \`deprecatedUsage\` costs ${figure(USAGE_COST)} in addition`],
  ["limits", `wait, and ${MOST_CHANGES} changes beside them`],
  ["limits", `more than ${SLICE / 1024} KiB are written in slices`],
  ["limits", `bytes of the request's body, at most ${CEILINGS.body / 1024 / 1024} MiB`],
  ["limits", `\`first\` and \`last\`, at most ${CEILINGS.pageSize}`],
];

test.each(STATED)("%s.md: %s", (page, sentence) => {
  expect(text(page)).toContain(sentence);
});
