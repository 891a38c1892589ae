const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** "[" and "]" differ from "{" and "}" in this one bit. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * Whether lists and objects are nested deeper than this in a JSON text, without parsing it: parsing a
 * megabyte of opening brackets takes some twenty times as long. What is no JSON is for the parser to refuse.
 */
export function isNestedDeeper(json: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === QUOTE) {
      at = endOfText(json, at);
      if (at === -1) return false;
    } else if ((character | BRACE) === OPENING) {
      depth += 1;
      if (depth > levels) return true;
    } else if ((character | BRACE) === CLOSING) depth -= 1;
  }
  return false;
}

/** @returns where the quotation mark is that ends a text, or -1. */
export function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes comes before a position. */
function isEscaped(json: string, place: number): boolean {
  let first = place;
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (place - first) % 2 === 1;
}
