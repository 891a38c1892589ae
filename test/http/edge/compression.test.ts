import { request as httpRequest } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** Answers are compressed for those who take that, and say what they depend on. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { SNAPSHOT_FRESH_MS: "60000" } });
});
afterAll(() => gateway.stop());

const MANY = "{ locations(first: 100) { nodes { locationCode locationName availablePortSpeeds } } }";

interface Raw {
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** `fetch` would decompress. */
function execute(query: string, acceptEncoding?: string): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      ...(acceptEncoding !== undefined && { "accept-encoding": acceptEncoding }),
    };
    const request = httpRequest(`${gateway.url}/graphql`, { method: "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject).end(JSON.stringify({ query }));
  });
}

const dataIn = (text: Buffer): unknown => (JSON.parse(text.toString()) as { data: unknown }).data;

test("only a client that accepts it gets it, and `Vary` says so to caches", async () => {
  const refusing = [
    "gzip;q=0, br;q=0.0",
    "*;q=0",
    "gzip;q=0, x-gzip;q=0.000, br;q=0, *",
    "identity, gzip;q=0.5",
  ];
  for (const accepted of [undefined, "identity", ...refusing, "deflate", "gzip;q=2"]) {
    const { headers, body } = await execute(MANY, accepted);
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["vary"]).toMatch(/accept-encoding/);
    expect(dataIn(body)).toMatchObject({ locations: {} });
  }
});

test("gzip and brotli, for an answer made and for the same one remembered", async () => {
  const plain = await execute(MANY);
  for (let times = 0; times < 2; times += 1) {
    const gzipped = await execute(MANY, "br;q=0.5, gzip");
    expect(gzipped.headers["content-encoding"]).toBe("gzip");
    expect(gzipped.body.length).toBeLessThan(plain.body.length / 2);
    expect(dataIn(gunzipSync(gzipped.body))).toEqual(dataIn(plain.body));
    const brotli = await execute(MANY, "br");
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(dataIn(brotliDecompressSync(brotli.body))).toEqual(dataIn(plain.body));
  }
});

test.each([
  ["x-gzip", "gzip"],
  ["*", "gzip"],
  ["gzip;q=0, *;q=0.5", "br"],
  ["br;q=0, *", "gzip"],
  ["GZIP ; Q=0.5, br;q=0.8", "br"],
  ["identity;q=0.2, gzip;q=0.5", "gzip"],
])("what is most welcome: %s", async (accepted, encoding) => {
  expect((await execute(MANY, accepted)).headers["content-encoding"]).toBe(encoding);
});

test("a short answer is sent as it is", async () => {
  const { headers, body } = await execute("{ __typename }", "gzip");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(dataIn(body)).toEqual({ __typename: "Query" });
});
