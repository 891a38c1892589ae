import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/**
 * Lists that take longer to read than a request may wait: 1,200 connections are 12 pages, their virtual interfaces 24,
 * and each page comes 100 ms late, so that no request is answered whole within 700 ms.
 */
const PAGES = { DescribeConnections: 12, DescribeVirtualInterfaces: 24 };
const LATENCY = 100;
const DEADLINE = 700;

let gateway: GatewayUnderTest;
let clock = 0;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({
    now: () => clock,
    emulator: { network: { connections: 1200, virtualInterfacesEach: 2 }, requestLogSize: 10_000 },
    settings: {
      SNAPSHOT_FRESH_MS: "5000",
      SNAPSHOT_STALE_MS: "10000",
      READ_DEADLINE_MS: String(DEADLINE),
      SNAPSHOT_MEMORY_MB: "1", // the rows take several times as much
    },
    accounts: [
      {
        accountId: "777777777777",
        alias: "large",
        regions: ["us-east-1"],
        credentials: { accessKeyId: "777777777777", secretAccessKey: "emulated" },
      },
    ],
  });
  await execute("{ locations { totalCount } }"); // what a first request takes is no part of this
  gateway.emulator.faults.add({ kind: "latency", milliseconds: LATENCY });
});
afterEach(() => gateway.stop());

const NESTED = `{ connections(first: 10, regions: ["us-east-1"]) {
  totalCount
  nodes { connectionId virtualInterfaces { totalCount unavailable { code message } } }
  unavailable { code message retryable }
} }`;

/** Sends a document, and keeps the emulator's list of requests. */
async function execute(query = NESTED, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in `startGatewayUnderTest`
  return (await response.json()) as { data: any; errors?: unknown };
}
const calls = (operation: keyof typeof PAGES) => gateway.emulator.requests.list(operation).length;
const isWhole = ({ data: { connections } }: Awaited<ReturnType<typeof execute>>): boolean =>
  connections !== null &&
  connections.unavailable.length === 0 &&
  connections.nodes.length === 10 &&
  (connections.nodes as { virtualInterfaces: { totalCount: number } | null }[]).every(
    ({ virtualInterfaces }) => virtualInterfaces?.totalCount === 2,
  );

/** Waits until so many pages were requested, and have been answered. */
async function pagesRead(operation: keyof typeof PAGES, pages = PAGES[operation]): Promise<void> {
  while (calls(operation) < pages) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 2 * LATENCY));
}

async function repeatUntilComplete(): Promise<void> {
  while (!isWhole(await execute()));
}

test("is read once, in the background, however often it is requested meanwhile", async () => {
  const first = await execute();
  expect(first.data).toEqual({ connections: null });
  expect(first.errors).toMatchObject([
    {
      extensions: { code: "UPSTREAM_TIMEOUT", retryable: true },
      message: expect.stringMatching(
        /^DescribeConnections was not read to its end in time in us-east-1: \d+ pages so far. Reading goes on; ask again.$/,
      ),
    },
  ]);
  await Promise.all([repeatUntilComplete(), repeatUntilComplete()]);
  expect([calls("DescribeConnections"), calls("DescribeVirtualInterfaces")]).toEqual([12, 24]);
  // and then is answered from, though it takes more memory than all snapshots may
  expect(isWhole(await execute())).toBe(true);
  expect([calls("DescribeConnections"), calls("DescribeVirtualInterfaces")]).toEqual([12, 24]);
});

test("is fresh for as long as reading took, even for callers that insist, and is then read again while it is used", async () => {
  await execute();
  clock += 20_000; // as long as reading takes
  await pagesRead("DescribeVirtualInterfaces");
  clock += 19_999;
  const insisting: Record<string, string> = { "cache-control": "no-cache" };
  for (const headers of [{}, insisting]) expect(isWhole(await execute(NESTED, headers))).toBe(true);
  expect([calls("DescribeConnections"), calls("DescribeVirtualInterfaces")]).toEqual([12, 24]);
  clock += 1;
  expect(isWhole(await execute())).toBe(true);
  clock += 19_999;
  expect(isWhole(await execute())).toBe(true);
  await pagesRead("DescribeVirtualInterfaces", 48);
  expect([calls("DescribeConnections"), calls("DescribeVirtualInterfaces")]).toEqual([24, 48]);
});

test("who insists on new data joins a read that has begun", async () => {
  await execute();
  clock += 10_000;
  await execute(NESTED, { "cache-control": "no-cache" });
  await repeatUntilComplete();
  expect([calls("DescribeConnections"), calls("DescribeVirtualInterfaces")]).toEqual([12, 24]);
});

test("who hangs up does not end it", async () => {
  const hangUp = new AbortController();
  const body = JSON.stringify({ query: NESTED });
  const requested = fetch(`${gateway.url}/graphql`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body },
    signal: hangUp.signal,
  });
  while (calls("DescribeConnections") < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  hangUp.abort();
  await expect(requested).rejects.toThrow();
  await repeatUntilComplete();
  expect(calls("DescribeConnections")).toBe(12);
});

test("a page that cannot be read for a while is requested again, and those before it are kept", async () => {
  await execute();
  gateway.emulator.faults.clear();
  gateway.emulator.faults.add({
    kind: "error",
    error: { name: "ThrottlingException", message: "Rate" },
    count: 4,
  });
  await repeatUntilComplete();
  const refused = gateway.emulator.requests.list().filter(({ fault }) => fault === "error").length;
  expect(refused).toBe(4);
  const all = calls("DescribeConnections") + calls("DescribeVirtualInterfaces");
  expect(all - refused).toBe(12 + 24);
});

