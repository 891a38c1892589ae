import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Readable } from "node:stream";
import { createBrotliDecompress } from "node:zlib";
import send from "@fastify/send";
import { accepts } from "../edge/compression";
import { refuse } from "../edge/failures";
import type { WebServer } from "../edge/web-server";
import type { Example } from "./examples";
import { dataBlock, type Page, page, relative, sendPage } from "./page";

export const EXPLORER_PATH = "/explorer";

/** The output of `scripts/build-explorer.mjs` beside the files: the names of the two that the page must load. */
interface Manifest {
  script: string;
  style: string;
}

/**
 * The explorer for use without internet access: GraphiQL, built from npm packages and served by the gateway itself,
 * with the examples as tabs. File names carry a hash of their content, so they may be cached permanently; the page
 * may not. The files are stored compressed, as all browsers take them over HTTPS; for others they are decompressed.
 */
export function serveExplorer(
  server: WebServer,
  examples: readonly Example[],
  directory: string | undefined,
): void {
  const manifestFile = join(directory ?? "", "manifest.json");
  if (directory === undefined || !existsSync(manifestFile)) {
    server.get(EXPLORER_PATH, (_request, reply) => sendPage(reply, NOT_BUILT, 503));
    return;
  }
  const built = explorerPage(JSON.parse(readFileSync(manifestFile, "utf8")) as Manifest, examples);
  server.get(EXPLORER_PATH, (_request, reply) => sendPage(reply, built));
  server.get(`${EXPLORER_PATH}/*`, async (request, reply) => {
    const path = request.path.slice(EXPLORER_PATH.length);
    const file = await send(request.raw, `${path}.br`, {
      root: directory,
      index: false,
      immutable: true,
      maxAge: "365d",
      contentType: false,
      acceptRanges: false,
    });
    if (file.type !== "file") {
      const status = file.type === "error" ? file.statusCode : 404;
      return refuse(request, reply, status, "The explorer has no such file.");
    }
    const { "Content-Length": length, ETag: tag, ...headers } = file.headers;
    reply
      .code(file.statusCode)
      .headers(Object.entries(headers))
      .header("vary", "origin, accept-encoding")
      .type(MEDIA_TYPES[extname(path)] ?? "application/octet-stream");
    if (file.statusCode !== 200) return reply.send(); // the browser has it
    if (!accepts(request.headers["accept-encoding"], "br")) return reply.send(decompressed(file.stream));
    if (length !== undefined) reply.header("content-length", length);
    if (tag !== undefined) reply.header("etag", tag);
    return reply.header("content-encoding", "br").send(file.stream);
  });
}

/** The media types of the files that the build writes. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
};

function decompressed(file: Readable): Readable {
  const stream = createBrotliDecompress();
  file.once("error", (error) => stream.destroy(error)).pipe(stream);
  return stream.once("close", () => file.destroy());
}

function explorerPage({ script, style }: Manifest, examples: readonly Example[]): Page {
  const tabs = examples.map(({ document, variables }) => ({ query: document, variables: variables ?? null }));
  return page("Direct Connect GraphQL explorer", {
    head: `<link rel="stylesheet" href="${relative("./", EXPLORER_PATH)}/${style}">
${dataBlock("tabs", tabs)}
<script type="module" src="${relative("./", EXPLORER_PATH)}/${script}"></script>`,
    body: `<div id="explorer"></div>
<noscript><main><p>The explorer needs JavaScript. The endpoint is <code>/graphql</code>.</p></main></noscript>`,
    sources: {
      "script-src": "'self'",
      "worker-src": "'self'",
      // The code editor writes its colours and positions into style elements.
      "style-src": "'self' 'unsafe-inline'",
      "font-src": "'self' data:",
      "img-src": "'self' data:",
      "connect-src": "'self'",
    },
  });
}

const NOT_BUILT = page("The explorer is not built", {
  body: `<main><h1>The explorer is not built</h1>
<p>Run <code>npm run build</code> (or <code>node scripts/build-explorer.mjs</code>) and start the gateway again.</p>
<p>The endpoint is <code>/graphql</code>; <a href="./">Apollo Sandbox</a> needs no build, but internet.</p></main>`,
});
