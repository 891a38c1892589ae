import { serverAudits } from "graphql-http";
import { startEdge, stopEdges } from "./edge";

let url: string;
beforeAll(async () => {
  url = `${(await startEdge()).url}/graphql`;
});
afterAll(stopEdges);

/**
 * GraphQL over HTTP to the letter: the audit of graphql-http, every MUST, SHOULD and MAY. Its GETs carry no header that
 * CSRF prevention requires: on this machine they need none.
 */
describe("GraphQL over HTTP", () => {
  const audits = serverAudits({ url: () => url });

  test("the audit is the whole audit", () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  test.each(audits.map((audit) => [audit.name, audit] as const))("%s", async (_name, audit) => {
    const { status, ...rest } = await audit.fn();
    expect({ status, reason: "reason" in rest ? rest.reason : undefined }).toEqual({ status: "ok" });
  });
});
