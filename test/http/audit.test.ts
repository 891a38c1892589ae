import { serverAudits } from "graphql-http";
import { startEdge, stopEdges } from "./edge";

let url: string;
beforeAll(async () => {
  url = `${(await startEdge()).url}/graphql`;
});
afterAll(stopEdges);

/**
 * GraphQL over HTTP to the letter: the audit of graphql-http, every MUST, SHOULD and MAY.
 * Its GETs carry the header that CSRF prevention asks of a GET; without it, as the last test shows, they are refused.
 */
describe("GraphQL over HTTP", () => {
  const fetchFn = (input: string, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    if (init?.method !== "POST") headers.set("apollo-require-preflight", "1");
    return fetch(input, { ...init, headers });
  };
  const audits = serverAudits({ url: () => url, fetchFn });

  test("the audit is the whole audit", () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  test.each(audits.map((audit) => [audit.name, audit] as const))("%s", async (_name, audit) => {
    const { status, ...rest } = await audit.fn();
    expect({ status, reason: "reason" in rest ? rest.reason : undefined }).toEqual({ status: "ok" });
  });

  test("a GET without the header is refused as a possible forgery", async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent("{ hello }")}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/Cross-Site Request Forgery/);
  });
});
