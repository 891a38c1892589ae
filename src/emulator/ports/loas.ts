import type { Loa } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { clientError } from "../errors";
import { ownLag } from "../lags/lag-membership";
import { locationRows } from "../account/location-rows";
import type { Handlers } from "../wire/operations";
import { onePagePdf, type PdfLine } from "./pdf";
import { isGone, membersOf, ownPort, type Port } from "../records/ports";

const contentType = "application/pdf";
const validDays = 90;

/** The common input of the three operations. */
interface LoaRequest {
  providerName?: string | undefined;
  loaContentType?: string | undefined;
}

export const loaHandlers = {
  DescribeLoa: (input, call) =>
    loaOf(input.connectionId, ["dedicated", "hosted", "interconnect"], input, call),

  /** Deprecated, as is the next (DOMAIN E): the same letter, wrapped. */
  DescribeConnectionLoa: (input, call) => ({
    loa: loaOf(input.connectionId, ["dedicated", "hosted"], input, call),
  }),

  DescribeInterconnectLoa: (input, call) => ({
    loa: loaOf(input.interconnectId, ["interconnect"], input, call),
  }),
} satisfies Handlers;

/**
 * The letter of authorization of a port, or of all members of a LAG that have one.
 * @throws DirectConnectClientException for what is not the caller's, for another content type, for a hosted
 *   connection, and while AWS has not issued the letter yet
 */
function loaOf(id: string, kinds: readonly Port["kind"][], loaRequest: LoaRequest, call: Call): Loa {
  const isLag = id.startsWith("dxlag-") && kinds.length === 3;
  const circuits = isLag ? membersOf(ownLag(call, id).lagId, call) : [ownPort(call, id, kinds)];
  if (loaRequest.loaContentType !== undefined && loaRequest.loaContentType !== contentType) {
    throw clientError(
      `LOA content type ${loaRequest.loaContentType} is not valid: it must be ${contentType}.`,
    );
  }
  const [first] = circuits;
  if (first?.kind === "hosted") {
    throw clientError(`Connection ${id} is a hosted connection: its LOA is that of the interconnect.`);
  }
  const issued = circuits.filter((port) => port.loaIssueTime && !isGone(port));
  if (issued.length === 0) {
    const state = first ? `the connection is in state ${first.connectionState}` : "it has no connections";
    throw clientError(`The LOA for ${id} is not available: ${state}.`);
  }
  const title = `Letter of Authorization and Connecting Facility Assignment ${id}`;
  return {
    loaContent: onePagePdf(title, letterOfAuthorization(id, issued, loaRequest.providerName, call)),
    loaContentType: contentType,
  };
}

function letterOfAuthorization(
  id: string,
  circuits: readonly Readonly<Port>[],
  providerName: string | undefined,
  call: Call,
): PdfLine[] {
  const plain = (text: string): PdfLine => ({ text, size: 10 });
  const heading = (text: string): PdfLine => ({ text, size: 12, bold: true });
  const location = circuits[0]?.location ?? "";
  const site = locationRows.find((row) => row.locationCode === location);
  return [
    { text: "Letter of Authorization and", size: 18, bold: true },
    { text: "Connecting Facility Assignment (LOA-CFA)", size: 18, bold: true },
    plain("Issued by the Direct Connect emulator. Not valid for any real cross connect."),
    plain(""),
    heading("Requested by"),
    plain(`Account: ${call.account}`),
    plain(`Service provider: ${providerName ?? circuits[0]?.providerName ?? "none named"}`),
    plain(""),
    heading("Facility"),
    plain(`Location: ${location}${site ? `, ${site.locationName}` : ""}`),
    plain(`Region: ${call.region}`),
    plain(""),
    heading(`Cross connect for ${id}`),
    ...circuits.flatMap((port) => circuit(port).map(plain)),
  ];
}

function circuit(port: Readonly<Port>): string[] {
  const issued = port.loaIssueTime ?? new Date(0);
  const lastDay = new Date(issued.getTime() + validDays * 24 * 60 * 60_000);
  return [
    `Connection: ${port.connectionId}, ${port.connectionName}`,
    `Bandwidth: ${port.bandwidth}`,
    `AWS device: ${port.awsDeviceV2 ?? "not assigned"}`,
    `Issue date: ${day(issued)}, valid until ${day(lastDay)} (${validDays} days)`,
    "",
  ];
}

const day = (date: Date) => date.toISOString().slice(0, 10);
