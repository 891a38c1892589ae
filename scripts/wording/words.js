// Words that have confused readers of this project, with the standard terms to use instead. The ESLint rule `wording`
// applies them to names, comments and texts of the code, and test/wording.test.ts to the documents.

/** Words in names: each part of a camel-case or kebab-case name, such as `look` in `lastLook`. */
const IN_NAMES = new Map([
  ["lane", "fast path"],
  ["patience", "a deadline, named for what it bounds"],
  ["soon", "MaybePromise"],
  ["keeper", "reconciler"],
  ["look", "check, reader, prefetch"],
  ["touched", "invalidated"],
  ["told", "reported"],
  ["ask", "query, call, request"],
  ["asks", "queries, calls, requests"],
  ["asked", "queried, called, requested"],
  ["asking", "querying, calling, requesting"],
  ["question", "query"],
  ["questions", "queries"],
  ["facts", "details"],
]);

/** Whole names that do not say of what. */
const NAMES = new Map([
  ["keyOf", "a name that says of what, such as `snapshotKey`"],
  ["pageOf", "a name that says of what, such as `pageTypeOf`"],
  ["shownOf", "visibleRows"],
  ["nothing", "a name that says which empty value it is"],
  ["NOTHING", "a name that says which empty value it is"],
  ["Part", "operation, chunk"],
  ["part", "operation, chunk"],
  ["given", "the name of the value"],
  ["known", "the name of the value, such as `cached`"],
  ["seen", "visited, observed"],
  ["said", "the name of the value, such as `content`"],
  ["flight", "inFlightRead"],
  ["front", "edge"],
]);

/** Words and phrases in sentences: comments, texts of the code, documents. */
const IN_SENTENCES = [
  [/\b(?:fast )?lanes?\b/i, "fast path"],
  [/\bpatience\b/i, "deadline"],
  [/\bkeepers?\b/i, "reconciler, cache"],
  [/\bhead start\b/i, "handoff"],
];

/** Phrases in comments and documents. Texts of the code may have them: "nobody", for example, is a name in tests. */
const IN_PROSE = [
  [/\bunless (?:told|stated)\b/i, "by default"],
  [/\bwho(?:ever)? asks?\b/i, "the caller"],
  [
    /\b(?:nobody|somebody|anybody|everybody|whoever)\b/i,
    "the caller, client, process or person that is meant",
  ],
  [/\basked for\b/i, "requested"],
  [/\bat hand\b/i, "cached, in memory"],
  [/\blets? in\b/i, "admits, admitted"],
  [/\b(?:tells?|told) apart\b/i, "identified, distinguished"],
  [/\btaken? apart\b/i, "parsed, expanded"],
  [/\blooked (?:at|through)\b/i, "checked, read, searched"],
  [/\bgone through\b/i, "scanned"],
  [/\bpassed over\b/i, "skipped"],
  [/\b(?:hung|hangs?) up\b/i, "disconnected"],
  [/\bunder way\b/i, "in progress"],
  [/\bfor nothing\b/i, "without effect"],
  [/\bbelieved\b/i, "accepted, applied"],
];

/** The words of a name in lower case. */
function wordsOf(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

/** @returns what to write instead of a name's confusing word, or undefined for a good name. */
function problemOfName(name) {
  if (NAMES.has(name)) return { word: name, instead: NAMES.get(name) };
  const word = wordsOf(name).find((one) => IN_NAMES.has(one));
  return word === undefined ? undefined : { word, instead: IN_NAMES.get(word) };
}

/** @returns every confusing word of a text of the code, with its position and what to write instead. */
function problemsOfText(text) {
  return problemsOf(text, IN_SENTENCES);
}

/** @returns the same for a comment or a document. */
function problemsOfProse(text) {
  return problemsOf(text, [...IN_SENTENCES, ...IN_PROSE]);
}

function problemsOf(text, patterns) {
  return patterns.flatMap(([pattern, instead]) =>
    [...text.matchAll(new RegExp(pattern.source, "gi"))].map(({ 0: word, index }) => ({
      word,
      index,
      instead,
    })),
  );
}

module.exports = { problemOfName, problemsOfProse, problemsOfText };
