import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { startIssuer } from "../../auth/issuer";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/*
 * A gateway that has more to do than it can: which requests it refuses. All of a crowd come in one piece, so that none is
 * begun before all have come, however fast the machine is.
 */

const keyFor = (id: string) => `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const [flooding, honest] = [1, 2].map(() => keyFor(randomBytes(8).toString("hex"))) as [string, string];
const caller = (name: string, key: string) => ({
  name,
  roles: ["admin"],
  accounts: "all",
  apiKeys: [
    {
      id: key.slice(6, 22),
      sha256: createHash("sha256").update(key).digest("hex"),
      expires: "2099-01-01T00:00:00Z",
    },
  ],
});
const access = { callers: [caller("flooding", flooding), caller("honest", honest)] };

/** More than eight wait no longer than this: whatever comes beyond is refused. */
const SHORT_LINE = { MAX_WAIT_MS: "1" };

let gateway: GatewayUnderTest;
afterEach(() => gateway.stop());

/** The statuses of the answers to requests that come in one piece on each connection, connection by connection. */
async function statuses(connections: readonly (readonly string[])[]): Promise<number[][]> {
  const { hostname, port } = new URL(gateway.url);
  const sockets = await Promise.all(
    connections.map(
      (_, at) =>
        new Promise<{ at: number; socket: ReturnType<typeof connect> }>((resolve) => {
          const socket = connect(Number(port), hostname, () => resolve({ at, socket }));
        }),
    ),
  );
  return Promise.all(
    sockets.map(({ at, socket }) => {
      const requests = connections[at] ?? [];
      return new Promise<number[]>((resolve) => {
        let text = "";
        socket.on("data", (chunk) => {
          text += chunk.toString("latin1");
          const found = text.match(/HTTP\/1.1 \d{3}/g) ?? [];
          if (found.length < requests.length) return;
          socket.destroy();
          resolve(found.map((status) => Number(status.slice(-3))));
        });
        socket.write(requests.join(""));
      });
    }),
  );
}

function post(body: object, headers: Record<string, string> = {}): string {
  const text = JSON.stringify(body);
  const lines = Object.entries({ host: "localhost", "content-type": "application/json", ...headers });
  return `POST /graphql HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
const times = (count: number, request: string) => Array.from({ length: count }, () => request);
const NAME = { query: "{ viewer { name } }" };
const by = (key: string) => ({ "x-api-key": key });

test.each([
  ["by a key that is held", by(flooding)],
  ["by an unknown caller", {}],
  ["by keys of no caller", by(keyFor("0123456789abcdef"))],
  ["by a token that was never verified", { authorization: "Bearer a.b.c" }],
])("a flood %s leaves the requests of others served", async (_name, headers) => {
  gateway = await startGatewayUnderTest({ access, settings: SHORT_LINE });
  const [flood, others] = await statuses([times(200, post(NAME, headers)), times(4, post(NAME, by(honest)))]);
  expect(others).toEqual([200, 200, 200, 200]);
  expect(flood?.filter((status) => status === 503).length).toBeGreaterThanOrEqual(190);
});

