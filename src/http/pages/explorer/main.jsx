// The offline explorer: GraphiQL with the gateway's examples as tabs. Bundled by scripts/build-explorer.mjs.
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { getOperationAST, parse } from "graphql";
import { createClient, NetworkError } from "graphql-sse";
import { createRoot } from "react-dom/client";
import "./explorer.css";

const tabs = JSON.parse(document.getElementById("tabs").textContent);

/** Beside this page, under whatever path all is served. */
const ENDPOINT = new URL("./graphql", location.href).href;

const CLIENT = { "apollographql-client-name": "explorer" };

/**
 * Answers a request with its result, and a subscription with all of its results. What GraphiQL has parsed, the name of
 * the operation included, can be from before the last change of the editor: the text that is sent decides.
 */
function fetcher({ query, operationName, ...request }, { headers } = {}) {
  const document = parsed(query);
  const named = document && getOperationAST(document, operationName);
  const operation = named ?? (document && getOperationAST(document));
  const sent = { ...request, query, operationName: operation?.name?.value };
  return operation?.operation === "subscription" ? subscribe(sent, headers) : post(sent, headers);
}

function parsed(query) {
  try {
    return parse(query);
  } catch {
    return undefined; // the gateway says what is wrong with it
  }
}

async function post(request, headers) {
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
      ...CLIENT,
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return response.json();
}

/** Server-Sent Events; a refusal is an answer like any other. */
async function* subscribe(request, headers) {
  const client = createClient({ url: ENDPOINT, headers: { ...CLIENT, ...headers }, retryAttempts: 0 });
  try {
    yield* client.iterate(request);
  } catch (error) {
    if (!(error instanceof NetworkError) || error.response === undefined) throw error;
    yield await error.response.json();
  } finally {
    client.dispose();
  }
}

// Another GraphiQL may have been served from this address (localhost:4000 is popular): its tabs are not ours.
const prefix = "directconnect-graphql:";
const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const storage = {
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ownKeys().length;
  },
};

// On a first visit GraphiQL opens the first tab without its variables, unless told them.
const firstVisit = storage.getItem("graphiql:tabState") === null;
const initialVariables = firstVisit ? (tabs[0]?.variables ?? undefined) : undefined;

createRoot(document.getElementById("explorer")).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultTabs={tabs}
    initialVariables={initialVariables}
    defaultEditorToolsVisibility="variables"
  >
    <GraphiQL.Logo>
      <nav className="links">
        <strong>Direct Connect GraphQL</strong>
        <a href="./">Apollo Sandbox</a>
        <a href="./docs/deprecations">Deprecations</a>
      </nav>
    </GraphiQL.Logo>
  </GraphiQL>,
);