describe("changes during the read of a long list", () => {
  const CONNECTIONS = `{
    connections(first: 1, regions: ["us-east-1"]) { totalCount unavailable { code } }
    renamed: connections(first: 100, regions: ["us-east-1"], filter: { nameContains: "renamed" }) {
      nodes { connectionId connectionName }
    }
  }`;
  const INTERFACES = `{ virtualInterfaces(first: 100, regions: ["us-east-1"]) {
    totalCount
    nodes { virtualInterfaceId virtualInterfaceName virtualInterfaceState }
    unavailable { code }
  } }`;
  const idOf = (number: number) => `dxcon-fl${number.toString(36).padStart(6, "0")}`;

  async function change(mutation: string): Promise<void> {
    const { errors } = await execute(`mutation { ${mutation} }`);
    expect(errors).toBeUndefined();
  }
  const rename = (number: number, name: string) =>
    change(
      `updateConnection(input: { connectionId: "${idOf(number)}", connectionName: "${name}" }) { connectionName }`,
    );
  const nameOf = ({ data }: Awaited<ReturnType<typeof execute>>, number: number) =>
    (data.renamed.nodes as { connectionId: string; connectionName: string }[]).find(
      ({ connectionId }) => connectionId === idOf(number),
    )?.connectionName;

  /** Repeats a query until it has no errors. */
  async function answerOf(query: string) {
    for (;;) {
      const answer = await execute(query);
      if (answer.errors === undefined) return answer;
    }
  }

  test("complete its result, and each page is read once", async () => {
    await execute(CONNECTIONS);
    await rename(0, "renamed");
    const answer = await answerOf(CONNECTIONS);
    expect(nameOf(answer, 0)).toBe("renamed");
    expect(answer.data.connections).toMatchObject({ totalCount: 1200, unavailable: [] });
    expect(calls("DescribeConnections")).toBe(12);
    await rename(1, "renamed later"); // a cached list is completed by later changes
    expect(nameOf(await answerOf(CONNECTIONS), 1)).toBe("renamed later");
    expect(calls("DescribeConnections")).toBe(12);
  });

  test("in a steady stream delay no answer and cost no reads; each answer shows all acknowledged changes", async () => {
    const STEP = 200; // a refresh takes fewer steps than a stale list is used
    const began = clock;
    let answers = 0;
    let isAnswered = false;
    for (let number = 0; number < 40; number += 1) {
      await rename(number, `renamed ${number}`);
      clock += STEP;
      const all = await Promise.all(
        [NESTED, CONNECTIONS, CONNECTIONS, CONNECTIONS].map((each) => execute(each)),
      );
      const [nested, ...lists] = all;
      for (const list of lists) {
        if (list.errors !== undefined) continue;
        answers += 1;
        expect(list.data.connections).toMatchObject({ totalCount: 1200, unavailable: [] });
        for (let earlier = 0; earlier <= number; earlier += 1)
          expect(nameOf(list, earlier)).toBe(`renamed ${earlier}`);
      }
      if (isAnswered) expect(all.map(({ errors }) => errors)).toEqual(all.map(() => undefined));
      if (isAnswered) expect(nested !== undefined && isWhole(nested)).toBe(true);
      isAnswered ||= nested !== undefined && isWhole(nested);
    }
    expect(answers).toBeGreaterThan(0);
    expect(isAnswered).toBe(true);
    const mostReads = 1 + Math.ceil((clock - began) / 5_000); // as many as without changes: each is fresh for 5 s
    expect(calls("DescribeConnections")).toBeLessThanOrEqual(12 * mostReads);
    expect(calls("DescribeVirtualInterfaces")).toBeLessThanOrEqual(24 * mostReads);
  }, 120_000);

  test("that do not describe its rows cause a second listing, which is then returned", async () => {
    const end = new AbortController();
    let changes = 0;
    const changing = (async () => {
      for (; !end.signal.aborted; changes += 1)
        await change(
          `updateVirtualInterfaceAttributes(input: { virtualInterfaceId: "dxvif-fl000000", virtualInterfaceName: "name ${changes}" }) { id }`,
        );
    })();
    for (let round = 0; round < 5; round += 1) {
      clock += 20_000; // the cached lists are too old then
      await repeatUntilComplete();
    }
    end.abort();
    await changing;
    expect(changes).toBeGreaterThan(5);
    // sequential pages during the read of the other list, which has 24
    expect(calls("DescribeConnections")).toBeLessThanOrEqual(5 * 6 * 12);
  }, 120_000);

  test("that shift rows between pages lose no row", async () => {
    await execute(INTERFACES);
    while (calls("DescribeVirtualInterfaces") < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const virtualInterfaceId = "dxvif-fl000000"; // on the first page
    gateway.emulator.faults.clear();
    gateway.emulator.faults.add({ kind: "shift", operation: "DescribeVirtualInterfaces", count: 1 });
    gateway.emulator.faults.add({ kind: "latency", milliseconds: LATENCY });
    await change(
      `deleteVirtualInterface(input: { virtualInterfaceId: "${virtualInterfaceId}" }) { virtualInterfaceState }`,
    );
    const { data } = await answerOf(INTERFACES);
    expect(data.virtualInterfaces).toMatchObject({ totalCount: 2400, unavailable: [] });
    const rows = data.virtualInterfaces.nodes as {
      virtualInterfaceId: string;
      virtualInterfaceState: string;
    }[];
    expect(rows.find((row) => row.virtualInterfaceId === virtualInterfaceId)?.virtualInterfaceState).toMatch(
      /^DELET/,
    );
    expect(gateway.emulator.requests.list().filter(({ fault }) => fault === "shift")).toHaveLength(1);
    expect(calls("DescribeVirtualInterfaces")).toBe(2 * 24); // all pages twice
  });
});
