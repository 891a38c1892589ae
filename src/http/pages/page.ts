import type { Reply } from "../edge/reply";
import type { WebServer } from "../edge/web-server";

/** One HTML page with the content security policy that allows what it needs and nothing else. */
export interface Page {
  html: string;
  policy: string;
}

/** Sources by directive, on top of "nothing is allowed"; script and style must be files, never inline. */
export type Sources = Partial<
  Record<`${"script" | "style" | "img" | "font" | "connect" | "frame" | "worker"}-src`, string>
>;

const STYLE_PATH = "/page.css";
const ICON_PATH = "/favicon.svg";

/**
 * A page in the gateway's own plain look. `head` and `body` are HTML: external text must have been escaped. All addresses
 * in it are relative to the page's own, so that they hold under any BASE_PATH, and behind a proxy that removes one.
 * @param content.root the way from the page to `/`, by default `./`.
 */
export function page(
  title: string,
  content: { root?: "./" | "../"; head?: string; body: string; sources?: Sources },
): Page {
  const { root = "./" } = content;
  const sources: Sources = { "style-src": "'self'", "img-src": "'self'", ...content.sources };
  const directives = Object.entries(sources).map(([directive, allowed]) => `${directive} ${allowed}`);
  return {
    policy: [
      "default-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      ...directives,
    ].join("; "),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${relative(root, ICON_PATH)}">
<link rel="stylesheet" href="${relative(root, STYLE_PATH)}">
${content.head ?? ""}
</head>
<body>
${content.body}
</body>
</html>
`,
  };
}

/** @param root the way from a page to `/`. @returns the address of a path from that page. */
export function relative(root: "./" | "../", path: string): string {
  return root + path.slice(1);
}

/** Headers for documents alone. */
const PAGE_HEADERS = Object.entries({
  // Sandbox signs in through a window that it opens.
  "cross-origin-opener-policy": "same-origin-allow-popups",
  "origin-agent-cluster": "?1",
  "x-dns-prefetch-control": "off",
  // Switches off the script filter of old browsers, which could be misused.
  "x-xss-protection": "0",
});

/**
 * Sends a page. It is never cached: it names files whose names change with their content.
 * @param cacheControl another value where the path serves more than pages.
 */
export function sendPage(
  reply: Reply,
  { html, policy }: Page,
  status = 200,
  cacheControl = "no-cache",
): Promise<void> {
  return reply
    .code(status)
    .headers(PAGE_HEADERS)
    .header("content-security-policy", policy)
    .header("cache-control", cacheControl)
    .type("text/html; charset=utf-8")
    .send(html);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Data for a page's script. A data block is not executed, so the policy needs no exception for it. */
export function dataBlock(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(data).replace(/</g, "\\u003c")}</script>`;
}

/** The style and the icon that every page shares. */
export function servePageAssets(server: WebServer): void {
  server.get(STYLE_PATH, (_request, reply) =>
    reply.header("cache-control", "no-cache").type("text/css").send(STYLE),
  );
  const icon = (_request: unknown, reply: Reply) =>
    reply.header("cache-control", "max-age=86400").type("image/svg+xml").send(ICON);
  server.get(ICON_PATH, icon);
  // Browsers, and Sandbox, request this icon whatever the page says.
  server.get("/favicon.ico", icon);
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; }
header { display: flex; gap: 1.25rem; align-items: center; height: 2.5rem; padding: 0 1rem; border-bottom: 1px solid var(--line); font-size: 0.875rem; }
header strong { margin-right: auto; }
a { color: light-dark(#0b57d0, #8ab4f8); }
code { font: 0.875em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); }
#sandbox iframe { display: block; border: 0; width: 100%; height: calc(100vh - 2.5rem - 1px); }
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#8c4fff"/><path d="M9 16h14" stroke="#fff" stroke-width="3"/><circle cx="8" cy="16" r="4" fill="#fff"/><circle cx="24" cy="16" r="4" fill="#fff"/></svg>`;
