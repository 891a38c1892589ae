import { rm } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { buildExplorer, describeInBrowser, launchBrowser } from "../browser";
import { type Edge, startEdge, stopEdges } from "./edge";

/** A browser on a busy machine takes its time. */
jest.setTimeout(60_000);

const examples = [
  {
    name: "Greet",
    document: "query Greet($name: String) {\n  hello(name: $name)\n}",
    variables: '{ "name": "Ada" }',
  },
  { name: "Who", document: "query Who {\n  who\n}" },
];

describeInBrowser("in a real browser", () => {
  let explorerDirectory: string;
  let browser: Browser;
  let edge: Edge;
  let page: Page;
  /** Everything that a healthy page does not have: errors, violations of its policy. */
  let complaints: string[];
  /** Hosts that the page called, except the gateway. */
  let strangers: string[];

  beforeAll(async () => {
    explorerDirectory = await buildExplorer();
    browser = await launchBrowser();
    edge = await startEdge({ explorerDirectory, examples });
  });

  afterAll(async () => {
    await browser.close();
    await stopEdges();
    await rm(explorerDirectory, { recursive: true });
  });

  beforeEach(async () => {
    complaints = [];
    strangers = [];
    page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const { host, protocol } = new URL(request.url());
      if (host !== new URL(edge.url).host && protocol.startsWith("http")) strangers.push(host);
    });
  });
  afterEach(() => page.close());

  test("the built-in explorer: tabs, run an example, docs, completion; no violation, no stranger", async () => {
    await page.goto(`${edge.url}/explorer`);
    await page.getByRole("button", { name: "Greet" }).waitFor();
    expect(await page.locator(".graphiql-tab-button").allInnerTexts()).toEqual(["Greet", "Who"]);

    await page.locator(".graphiql-editors").getByText("Ada").waitFor();
    await page.getByRole("button", { name: /execute/i }).click();
    const answer = page.locator(".graphiql-response");
    await answer.getByText("Hello, Ada").waitFor();

    // Completion comes from the GraphQL worker, so this proves that it runs under the policy.
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("query Again { wh");
    await page.keyboard.press("Control+Space");
    await page.locator(".suggest-widget").getByText("who").first().waitFor();
    await page.keyboard.press("Escape");

    await page
      .getByRole("button", { name: /documentation explorer/i })
      .first()
      .click();
    await page.locator(".graphiql-doc-explorer").getByText("Query").first().waitFor();

    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });

  test("its files may be kept for ever, its page may not", async () => {
    const answer = await fetch(`${edge.url}/explorer`);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const files = [...(await answer.text()).matchAll(/"\.(\/explorer\/[^"]+)"/g)].map(
      ([, file]) => file ?? "",
    );
    expect(files).toHaveLength(2);
    for (const file of files) {
      const { status, headers, body } = await fetch(edge.url + file);
      await body?.cancel(); // an unread answer holds its socket
      expect({ status, cached: headers.get("cache-control") }).toEqual({
        status: 200,
        cached: "public, max-age=31536000, immutable",
      });
    }
    expect((await fetch(`${edge.url}/explorer/manifest.json`)).status).toBe(404);
    expect((await fetch(`${edge.url}/explorer/..%2f..%2fpackage.json`)).status).toBe(403);
  });

  test("without internet the landing page goes to the built-in explorer by itself", async () => {
    await page.route(/apollographql\.com/, (route) => route.abort("internetdisconnected"));
    await page.goto(edge.url);
    await page.waitForURL("**/explorer", { timeout: 6_000 });
    await page.getByRole("button", { name: "Greet" }).waitFor();
  });

  test("with internet the landing page gives Sandbox our first example, and its policy lets Sandbox work", async () => {
    // Sandbox is replaced: same addresses, same frame, and the page sends the request as the real one does.
    await page.route("https://embeddable-sandbox.cdn.apollographql.com/**", (route) =>
      route.fulfill({ contentType: "text/javascript", body: STAND_IN }),
    );
    await page.route("https://sandbox.embed.apollographql.com/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<p>Sandbox</p>" }),
    );
    await page.goto(edge.url);
    await page.frameLocator("#sandbox iframe").getByText("Sandbox").waitFor();
    expect(await page.locator("#waiting").count()).toBe(0);
    const { options, answer } = await page.evaluate<SentBySandbox>("window.result");
    expect(options).toMatchObject({
      initialEndpoint: `${edge.url}/graphql`,
      initialSubscriptionEndpoint: `${edge.url.replace("http", "ws")}/graphql`,
      initialState: { document: examples[0]?.document, variables: { name: "Ada" } },
    });
    expect(answer).toMatchObject({ data: { hello: "Hello, Ada" } });
    expect(complaints).toEqual([]);
  });
});

interface SentBySandbox {
  options: Record<string, unknown>;
  answer: unknown;
}

const STAND_IN = `window.EmbeddedSandbox = class {
  constructor(options) {
    const frame = document.createElement("iframe");
    frame.src = "https://sandbox.embed.apollographql.com/sandbox/explorer";
    document.querySelector(options.target).append(frame);
    const { document: query, variables } = options.initialState;
    window.result = fetch(options.initialEndpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    }).then(async (response) => ({ options, answer: await response.json() }));
  }
};`;
