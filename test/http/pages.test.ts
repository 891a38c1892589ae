import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEdge, stopEdges } from "./edge";

afterEach(stopEdges);

const asBrowser = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };

describe("the landing page", () => {
  const examples = [
    { name: "First", document: 'query First { hello(name: "</script><b>") }', variables: '{"a":1}' },
    { name: "Second", document: "query Second { hello }" },
  ];

  test.each(["/", "/graphql"])(
    "%s opens Sandbox with the first example, beside the built-in explorer",
    async (path) => {
      const edge = await startEdge({ examples });
      const response = await fetch(edge.url + path, asBrowser);
      const html = await response.text();
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(html).toContain('href="./explorer"');
      const config = /id="sandbox-config">(.*?)<\/script>/.exec(html)?.[1] ?? "";
      expect(JSON.parse(config)).toEqual({
        document: examples[0]?.document,
        variables: { a: 1 },
        script: expect.stringMatching(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\//) as string,
        explorer: "./explorer",
      });
      expect(edge.logged.filter(({ msg }) => msg === "request refused")).toEqual([]);
    },
  );

  test("its policy allows Sandbox's script and frame, our own files, and nothing inline", async () => {
    const edge = await startEdge();
    const policy = (await fetch(edge.url, asBrowser)).headers
      .get("content-security-policy")
      ?.split("; ")
      .sort();
    expect(policy).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "frame-src https://sandbox.embed.apollographql.com",
      "img-src 'self'",
      "script-src 'self' https://embeddable-sandbox.cdn.apollographql.com",
      "style-src 'self'",
    ]);
  });

  test("has all headers for documents; an answer in JSON has those it needs", async () => {
    const edge = await startEdge();
    const stated = async (path: string, accept: string) => {
      const { headers } = await fetch(edge.url + path, {
        headers: { accept, "apollo-require-preflight": "1" },
      });
      return [...headers.keys()].filter((name) =>
        /^(x-(?!request-id)|cross-|origin-|referrer-|content-sec)/.test(name),
      );
    };
    const everywhere = [
      "content-security-policy",
      "cross-origin-resource-policy",
      "referrer-policy",
      "x-content-type-options",
      "x-frame-options",
    ];
    expect(await stated("/graphql?query=%7Bhello%7D", "application/json")).toEqual(everywhere);
    const onPages = [
      "cross-origin-opener-policy",
      "origin-agent-cluster",
      "x-dns-prefetch-control",
      "x-xss-protection",
    ];
    expect(await stated("/", "text/html")).toEqual([...everywhere, ...onPages].sort());
  });

  test("a program that accepts JSON at /graphql gets no page", async () => {
    const edge = await startEdge();
    const response = await fetch(`${edge.url}/graphql?query=%7Bhello%7D`, {
      headers: { accept: "application/json", "apollo-require-preflight": "1" },
    });
    expect(await response.json()).toMatchObject({ data: { hello: "Hello, world" } });
  });
});

test("an explorer that is not built says how to build it", async () => {
  const explorerDirectory = await mkdtemp(join(tmpdir(), "no-explorer-"));
  const edge = await startEdge({ explorerDirectory });
  const response = await fetch(`${edge.url}/explorer`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("npm run build");
  await rm(explorerDirectory, { recursive: true });
});
