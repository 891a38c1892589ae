// Hive Gateway before one GraphQL server, with its response cache; with `API_KEY_SHA256`, and what this gateway does for
// each request: a key is checked, a line logged, the cost limited.
import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { defineConfig } from "@graphql-hive/gateway";

const expected = process.env.API_KEY_SHA256;

function isExpected(key) {
  const sent = createHash("sha256").update(String(key)).digest();
  return timingSafeEqual(sent, Buffer.from(expected, "hex"));
}

const features = {
  genericAuth: {
    mode: "protect-all",
    resolveUserFn: ({ headers }) => (isExpected(headers["x-api-key"]) ? { name: "bench" } : null),
  },
  demandControl: { maxCost: 100_000, listSize: 100 },
  plugins: ({ log }) => [
    {
      onResponse({ request, response }) {
        log.info({ method: request.method, url: request.url, status: response.status }, "request");
      },
    },
  ],
};

export const gatewayConfig = defineConfig({
  responseCaching: { session: () => null, ttl: Number(process.env.CACHE_SECONDS) * 1000 },
  ...(expected !== undefined && features),
});
