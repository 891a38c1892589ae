import type { Location } from "@aws-sdk/client-direct-connect";
import { billingModesAt } from "./billing-modes";

type Speeds = "" | "1" | "1/10" | "1/10/100" | "1/10/100/400" | "10/100" | "10/100/400";

const providers = [
  "Equinix, Inc.",
  "Megaport",
  "PacketFabric",
  "Zayo Group",
  "AT&T",
  "Verizon",
  "CenturyLink",
];
const koreanProviders = [
  "KINX",
  "LG Uplus",
  "SK Broadband",
  "SK Telecom",
  "Sejong",
  "Dreamline",
  "Korea Telecom",
];

/** DOMAIN G.1: code, name, associated region, port speeds, MACsec speeds. */
const rows: [
  code: string,
  name: string,
  region: string,
  ports: Speeds,
  macSec: Speeds,
  providers?: string[],
][] = [
  ["EqDC2", "Equinix DC2/DC11, Ashburn, VA", "us-east-1", "1/10/100/400", "10/100/400"],
  ["CSVA1", "CoreSite VA1, Reston, VA", "us-east-1", "1/10/100/400", "10/100/400"],
  ["CS32A-24FL", "CoreSite NY1 (32 Avenue of the Americas), New York, NY", "us-east-1", "1/10/100", "10/100"],
  ["EqDA2", "Equinix DA2, Dallas, TX", "us-east-1", "1/10/100", "10/100"],
  ["EQNY5", "Equinix NY5, Secaucus, NJ", "us-east-1", "1/10/100", "10/100"],
  ["EQC50", "Equinix CH2, Chicago, IL", "us-east-2", "1/10/100/400", "10/100/400"],
  ["COL67", "Cologix COL2, Columbus, OH", "us-east-2", "1/10/100", "10/100"],
  ["EqSV5", "Equinix SV5, San Jose, CA", "us-west-1", "1/10/100/400", "10/100/400"],
  ["CSSV4", "CoreSite SV4, Santa Clara, CA", "us-west-1", "1/10/100/400", "10/100/400"],
  ["CSSV2", "CoreSite SV2, Milpitas, CA", "us-west-1", "1/10", ""],
  ["EqSe2-EQ", "Equinix SE2, Seattle, WA", "us-west-2", "1/10/100/400", "10/100/400"],
  ["CGM60", "Cologix MTL3, Montreal", "ca-central-1", "1/10/100", "10/100"],
  ["EqLD5", "Equinix LD5, Slough", "eu-west-1", "1/10/100", "10/100"],
  ["THNO2", "Telehouse West, London", "eu-west-2", "1/10/100", "10/100"],
  ["ITXD2", "Digital Realty DUB2, Dublin", "eu-west-1", "1/10/100", "10/100"],
  ["EqFA5", "Equinix FR5, Frankfurt", "eu-central-1", "1/10/100", "10/100"],
  ["EQAM3", "Equinix AM3, Amsterdam", "eu-central-1", "1/10/100", "10/100"],
  ["EqTY2", "Equinix TY2, Tokyo", "ap-northeast-1", "1/10/100", "10/100"],
  ["LGKNX", "KINX Gasan, Seoul", "ap-northeast-2", "1/10", "", koreanProviders],
  ["EQSG2", "Equinix SG2, Singapore", "ap-southeast-1", "1/10/100", "10/100"],
  ["EqSY3", "Equinix SY1–SY4, Sydney", "ap-southeast-2", "1/10/100", "10/100"],
  ["TIVIT", "Tivit – Site Transamerica, São Paulo", "sa-east-1", "1/10/100", "10/100"],
  ["TNDB", "Equinix SP4 (formerly NAP do Brasil), Barueri", "sa-east-1", "1/10/100", "10/100"],
];

const speedList = (speeds: Speeds) => (speeds === "" ? [] : speeds.split("/").map((speed) => `${speed}G`));

/** A location's code as it is listed: AWS compares codes without case. What is none stays as it was sent. */
export function locationCode(sent: string): string {
  const isSame = (row: Location) => row.locationCode?.toLowerCase() === sent.toLowerCase();
  return locationRows.find(isSame)?.locationCode ?? sent;
}

/** Every Direct Connect location of the emulator. */
export const locationRows: readonly Required<Location>[] = rows.map(
  ([code, name, region, ports, macSec, sold]) => ({
    locationCode: code,
    locationName: name,
    region,
    availablePortSpeeds: speedList(ports),
    availableProviders: sold ?? providers,
    availableMacSecPortSpeeds: speedList(macSec),
    availableBillingModes: billingModesAt(region, speedList(ports)),
  }),
);
