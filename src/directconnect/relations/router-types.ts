import type { RouterType } from "../../types/router-configuration";

const CISCO = "Cisco Systems, Inc.";
const JUNIPER = "Juniper Networks, Inc.";
const PALO_ALTO = "Palo Alto Networks";

type Row = readonly [
  routerTypeIdentifier: string,
  vendor: string,
  platform: string,
  software: string,
  template: string,
  forMacSec?: "MACsec",
];

/**
 * No operation lists them; AWS's console does, and so does the documentation of Terraform's AWS provider.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/dx_router_configuration
 */
const ROWS: readonly Row[] = [
  ["CiscoSystemsInc-2900SeriesRouters-IOS124", CISCO, "2900 Series Routers", "IOS 12.4+", "router-cisco"],
  ["CiscoSystemsInc-3700SeriesRouters-IOS124", CISCO, "3700 Series Routers", "IOS 12.4+", "router-cisco"],
  ["CiscoSystemsInc-7200SeriesRouters-IOS124", CISCO, "7200 Series Routers", "IOS 12.4+", "router-cisco"],
  [
    "CiscoSystemsInc-Nexus7000SeriesSwitches-NXOS51",
    CISCO,
    "Nexus 7000 Series Switches",
    "NX-OS 5.1+",
    "switch-cisco-nexus",
  ],
  [
    "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93",
    CISCO,
    "Nexus 9K+ Series Switches",
    "NX-OS 9.3+",
    "switch-cisco-nexus",
    "MACsec",
  ],
  [
    "JuniperNetworksInc-MMXSeriesRouters-JunOS95",
    JUNIPER,
    "M/MX Series Routers",
    "JunOS 9.5+",
    "router-juniper",
    "MACsec",
  ],
  [
    "JuniperNetworksInc-SRXSeriesRouters-JunOS95",
    JUNIPER,
    "SRX Series Routers",
    "JunOS 9.5+",
    "router-juniper",
  ],
  ["JuniperNetworksInc-TSeriesRouters-JunOS95", JUNIPER, "T Series Routers", "JunOS 9.5+", "router-juniper"],
  [
    "PaloAltoNetworks-PA3000and5000series-PANOS803",
    PALO_ALTO,
    "PA-3000+ and PA-5000+ series",
    "PANOS 8.0.3+",
    "router-palo-alto",
  ],
];

/** The kinds of router for which Direct Connect is documented to write a configuration. It may accept others. */
export const ROUTER_TYPES: readonly RouterType[] = ROWS.map(
  ([routerTypeIdentifier, vendor, platform, software, template, forMacSec]) => ({
    routerTypeIdentifier,
    vendor,
    platform,
    software,
    xsltTemplateName: `customer-${template}-generic.xslt`,
    xsltTemplateNameForMacSec: forMacSec === undefined ? null : `customer-${template}-generic-macsec.xslt`,
  }),
);
