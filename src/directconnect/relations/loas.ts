import type * as sdk from "@aws-sdk/client-direct-connect";
import { requirePermission } from "../../auth/refusals";
import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import type { Loa, LoaArgs } from "../../types/loa";
import type { Place } from "../accounts/accounts";
import type { DirectConnect } from "../direct-connect";
import { isHosted } from "./parents";
import { findPort, isInterconnect, isLag, type PortRow, portIdOf } from "./ports";
import type { ReadDoor } from "../read/read-door";

/**
 * @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/dedicated_connection.html: an LOA-CFA expires after
 * 90 days.
 */
export const LOA_VALID_DAYS = 90;
const DAY = 24 * 60 * 60_000;

/**
 * The LOA of a connection, interconnect or LAG. AWS returns one LOA per call.
 * @throws GatewayError NOT_FOUND, CONFLICT where AWS has not issued it, REJECTED for a hosted connection.
 */
export async function readLoa(
  read: ReadDoor,
  place: Place,
  connectionId: string,
  args: LoaArgs,
): Promise<Loa> {
  return enterLoa(await requestLoa(read, place, connectionId, args), place, connectionId, args);
}

function requestLoa(read: ReadDoor, place: Place, connectionId: string, args: LoaArgs): Promise<sdk.Loa> {
  return read.call("DescribeLoa", place, { connectionId, ...loaInput(args) });
}

/** States without an LOA: it is not issued yet, or no longer valid. */
const WITHOUT_LOA = new Set(["ordering", "requested", "rejected", "deleted"]);

/** The LOA of a port that was read. @returns null where it cannot have one; AWS is not called then. */
export async function loaOfPort(port: PortRow, read: ReadDoor, args: LoaArgs): Promise<Loa | null> {
  if (isHosted(port) || WITHOUT_LOA.has(stateOf(port))) return null;
  const loa = await readLoa(read, read.placeOf(port, "DescribeLoa"), portIdOf(port), args);
  return Object.assign(loa, { port });
}

function stateOf(port: PortRow): string {
  if (isLag(port)) return port.lagState;
  return isInterconnect(port) ? port.interconnectState : port.connectionState;
}

/** Converts an LOA: its bytes become text, and the URL of its download is added. */
export function enterLoa(
  { loaContent, loaContentType }: sdk.Loa,
  { account: { accountId }, region }: Place,
  resourceId: string,
  { providerName }: LoaArgs,
): Loa {
  const query = providerName == null ? "" : `?${new URLSearchParams({ providerName }).toString()}`;
  return {
    resourceId,
    account: accountId,
    region,
    loaContent: Buffer.from(loaContent ?? []).toString("base64"),
    loaContentType: loaContentType ?? "application/pdf",
    downloadPath: `/loa/${accountId}/${region}/${resourceId}${query}`,
  };
}

/** AWS accepts no null. */
export function loaInput({ providerName, loaContentType }: LoaArgs) {
  return {
    ...(providerName == null ? {} : { providerName }),
    ...(loaContentType == null ? {} : { loaContentType }),
  };
}

/** When an LOA was issued, from its port; for a LAG, the member whose LOA expires first decides. */
export async function issueTimeOf(loa: Loa, read: ReadDoor): Promise<Date | null> {
  const port = loa.port ?? (await findPort(loa.resourceId, read.placeOf(loa, "DescribeConnections"), read));
  if (port === null) return null;
  const links = isLag(port) ? port.connections : [port];
  const times = links.flatMap(({ loaIssueTime }) => (loaIssueTime == null ? [] : [loaIssueTime.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

export function expiryOf(issued: Date): Date {
  return new Date(issued.getTime() + LOA_VALID_DAYS * DAY);
}

/** Whole days from now; 0 once the time is past. */
export function daysUntil(time: Date, now = Date.now()): number {
  return Math.max(0, Math.floor((time.getTime() - now) / DAY));
}

/**
 * An LOA as a file to download.
 * @throws GatewayError as `readLoa`, and BAD_USER_INPUT for an account, region or id that cannot be one.
 */
export async function loaFile(
  directConnect: DirectConnect,
  loaRequest: { account: string; region: string; resourceId: string; providerName?: string },
): Promise<{ name: string; type: string; content: Uint8Array }> {
  const { resourceId } = loaRequest;
  requirePermission(directConnect.caller, "letters", "A letter of authorization");
  if (!/^dx(con|lag)-[a-z0-9]{8,21}$/.test(resourceId)) {
    const allowed = "an id such as dxcon-ffabc123 or dxlag-ffabc123";
    throw badInput([{ argument: "resourceId", sent: quoted(resourceId), allowed }]);
  }
  const letterOfAuthorization = await requestLoa(
    directConnect.read,
    directConnect.place(loaRequest),
    resourceId,
    loaRequest,
  );
  return {
    name: `LOA-CFA-${resourceId}.pdf`,
    type: letterOfAuthorization.loaContentType ?? "application/pdf",
    content: letterOfAuthorization.loaContent ?? new Uint8Array(),
  };
}
