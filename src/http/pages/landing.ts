import type { WebServer } from "../edge/web-server";
import { DEPRECATIONS_PATH } from "./deprecations-page";
import type { Example } from "./examples";
import { EXPLORER_PATH } from "./explorer";
import { dataBlock, type Page, page, relative, sendPage } from "./page";

const SCRIPT_PATH = "/landing.js";
const EXPLORER = relative("./", EXPLORER_PATH);
const SANDBOX_SCRIPT =
  "https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js";

/**
 * The page at `/`, and at `/graphql` for a browser: Apollo's embedded Sandbox with our first example in it.
 *
 * Not Apollo's own landing page, although it embeds the same Sandbox: that one blocks on a font and a script from the
 * internet, so without internet it stays empty until they time out. Here the bar with the link to the built-in
 * explorer is shown at once, and where Sandbox cannot be loaded the page goes to the built-in explorer by itself.
 * The requests of an embedded Sandbox are sent by this page, hence `connect-src 'self'`.
 * @param listsDeprecations whether the gateway serves a page of them.
 */
export function landingPage(examples: readonly Example[], listsDeprecations: boolean): Page {
  const [first] = examples;
  return page("Direct Connect GraphQL", {
    head: `${dataBlock("sandbox-config", {
      document: first?.document,
      variables: first?.variables === undefined ? undefined : (JSON.parse(first.variables) as unknown),
      script: SANDBOX_SCRIPT,
      explorer: EXPLORER,
    })}
<script src="${relative("./", SCRIPT_PATH)}" defer></script>`,
    body: `<header>
<strong>Direct Connect GraphQL</strong>
<a href="${EXPLORER}">Built-in explorer (works offline)</a>
${listsDeprecations ? `<a href="${relative("./", DEPRECATIONS_PATH)}">Deprecations</a>` : ""}
</header>
<div id="sandbox"><main id="waiting">
<p>Loading Apollo Sandbox from the internet…</p>
<p>Without internet, use the <a href="${EXPLORER}">built-in explorer</a>. The endpoint is <code>/graphql</code>.</p>
<noscript><p>Both need JavaScript.</p></noscript>
</main></div>`,
    sources: {
      "script-src": "'self' https://embeddable-sandbox.cdn.apollographql.com",
      "frame-src": "https://sandbox.embed.apollographql.com",
      "connect-src": "'self'",
    },
  });
}

/**
 * Serves the landing page at `/`; the route of `/graphql` serves the same page to browsers.
 * @param basePath the path that all is served under: it leads to the page, whose addresses hold below it alone.
 */
export function serveLanding(server: WebServer, landing: Page, basePath: string): void {
  server.get("/", (_request, reply) => sendPage(reply, landing));
  if (basePath !== "")
    server.get("", (request, reply) =>
      reply.code(308).header("location", `${basePath}/${request.url}`).send(),
    );
  server.get(SCRIPT_PATH, (_request, reply) =>
    reply.header("cache-control", "no-cache").type("text/javascript").send(SCRIPT),
  );
}

const SCRIPT = `"use strict";
const config = JSON.parse(document.getElementById("sandbox-config").textContent);
let shown = false;

function show() {
  shown = true;
  const endpoint = new URL("./graphql", location.href);
  const socket = new URL(endpoint);
  socket.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("waiting").remove();
  new window.EmbeddedSandbox({
    target: "#sandbox",
    initialEndpoint: endpoint.href,
    initialSubscriptionEndpoint: socket.href,
    endpointIsEditable: false,
    runTelemetry: false,
    allowDynamicStyles: false,
    initialState: {
      document: config.document,
      variables: config.variables,
      pollForSchemaUpdates: false,
    },
  });
}

function goToBuiltInExplorer() {
  if (!shown) location.replace(config.explorer);
}

const script = document.createElement("script");
script.addEventListener("load", show);
script.addEventListener("error", goToBuiltInExplorer);
script.src = config.script;
document.head.append(script);
// A network that swallows packets reports no error for minutes.
setTimeout(goToBuiltInExplorer, 8000);
`;
