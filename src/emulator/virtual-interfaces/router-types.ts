import type { RouterType } from "@aws-sdk/client-direct-connect";

const cisco = "Cisco Systems, Inc.";
const juniper = "Juniper Networks, Inc.";
const paloAlto = "Palo Alto Networks";

interface Row {
  readonly id: string;
  readonly vendor: string;
  readonly platform: string;
  readonly software: string;
  /** The middle of its template's name. */
  readonly template: string;
  readonly hasMacSecTemplate?: true;
}

/** DOMAIN G.3: no operation lists them. */
const rows: readonly Row[] = [
  ...["2900", "3700", "7200"].map((series) => ({
    id: `CiscoSystemsInc-${series}SeriesRouters-IOS124`,
    vendor: cisco,
    platform: `${series} Series Routers`,
    software: "IOS 12.4+",
    template: "router-cisco",
  })),
  {
    id: "CiscoSystemsInc-Nexus7000SeriesSwitches-NXOS51",
    ...{ vendor: cisco, platform: "Nexus 7000 Series Switches", software: "NX-OS 5.1+" },
    template: "switch-cisco-nexus",
  },
  {
    id: "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93",
    ...{ vendor: cisco, platform: "Nexus 9K+ Series Switches", software: "NX-OS 9.3+" },
    ...{ template: "switch-cisco-nexus", hasMacSecTemplate: true },
  },
  {
    id: "JuniperNetworksInc-MMXSeriesRouters-JunOS95",
    ...{ vendor: juniper, platform: "M/MX Series Routers", software: "JunOS 9.5+" },
    ...{ template: "router-juniper", hasMacSecTemplate: true },
  },
  {
    id: "JuniperNetworksInc-SRXSeriesRouters-JunOS95",
    ...{ vendor: juniper, platform: "SRX Series Routers", software: "JunOS 9.5+" },
    template: "router-juniper",
  },
  {
    id: "JuniperNetworksInc-TSeriesRouters-JunOS95",
    ...{ vendor: juniper, platform: "T Series Routers", software: "JunOS 9.5+" },
    template: "router-juniper",
  },
  {
    id: "PaloAltoNetworks-PA3000and5000series-PANOS803",
    ...{ vendor: paloAlto, platform: "PA-3000+ and PA-5000+ series", software: "PANOS 8.0.3+" },
    template: "router-palo-alto",
  },
];

/** Every router type for which Direct Connect writes a configuration. */
export const routerTypes: readonly RouterType[] = rows.map(
  ({ id, vendor, platform, software, template, hasMacSecTemplate }) => ({
    ...{ vendor, platform, software, routerTypeIdentifier: id },
    xsltTemplateName: `customer-${template}-generic.xslt`,
    xsltTemplateNameForMacSec: hasMacSecTemplate ? `customer-${template}-generic-macsec.xslt` : "",
  }),
);
