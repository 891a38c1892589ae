import dns from "node:dns";
import { Clients } from "../../../src/directconnect/client/clients";
import { OPEN_FENCE } from "../../open-fence";

/** The host of Direct Connect in one region of each partition, as the SDK's endpoint rules have it. */
const HOSTS = [
  ["us-east-1", "directconnect.us-east-1.amazonaws.com"],
  ["cn-north-1", "directconnect.cn-north-1.amazonaws.com.cn"],
  ["us-gov-west-1", "directconnect.us-gov-west-1.amazonaws.com"],
  ["eusc-de-east-1", "directconnect.eusc-de-east-1.amazonaws.eu"],
  ["us-iso-east-1", "directconnect.us-iso-east-1.c2s.ic.gov"],
  ["us-isob-east-1", "directconnect.us-isob-east-1.sc2s.sgov.gov"],
  ["eu-isoe-west-1", "directconnect.eu-isoe-west-1.cloud.adc-e.uk"],
  ["us-isof-south-1", "directconnect.us-isof-south-1.csp.hci.ic.gov"],
] as const;

const credentials = { accessKeyId: "111111111111", secretAccessKey: "none" };

test.each(HOSTS)("reads and changes in %s go to %s", async (region, host) => {
  const hosts: string[] = [];
  // No name is looked up: the answer is that there is none.
  const lookup = jest.spyOn(dns, "lookup").mockImplementation((name: string, ...rest: unknown[]) => {
    hosts.push(name);
    const answer = rest.at(-1) as (error: Error) => void; // the callback is the last argument of every form
    process.nextTick(answer, Object.assign(new Error("no such host"), { code: "ENOTFOUND" }));
  });
  const clients = new Clients({ timeoutMilliseconds: 1_000, readAttempts: 1 });
  const account = { accountId: "111111111111", alias: "a", regions: [region], credentials };
  try {
    await expect(clients.send("read", { account, region }, "DescribeConnections", {})).rejects.toMatchObject({
      code: "ENOTFOUND",
    });
    await expect(
      clients.send(
        "write",
        { account, region },
        "DeleteConnection",
        { connectionId: "dxcon-ffffffff" },
        { fence: OPEN_FENCE },
      ),
    ).rejects.toThrow();
    expect(hosts).toEqual([host, host]);
  } finally {
    clients.close();
    lookup.mockRestore();
  }
});
