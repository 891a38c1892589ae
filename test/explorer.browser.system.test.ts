import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { buildExplorer, describeInBrowser, launchBrowser } from "./browser";
import { WATCHING } from "./events/watching";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";

/** The picture in the README; written only when requested: UPDATE_SCREENSHOT=1. */
const SCREENSHOT = join(__dirname, "../docs/images/explorer.png");

/** A browser on a busy machine takes its time. */
jest.setTimeout(60_000);

describeInBrowser("the explorer over the real gateway", () => {
  let explorerDirectory: string;
  let browser: Browser;
  let gateway: GatewayUnderTest;
  /** Another one, for subscriptions: its reads for them are not counted. */
  let watching: GatewayUnderTest;

  beforeAll(async () => {
    explorerDirectory = await buildExplorer();
    browser = await launchBrowser();
    gateway = await startGatewayUnderTest({ explorerDirectory });
    watching = await startGatewayUnderTest({ explorerDirectory, settings: WATCHING });
  });
  afterAll(async () => {
    await browser.close();
    await watching.stop();
    await gateway.stop();
    await rm(explorerDirectory, { recursive: true });
  });

  test("opens with the allocation, which runs unchanged and answers a connection in state ORDERING", async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`${gateway.url}/explorer`);
    await page.getByRole("button", { name: "AllocateConnectionOnInterconnect" }).waitFor();
    await page.locator(".graphiql-query-editor").getByText("acme-branch-office").waitFor();
    await page.getByRole("button", { name: /execute/i }).click();

    const answer = page.locator(".graphiql-response");
    await answer.getByText("ORDERING").waitFor();
    await answer.getByText("acme-branch-office").waitFor();
    // the VLAN is looked up before it is taken: two pages of what the interconnect carries
    expect(gateway.calls()).toEqual([
      "111111111111 us-east-1 AllocateConnectionOnInterconnect",
      "111111111111 us-east-1 DescribeHostedConnections",
      "111111111111 us-east-1 DescribeHostedConnections",
    ]);
    if (process.env["UPDATE_SCREENSHOT"] === "1") await page.screenshot({ path: SCREENSHOT });
    await page.close();
  });

  test("shows a resource, and shows it again when it has changed", async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`${watching.url}/explorer`);
    await openTab(page, "WatchResource");
    await page.getByRole("button", { name: /execute/i }).click();
    const answer = page.locator(".graphiql-response");
    await answer.getByText("100Gbps").waitFor();
    await rename("as-the-explorer-saw");
    await answer.getByText("as-the-explorer-saw").waitFor();
    await page.close();
  });

  test("the page of Sandbox may open WebSockets to the address that Sandbox is given for subscriptions", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.route("https://embeddable-sandbox.cdn.apollographql.com/**", (route) =>
      route.fulfill({ contentType: "text/javascript", body: SANDBOX }),
    );
    await page.goto(watching.url);
    await page.waitForFunction("window.received !== undefined");
    expect(await page.evaluate("JSON.parse(window.received)")).toMatchObject({ type: "connection_ack" });
    await page.close();
  });

  /** A tab that is chosen before the editor is ready stays empty. */
  async function openTab(page: Page, name: string) {
    const editor = page.locator(".graphiql-query-editor .view-lines");
    await editor.getByText("acme-branch-office").first().waitFor();
    await page.getByRole("button", { name }).click();
    await editor.getByText(name).first().waitFor();
  }

  async function rename(connectionName: string) {
    const { errors } = await watching.ask(
      `mutation ($connectionName: String) { updateConnection(account: "enterprise", region: "us-east-1",
        input: { connectionId: "dxcon-fe100g00", connectionName: $connectionName }) { connectionId } }`,
      { connectionName },
    );
    expect(errors).toEqual([]);
  }
});

/** In place of Sandbox, which comes from the internet: it opens a WebSocket as Sandbox does. */
const SANDBOX = `window.EmbeddedSandbox = class {
  constructor({ initialSubscriptionEndpoint }) {
    const socket = new WebSocket(initialSubscriptionEndpoint, "graphql-transport-ws");
    socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init" }));
    socket.onmessage = ({ data }) => (window.received = data);
  }
};`;
