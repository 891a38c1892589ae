import type { JsonValue } from "../store/json";
import { upperCaseName } from "../types/graph/open-enum";
import type { ChangeEventType, WatchedResourceType } from "../types/change-event";
import type { MemberChange } from "./change-event";
import { WATCHED_TYPES } from "./watched-types";

type Row = Readonly<Record<string, JsonValue>>;

/** The content of one event, before it has its resource and number. */
export interface Difference {
  readonly type: ChangeEventType;
  readonly changes: readonly MemberChange[];
}

/** Members that the gateway adds to a row, or that identify it: they never change. */
const OWN = new Set(["__typename", "account", "id", "identity", "pair", "parentId"]);
const ENCRYPTION = new Set(["encryptionMode", "portEncryptionStatus", "macSecKeys"]);
/** Members of a BGP peer with the state of its session. */
const SESSION = ["bgpStatus", "bgpPeerState"];
/** Members, beside states, whose values the graph has enums for. */
const ENUMS = new Set(["encryptionMode", "portEncryptionStatus", ...SESSION]);

/**
 * The events of a new reading of a known resource.
 * @param account in which it was read.
 */
export function differences(
  resourceType: WatchedResourceType,
  account: string,
  before: Row,
  after: Row,
): Difference[] {
  const { state, acceptance, ignored = [] } = WATCHED_TYPES[resourceType];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (member) => !OWN.has(member) && !ignored.includes(member) && !isSame(before[member], after[member]),
  );
  const all: Difference[] = [];
  const add = (type: ChangeEventType, members: readonly MemberChange[]) => {
    if (members.length > 0) all.push({ type, changes: members });
  };
  const changeOf = (member: string) => memberChange(member, before[member], after[member], member === state);
  const stateChange = changed.filter((member) => member === state).map(changeOf);
  add(after[state] === "deleted" ? "deleted" : "stateChanged", stateChange);
  if (acceptance !== undefined && stateChange.length > 0 && isToAccept(resourceType, account, after))
    all.push({ type: "acceptanceRequested", changes: [] });
  add("encryptionChanged", changed.filter((member) => ENCRYPTION.has(member)).map(changeOf));
  const sessions = changed.includes("bgpPeers") ? sessionChanges(before["bgpPeers"], after["bgpPeers"]) : [];
  add("bgpStatusChanged", sessions);
  const isIssue = changed.includes("loaIssueTime") && after["loaIssueTime"] != null;
  add("loaIssued", isIssue ? [changeOf("loaIssueTime")] : []);
  const others = changed.filter(
    (member) =>
      member !== state &&
      !ENCRYPTION.has(member) &&
      !(isIssue && member === "loaIssueTime") &&
      !(member === "bgpPeers" && isSame(withoutSessions(before[member]), withoutSessions(after[member]))),
  );
  add("updated", others.map(changeOf));
  return all;
}

/** The event of a new resource. */
export function creation(resourceType: WatchedResourceType, account: string, row: Row): Difference[] {
  const created: Difference = { type: "created", changes: [] };
  return isToAccept(resourceType, account, row)
    ? [created, { type: "acceptanceRequested", changes: [] }]
    : [created];
}

/** Whether a resource waits for the account to accept or decline it. */
function isToAccept(resourceType: WatchedResourceType, account: string, row: Row): boolean {
  const { state, acceptance } = WATCHED_TYPES[resourceType];
  return acceptance !== undefined && row[state] === acceptance.state && acceptance.by(row) === account;
}

function memberChange(
  member: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  isState: boolean,
): MemberChange {
  const shown = (value: JsonValue | undefined) => {
    if (typeof value === "string" && (isState || ENUMS.has(member))) return upperCaseName(value);
    return withPlainDates(value ?? null);
  };
  return { member, before: shown(before), after: shown(after) };
}

/** Each session whose status or state changed, including new and deleted ones. */
function sessionChanges(before: JsonValue | undefined, after: JsonValue | undefined): MemberChange[] {
  const earlier = peersIn(before);
  const later = peersIn(after);
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((id) =>
    SESSION.flatMap((member) => {
      const [was, is] = [earlier.get(id)?.[member], later.get(id)?.[member]];
      if (isSame(was, is)) return [];
      const { before: shownBefore, after: shownAfter } = memberChange(member, was, is, false);
      return [{ member: `bgpPeers[${id}].${member}`, before: shownBefore, after: shownAfter }];
    }),
  );
}

function peersIn(list: JsonValue | undefined): Map<string, Row> {
  const peers = Array.isArray(list) ? (list as readonly JsonValue[]) : [];
  return new Map(
    peers.flatMap((peer) => {
      if (typeof peer !== "object" || peer === null || Array.isArray(peer)) return [];
      const members = peer as Row; // an object from JSON
      return [
        [textOf(members["bgpPeerId"] ?? members["customerAddress"] ?? members["addressFamily"]), members],
      ];
    }),
  );
}

function withoutSessions(list: JsonValue | undefined): JsonValue {
  return [...peersIn(list)].map(([id, peer]) => {
    const rest = Object.entries(peer).filter(([member]) => !SESSION.includes(member));
    return [id, Object.fromEntries(rest)];
  });
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Dates in the form of the graph. */
function withPlainDates(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withPlainDates);
  const members = Object.entries(value as Row);
  const [only] = members;
  if (members.length === 1 && only?.[0] === "$date") return only[1];
  return Object.fromEntries(members.map(([name, member]) => [name, withPlainDates(member)]));
}

/** Whether two values are the same; absent equals null, and the order of members is ignored. */
export function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === undefined || one === null || other === undefined || other === null)
    return (one ?? null) === (other ?? null);
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Row, other as Row]; // by index or by name
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => isSame(left[name], right[name]));
}
