import { badInput } from "../errors";
import { quoted } from "../observability/secrets";

const CURSOR = /^event:(\d{1,15})$/;

/** The opaque form of a position in the log. @param number of the event before it; 0 for the beginning. */
export function cursorAfter(number: number): string {
  return Buffer.from(`event:${number}`).toString("base64url");
}

/** @throws GatewayError BAD_USER_INPUT for an invalid cursor. */
export function numberOf(cursor: string): number {
  const [, number] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (number === undefined) throw notACursor(cursor);
  return Number(number);
}

/** Refuses a cursor that is not of this log. */
export function notACursor(cursor: string) {
  return badInput([{ argument: "after", sent: quoted(cursor), allowed: "a cursor of the log of events" }]);
}

/** Refuses a cursor before which events were removed. @param purged the number of the last removed one. */
export function tooOld(number: number, purged: number) {
  const sent = quoted(cursorAfter(number));
  const allowed = `a cursor from ${cursorAfter(purged)} on: events before that were removed when they became older than EVENT_RETENTION_HOURS`;
  return badInput([{ argument: "after", sent, allowed }]);
}
