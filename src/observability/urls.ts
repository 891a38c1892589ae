import { REDACTED } from "./secrets";

/**
 * A URL, or what was meant to be one, as a message may quote it: without user, password and query, which can all hold
 * credentials. A password with a slash or a question mark in it makes a text that no parser takes for a URL, so everything
 * up to the last `@` is left out. Where there is none, what follows a colon and is no port is a password whose host is
 * missing: then all behind the scheme is left out.
 */
export function quotableUrl(text: string): string {
  const scheme = /^\s*[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? "";
  const at = text.lastIndexOf("@");
  if (at !== -1) return `${scheme}${REDACTED}${withoutQuery(text.slice(at))}`;
  const [authority = ""] = text.slice(scheme.length).split(/[/,\s?#]/, 1);
  if (scheme !== "" && /:(?!\d{0,5}$)/.test(authority)) return `${scheme}${REDACTED}`;
  return scheme === "" ? text : withoutQuery(text);
}

function withoutQuery(text: string): string {
  return text.replace(/[?#][^]*$/, (query) => `${query.charAt(0)}${REDACTED}`);
}
