import { enterFailoverTest } from "../../src/directconnect/collections/failover-tests";

const place = {
  account: {
    accountId: "555555555555",
    alias: "enterprise",
    regions: [],
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  },
  region: "us-east-1",
};

test.each([
  ["IN_PROGRESS", "In progress"],
  ["in progress", "In progress"],
  ["COMPLETED", "Completed"],
  ["cancelled", "Cancelled"],
  ["Exploded", "Exploded"],
])("the status %s, however AWS writes it, is %s", (status, word) => {
  expect(enterFailoverTest({ testId: "1", status }, place)).toMatchObject({
    status: word,
    region: "us-east-1",
  });
});
