import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { buildExplorer, describeInBrowser, launchBrowser } from "./browser";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";

/** The picture in the README; written only when requested: UPDATE_SCREENSHOT=1. */
const SCREENSHOT = join(__dirname, "../docs/images/explorer.png");

/** A browser on a busy machine takes its time. */
jest.setTimeout(60_000);

describeInBrowser("the explorer over the real gateway", () => {
  let explorerDirectory: string;
  let browser: Browser;
  let gateway: GatewayUnderTest;

  beforeAll(async () => {
    explorerDirectory = await buildExplorer();
    browser = await launchBrowser();
    gateway = await startGatewayUnderTest({ explorerDirectory });
  });
  afterAll(async () => {
    await browser.close();
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
});
