import { freshnessOf } from "../../../src/directconnect/read/freshness";

const account = "111111111111";
const global = { operation: "DescribeDirectConnectGateways", account, region: "" } as const;
const regional = { operation: "DescribeConnections", account, region: "us-east-1" } as const;

test("how old an answer is, is written as JSON.stringify writes it", () => {
  const readings = [
    { readAt: 100, from: regional },
    { readAt: 50.4, from: regional },
    { readAt: 99, from: { ...regional, region: 'eu-"west"-1' } },
    { readAt: 0.5, from: global },
  ];
  const freshness = freshnessOf({ readings }, 1_000);
  expect(freshness).toMatchObject({ ageMs: 1_000, reads: [{ snapshots: 2, ageMs: 950 }, {}, { account }] });
  expect(freshness?.text()).toBe(JSON.stringify(freshness));
});

test("where nothing was read, nothing is said", () => {
  expect(freshnessOf({ readings: [] }, 1_000)).toBeUndefined();
});
