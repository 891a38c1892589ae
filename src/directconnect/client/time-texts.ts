/** A number of seconds, or a date of ISO 8601, RFC 1123 or Java's `Date.toString`. */
const SECONDS = /^\d+(\.\d+)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const NAMED = /^[A-Z][a-z]{2},? .*\d{4}.*$/;
/** The end of a date with a named month that has a zone: `GMT`, `+0200`, `UTC 2026`. */
const ZONE = /(?:[A-Z]{2,5}|[+-]\d{2}:?\d{2})(?: \d{4})?$/;

/**
 * A time that AWS sent as text where its model has a number of seconds, as was observed for `loaIssueTime`.
 * @returns undefined for a text that is no time. Without a zone it is UTC.
 */
export function timeFromText(text: string): Date | undefined {
  const trimmed = text.trim();
  if (SECONDS.test(trimmed)) return validDate(new Date(Number(trimmed) * 1000));
  const iso = ISO.exec(trimmed);
  if (iso !== null) {
    const [, time, , , zone] = iso;
    const isUtc = time === undefined || zone !== undefined;
    return validDate(new Date(`${trimmed.replace(" ", "T")}${isUtc ? "" : "Z"}`));
  }
  if (!NAMED.test(trimmed)) return undefined;
  return validDate(new Date(ZONE.test(trimmed) ? trimmed : `${trimmed} UTC`));
}

/** @returns undefined for a value that is no date, and for an invalid date. */
export function validDate(value: unknown): Date | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : undefined;
}