describe("tokens", () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  let issuers: Awaited<ReturnType<typeof startIssuer>>[] = [];
  afterEach(() => Promise.all(issuers.splice(0).map((issuer) => issuer.stop())));

  /** Over as many issuers as stated, each with persons of a caller of its own. */
  async function startWithIssuers(count: number, settings: Record<string, string>, hangs = () => false) {
    issuers = [];
    for (let at = 0; at < count; at += 1)
      issuers.push(await startIssuer({ hangs: at === 0 ? hangs : undefined }));
    const callers = issuers.map(({ url }, at) => ({
      ...{ name: `persons-${at}`, roles: ["viewer"], accounts: "all" },
      tokens: [{ issuer: url, claims: { azp: "portal" }, personClaim: "sub" }],
    }));
    const accepted = issuers.map(({ url }) => ({ issuer: url, audience: "gateway" }));
    gateway = await startGatewayUnderTest({ access: { issuers: accepted, callers }, settings });
    return issuers as [Issuer, ...Issuer[]];
  }
  type Issuer = (typeof issuers)[number];
  const tokenOf = ({ token }: Issuer, sub: string) => token({ azp: "portal", sub });

  test("one that was verified before is known, and a valid new one is treated as a forged one", async () => {
    const [issuer] = await startWithIssuers(1, SHORT_LINE);
    const [existing, fresh] = [await tokenOf(issuer, "known"), await tokenOf(issuer, "fresh")];
    const forged = `${fresh.slice(0, -8)}AAAAAAAA`;
    expect((await gateway.ask(NAME.query, {}, bearer(existing))).errors).toEqual([]);
    const [flood, ofKnown, ofFresh] = await statuses([
      times(200, post(NAME, bearer(forged))),
      times(2, post(NAME, bearer(existing))),
      times(2, post(NAME, bearer(fresh))),
    ]);
    expect(ofKnown).toEqual([200, 200]);
    expect(ofFresh).toEqual([503, 503]);
    expect(flood?.filter((status) => status === 503).length).toBeGreaterThanOrEqual(190);
  });

  test("those of one issuer that were never verified leave those of another served", async () => {
    const [one, other = one] = await startWithIssuers(2, SHORT_LINE);
    const [forged, fresh] = [`${await tokenOf(one, "x")}AAAA`, await tokenOf(other, "fresh")];
    const [flood, ofFresh, ofNobody] = await statuses([
      times(200, post(NAME, bearer(forged))),
      times(2, post(NAME, bearer(fresh))),
      times(2, post(NAME, bearer("a.b.c"))),
    ]);
    expect(ofFresh).toEqual([200, 200]);
    expect(ofNobody).toEqual([401, 401]);
    expect(flood?.filter((status) => status === 503).length).toBeGreaterThanOrEqual(190);
  });

  test("places are left free for an issuer's new tokens while another issuer does not hand out its keys", async () => {
    const [hanging, other = hanging] = await startWithIssuers(2, { MAX_REQUESTS: "14" }, () => true);
    const { hostname, port } = new URL(gateway.url);
    const waiting = post(NAME, bearer(await tokenOf(hanging, "x")));
    let refused = 0;
    const sockets = Array.from({ length: 40 }, () => {
      const socket = connect(Number(port), hostname, () => socket.write(waiting));
      socket.on(
        "data",
        (chunk) => void (refused += Number(chunk.toString("latin1").includes('"OVERLOADED"'))),
      );
      socket.on("error", () => undefined);
      return socket;
    });
    while (refused < 32) await new Promise((resolve) => setTimeout(resolve, 10));
    const [others] = await statuses([[post(NAME, bearer(await tokenOf(other, "fresh")))]]);
    expect(others).toEqual([200]);
    sockets.forEach((socket) => socket.destroy());
  });
});

const PAGE = `{ auditEntries(first: 50) { totalCount nodes { operation caller key } } }`;
const TAG = `mutation ($arn: ID!) { tagResource(input: { resourceArn: $arn, tags: [{ key: "a", value: "b" }] }) { __typename } }`;

test("a change beside 30 audit pages of its own caller is served first, and pages are refused", async () => {
  gateway = await startGatewayUnderTest({ access, settings: SHORT_LINE });
  const change = {
    query: TAG,
    variables: { arn: "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-fgdc2000" },
  };
  const [pages, changes] = await statuses([
    times(30, post({ query: PAGE }, by(honest))),
    [post(change, by(honest))],
  ]);
  expect(changes).toEqual([200]);
  expect(gateway.emulator.requests.list("TagResource")).toHaveLength(1);
  expect(pages?.filter((status) => status === 503).length).toBeGreaterThanOrEqual(20);
});

test("slots are left free for others while one caller has many requests in progress, whose bodies do not arrive", async () => {
  gateway = await startGatewayUnderTest({ access, settings: { MAX_REQUESTS: "14" } });
  const { hostname, port } = new URL(gateway.url);
  const waiting = post(NAME, by(flooding)).slice(0, -5);
  const refused: number[] = [];
  const sockets = Array.from({ length: 40 }, (_, at) => {
    const socket = connect(Number(port), hostname, () => socket.write(waiting));
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").includes(" 503 ")) refused.push(at);
    });
    socket.on("error", () => undefined);
    return socket;
  });
  while (refused.length < 32) await new Promise((resolve) => setTimeout(resolve, 10));
  const [others] = await statuses([times(3, post(NAME, by(honest)))]);
  expect(others).toEqual([200, 200, 200]);
  sockets.forEach((socket) => socket.destroy());
});
