import {
  CreateBGPPeerCommand,
  DescribeRouterConfigurationCommand,
  type DescribeRouterConfigurationCommandInput,
} from "@aws-sdk/client-direct-connect";
import { routerTypes } from "../../../src/emulator/virtual-interfaces/router-types";
import { accounts, startEmulated, type Emulated } from "../emulated";
import { privateVirtualInterface, shown } from "../estate";

const { enterprise, acme } = accounts;
const nexus = "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93";

let emulated: Emulated;
let id: string;
beforeEach(async () => {
  emulated = await startEmulated();
  ({ id } = await privateVirtualInterface(emulated, {
    ...{ authKey: "a<b&c>d", amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.2/30" },
  }));
});
afterEach(() => emulated.stop());

const configuration = (
  input: Partial<DescribeRouterConfigurationCommandInput>,
  account: string = enterprise,
) => emulated.as(account).send(new DescribeRouterConfigurationCommand({ virtualInterfaceId: id, ...input }));

test("another account's virtual interface, an unknown router, and none are refused", async () => {
  await expect(configuration({ routerTypeIdentifier: nexus }, acme)).rejects.toMatchObject({
    ...{ name: "DirectConnectClientException", message: `Virtual interface with ID ${id} does not exist` },
  });
  await expect(configuration({ routerTypeIdentifier: "Acme-1" })).rejects.toMatchObject({
    message: "Router type Acme-1 is not supported.",
  });
  await expect(configuration({})).rejects.toMatchObject({ message: /is not supported/ });
});

test("the configuration is XML with all that a router needs, escaped", async () => {
  const { customerRouterConfig, ...rest } = await configuration({ routerTypeIdentifier: nexus });
  expect(rest).toMatchObject({
    ...{ virtualInterfaceId: id, virtualInterfaceName: "vif" },
    router: {
      ...{ vendor: "Cisco Systems, Inc.", platform: "Nexus 9K+ Series Switches", software: "NX-OS 9.3+" },
      xsltTemplateName: "customer-switch-cisco-nexus-generic.xslt",
      xsltTemplateNameForMacSec: "customer-switch-cisco-nexus-generic-macsec.xslt",
      routerTypeIdentifier: nexus,
    },
  });
  expect(customerRouterConfig).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<logical_connection id="${id}">
  <vlan>301</vlan>
  <customer_address>10.0.0.2/30</customer_address>
  <amazon_address>10.0.0.1/30</amazon_address>
  <bgp_asn>65001</bgp_asn>
  <bgp_auth_key>a&lt;b&amp;c&gt;d</bgp_auth_key>
  <amazon_bgp_asn>64600</amazon_bgp_asn>
  <connection_type>private</connection_type>
</logical_connection>
`);
  expect((await shown(emulated, id))?.customerRouterConfig).toBe(customerRouterConfig);
});

test("an IPv6 peer has elements of its own", async () => {
  const newBGPPeer = { asn: 65002, addressFamily: "ipv6" } as const;
  await emulated.as(enterprise).send(new CreateBGPPeerCommand({ virtualInterfaceId: id, newBGPPeer }));
  const { customerRouterConfig } = await configuration({ routerTypeIdentifier: nexus });
  expect(customerRouterConfig).toMatch(/<ipv6_amazon_address>2001:db8:.*\/125</);
  expect(customerRouterConfig).toContain("<ipv6_bgp_asn>65002</ipv6_bgp_asn>");
});

test("every router type of the table is served, two of them with a MACsec template", async () => {
  expect(routerTypes).toHaveLength(9);
  for (const router of routerTypes) {
    const answer = await configuration({ routerTypeIdentifier: router.routerTypeIdentifier });
    expect(answer.router).toEqual(router);
  }
  expect(routerTypes.filter((router) => router.xsltTemplateNameForMacSec !== "")).toHaveLength(2);
});

test("a lenient emulator needs no router type", async () => {
  await emulated.stop();
  emulated = await startEmulated({ rules: { requireRouterType: false } });
  ({ id } = await privateVirtualInterface(emulated));
  const answer = await configuration({});
  expect(answer.customerRouterConfig).toContain("<logical_connection");
  expect(answer).not.toHaveProperty("router");
});
