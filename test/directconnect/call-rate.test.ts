import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** The gateway stays below the rate that its operator states, and holds reads back before changes. */
let gateway: GatewayUnderTest;
afterEach(() => gateway.stop());

const INTERFACE = (index: number) =>
  `c${index}: virtualInterface(virtualInterfaceId: "dxvif-none000${index}") { virtualInterfaceId }`;
const TAG = `mutation { tagResource(input: { resourceArn: "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-fgdc2000", tags: [{ key: "a", value: "b" }] }) { __typename } }`;

describe("where AWS allows five calls a second", () => {
  const sendNine = async (rate: string, now?: () => number) => {
    gateway = await startGatewayUnderTest({
      emulator: { throttle: { perSecond: 5, burst: 5, ...(now && { now }) } },
      settings: { AWS_CALLS_PER_SECOND: rate, READ_ATTEMPTS: "1" },
    });
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) => send(`{ ${INTERFACE(index)} }`)),
    );
    return answers.filter(({ errors }) => errors !== undefined).length;
  };

  test("nine reads at once are too many without a rate", async () => {
    // In no time: however slow the machine is, no call is allowed anew meanwhile.
    expect(await sendNine("0", () => 0)).toBe(4);
  });

  test("with that rate each of them is sent, in its turn", async () => {
    expect(await sendNine("5")).toBe(0);
    expect(gateway.emulator.requests.list()).toHaveLength(9);
  });
});

test("a change does not wait for the reads before it", async () => {
  gateway = await startGatewayUnderTest({ settings: { AWS_CALLS_PER_SECOND: "5" } });
  await send(TAG); // opens the journal, which may take longer than all of the reads
  const reads = Array.from({ length: 12 }, (_, index) => send(`{ ${INTERFACE(index)} }`));
  await Promise.all(reads.slice(0, 1));
  const changed = await send(TAG);
  expect(changed.errors).toBeUndefined();
  const order = gateway.emulator.requests.list().map(({ operation }) => operation);
  expect(order.lastIndexOf("TagResource")).toBeLessThan(9); // the first of all opened the journal
  await Promise.all(reads);
});

test("after a throttle, reads of that account and region pause, and other regions go on", async () => {
  gateway = await startGatewayUnderTest({ settings: { AWS_CALLS_PER_SECOND: "100", READ_ATTEMPTS: "1" } });
  gateway.emulator.faults.add({ kind: "throttle", region: "us-east-1", count: 1 });
  const refused = await send(`{ ${INTERFACE(1)} }`);
  expect(refused.errors?.[0]?.extensions["code"]).toBe("THROTTLED");
  const held = send(`{ ${INTERFACE(2)} }`);
  const elsewhere = await send(
    `{ virtualInterface(virtualInterfaceId: "dxvif-none0003", region: "eu-west-1") { virtualInterfaceId } }`,
  );
  expect(elsewhere.errors).toBeUndefined();
  expect(gateway.emulator.requests.list().map(({ region }) => region)).toEqual(["us-east-1", "eu-west-1"]);
  expect((await held).errors).toBeUndefined();
});

interface Answer {
  errors?: { extensions: Record<string, unknown> }[];
}

async function send(query: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}
