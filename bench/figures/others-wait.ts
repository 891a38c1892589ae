import { getIntrospectionQuery } from "graphql";
import { accountOf } from "../estate";
import { gatewayDocument, gatewayRequest, startGateway } from "../gateway";
import { Line } from "../load";
import { type Running, startListening } from "../processes";
import { httpRequest } from "../queries";
import { figure, spreadOf } from "../statistics";
import { type Figures, most } from "./figure";

/** How long `/healthz` may take while any single request within the default limits is served, in milliseconds. */
const ALLOWED = 250;
/** How long to wait between two checks, in milliseconds. */
const BETWEEN = 2;

const estate = accountOf(1000, { each: 9 });

/** Fragments that have about 4,900 selections, when expanded. */
const DOUBLING = `{ ...F0 } ${Array.from(
  { length: 9 },
  (
    _,
    at,
  ) => `fragment F${at} on Query { x${at}: connections(first: 1) { nodes { tags { key } } } ...F${at + 1} ...G${at + 1} }
    fragment G${at} on Query { ...F${at + 1} }`,
).join(" ")} fragment F9 on Query { __typename } fragment G9 on Query { __typename }`;

/** Requests within the default limits, each as much of one kind as those allow. */
const REQUESTS: Record<string, () => Buffer> = {
  "nothing but a name, to compare with": () => gatewayDocument("{ __typename }", {}),
  "1,000 connections with 9 virtual interfaces each, all members": () =>
    gatewayRequest({ account: estate, nested: true, first: 1000 }),
  "30 root fields of 1,000 connections each": () =>
    gatewayDocument(
      `{ ${Array.from({ length: 30 }, (_, at) => `a${at}: connections(accounts: ["${estate}"], first: 1000) { nodes { connectionId virtualInterfaces(first: 5) { nodes { virtualInterfaceId vlan bgpPeers { asn } } } } }`).join(" ")} }`,
      {},
    ),
  "1,000 connections, with relations": () =>
    gatewayDocument(
      `{ connections(accounts: ["${estate}"], first: 1000) { nodes { connectionId lag { lagId } locationDetails { locationName } virtualInterfaces(first: 1) { nodes { connection { connectionId } } } } } }`,
      {},
    ),
  "the usual introspection, three times": () =>
    gatewayDocument(
      getIntrospectionQuery({ inputValueDeprecation: true }).replace(
        /__schema (\{[^]*?\n {6}\})/,
        "a: __schema $1 b: __schema $1 c: __schema $1",
      ),
      {},
    ),
  "a document of 4,000 tokens that is not valid": () =>
    gatewayDocument(`{ ${"connections(first: 1) { nodes { nothing } } ".repeat(20)} }`, {}),
  "fragments that double": () => gatewayDocument(DOUBLING, {}),
  "20,000 values in the variables": () =>
    gatewayDocument("query ($ids: [ID!]) { connections(accounts: $ids) { totalCount } }", {
      ids: Array.from({ length: 19_990 }, String),
    }),
};

/** How long others wait while one request is served: each is sent alone, new and then known, while `/healthz` is asked. */
export const othersWaitFigures: Figures[] = [
  {
    name: "others wait",
    measure: async ({ pace, show }) => {
      const upstream = await startListening("bench/upstream.js");
      const { process } = await startGateway(upstream, [estate], "memory");
      const longest: number[] = [];
      const rows: object[] = [];
      for (const [request, make] of Object.entries(REQUESTS)) {
        const waits: number[] = [];
        let last = { status: 0, bytes: 0, milliseconds: 0 };
        for (let round = 0; round < Math.max(3, pace.rounds / 2); round += 1) {
          const { longestWait, ...answer } = await during(process, make());
          waits.push(longestWait);
          last = answer;
        }
        longest.push(Math.max(...waits));
        rows.push({
          request,
          status: last.status,
          KB: figure(last.bytes / 1024),
          "answered in ms": figure(last.milliseconds),
          "/healthz median ms": figure(spreadOf(waits).median),
          "/healthz longest ms": figure(Math.max(...waits)),
        });
      }
      show("how long `/healthz` takes while one request is served", rows);
      return [
        {
          row: "`/healthz` while any single request is served",
          reached: [most(spreadOf([Math.max(...longest)]), ALLOWED, " ms at most")],
        },
      ];
    },
  },
];

async function during({ port }: Running, request: Buffer) {
  const [line, health] = [await Line.open(port), await Line.open(port)];
  const answered = new AbortController();
  let longestWait = 0;
  const check = httpRequest("GET", "/healthz");
  const watched = (async () => {
    while (!answered.signal.aborted) {
      const calls = performance.now();
      await health.execute(check);
      longestWait = Math.max(longestWait, performance.now() - calls);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    }
  })();
  const started = performance.now();
  const { status, bytes } = await line.exchange(request);
  const milliseconds = performance.now() - started;
  answered.abort();
  await watched;
  line.close();
  health.close();
  return { status, bytes, milliseconds, longestWait };
}
