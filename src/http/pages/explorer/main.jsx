// The offline explorer: GraphiQL with the gateway's examples as tabs. Bundled by scripts/build-explorer.mjs.
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { createRoot } from "react-dom/client";
import "./explorer.css";

const tabs = JSON.parse(document.getElementById("tabs").textContent);

async function fetcher(request, { headers } = {}) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
      "apollographql-client-name": "explorer",
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return response.json();
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
        <a href="/">Apollo Sandbox</a>
        <a href="/docs/deprecations">Deprecations</a>
      </nav>
    </GraphiQL.Logo>
  </GraphiQL>,
);
