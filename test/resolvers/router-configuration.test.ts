import { fixtureIds } from "../../src/emulator/fixtures/names";
import { routerTypes } from "../../src/emulator/virtual-interfaces/router-types";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const NEXUS = "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93";
const MEMBERS = `
  virtualInterfaceId virtualInterfaceName customerRouterConfig
  router { routerTypeIdentifier vendor platform software xsltTemplateName xsltTemplateNameForMacSec }
`;
const QUERY = `query ($id: ID!, $type: ID!, $account: ID = "enterprise") {
  routerConfiguration(virtualInterfaceId: $id, routerTypeIdentifier: $type, account: $account) { ${MEMBERS} }
}`;

test("an unknown router type is refused by AWS; a virtual interface that is not seen is null", async () => {
  const { errors } = await gateway.ask(QUERY, { id: fixtureIds["vif-301"], type: "Abacus" });
  expect(errors).toMatchObject([
    { extensions: { code: "REJECTED", aws: { operation: "DescribeRouterConfiguration" } } },
  ]);
  const unseen = await gateway.ask(QUERY, { id: fixtureIds["vif-301"], type: NEXUS, account: "acme" });
  expect([unseen.data, unseen.errors]).toEqual([{ routerConfiguration: null }, []]);
});

test("the configuration, and none of it in the log", async () => {
  const { data, errors } = await gateway.ask(QUERY, { id: fixtureIds["vif-301"], type: NEXUS });
  expect(errors).toEqual([]);
  const { customerRouterConfig, ...rest } = data.routerConfiguration;
  expect(customerRouterConfig).toContain("<bgp_auth_key>0xfe000301example</bgp_auth_key>");
  expect(JSON.stringify(gateway.logged)).not.toContain("0xfe000301example");
  expect(rest).toEqual({
    virtualInterfaceId: fixtureIds["vif-301"],
    virtualInterfaceName: "vif-301",
    router: {
      routerTypeIdentifier: NEXUS,
      vendor: "Cisco Systems, Inc.",
      platform: "Nexus 9K+ Series Switches",
      software: "NX-OS 9.3+",
      xsltTemplateName: "customer-switch-cisco-nexus-generic.xslt",
      xsltTemplateNameForMacSec: "customer-switch-cisco-nexus-generic-macsec.xslt",
    },
  });
  expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeRouterConfiguration"]);
});

test("as a field of virtual interfaces: AWS is asked once for each", async () => {
  const { data, errors } = await gateway.ask(
    `query ($type: ID!) {
      virtualInterfaces(accounts: ["acme"], regions: ["us-east-1"], filter: { vlan: [101] }) {
        nodes { virtualInterfaceId routerConfiguration(routerTypeIdentifier: $type) { virtualInterfaceId } }
      }
    }`,
    { type: NEXUS },
  );
  expect(errors).toEqual([]);
  const ids = [fixtureIds["vif-acme-dc2"], fixtureIds["vif-acme-va1"]];
  expect(data.virtualInterfaces.nodes).toEqual(
    ids.map((virtualInterfaceId) => ({ virtualInterfaceId, routerConfiguration: { virtualInterfaceId } })),
  );
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeRouterConfiguration",
    "222222222222 us-east-1 DescribeRouterConfiguration",
    "222222222222 us-east-1 DescribeVirtualInterfaces",
  ]);
});

test("the router types, without a call, the same as the emulator's", async () => {
  const { data } = await gateway.ask(
    `{ routerTypes { routerTypeIdentifier vendor platform software xsltTemplateName xsltTemplateNameForMacSec } }`,
  );
  expect(data.routerTypes).toEqual(
    routerTypes.map((type) => ({
      ...type,
      xsltTemplateNameForMacSec:
        type.xsltTemplateNameForMacSec === "" ? null : type.xsltTemplateNameForMacSec,
    })),
  );
  expect(gateway.calls()).toEqual([]);
});
