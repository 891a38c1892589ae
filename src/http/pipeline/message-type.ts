import { endOfText } from "../edge/json-depth";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
/** "[" and "]" differ from "{" and "}" in this one bit. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * The member `type` of an object in a JSON text, without parsing it: parsing a megabyte of members takes many times as
 * long. Where several have this name, the last one counts, as for `JSON.parse`.
 * @returns undefined where it is none, or is written with escapes.
 */
export function typeIn(json: string): string | undefined {
  let depth = 0;
  let isValue = false;
  let name = "";
  let type: string | undefined;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfText(json, at);
      if (end === -1) return undefined;
      if (depth === 1) {
        const text = json.slice(at + 1, end);
        if (!isValue) name = text;
        else if (name === "type") type = text;
      }
      at = end;
    } else if ((character | BRACE) === OPENING) depth += 1;
    else if ((character | BRACE) === CLOSING) depth -= 1;
    else if (depth === 1 && character === COLON) isValue = true;
    else if (depth === 1 && character === COMMA) isValue = false;
  }
  return type;
}
