import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** 10,000 connections with two virtual interfaces each are 300 pages: at AWS's rate they take as long as a request may. */
const PAGES = { DescribeConnections: 100, DescribeVirtualInterfaces: 200 };
const NESTED = `{ connections(first: 10, regions: ["us-east-1"]) {
  totalCount
  nodes { virtualInterfaces { totalCount unavailable { code } } }
  unavailable { code }
} }`;

interface Answer {
  readonly data: {
    readonly connections: null | {
      readonly totalCount: number;
      readonly nodes: readonly {
        readonly virtualInterfaces: null | {
          readonly totalCount: number;
          readonly unavailable: readonly unknown[];
        };
      }[];
      readonly unavailable: readonly unknown[];
    };
  };
}

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    emulator: { network: { connections: 10_000, virtualInterfacesEach: 2 }, requestLogSize: 10_000 },
    settings: {
      AWS_CALLS_PER_SECOND: "20",
      READ_DEADLINE_MS: "15000",
      SNAPSHOT_FRESH_MS: "5000",
      SNAPSHOT_STALE_MS: "30000",
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
}, 60_000);
afterAll(() => gateway.stop());

/** Keeps the emulator's list of requests. */
async function execute(): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: NESTED }),
  });
  return (await response.json()) as Answer;
}

function isWhole({ data: { connections } }: Answer): boolean {
  return (
    connections?.totalCount === 10_000 &&
    connections.unavailable.length === 0 &&
    connections.nodes.length === 10 &&
    connections.nodes.every(
      ({ virtualInterfaces: on }) => on?.totalCount === 2 && on.unavailable.length === 0,
    )
  );
}

// `npm run bench -- --only slow-estate` measures how long it takes.
test("a nested question about 10,000 connections is answered whole, each page read once, at AWS's rate", async () => {
  while (!isWhole(await execute()));
  const read = Object.keys(PAGES).map((operation) => [
    operation,
    gateway.emulator.requests.list(operation).length,
  ]);
  expect(Object.fromEntries(read)).toEqual(PAGES);
  expect(isWhole(await execute())).toBe(true);
  expect(gateway.emulator.requests.list().length).toBe(300);
}, 300_000);
