import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const PAGE = "query ($cursor: String) { auditEntries(first: 1, after: $cursor) { nodes { key } } }";
const cursor = (openedAt: string) => Buffer.from(`entry:${openedAt}:1`).toString("base64url");

test.each([
  "2026-02-30T00:00:00.000000Z",
  "2026-04-31T00:00:00.000000Z",
  "2026-13-01T00:00:00.000000Z",
  "2026-01-01T24:00:00.000000Z",
  "0000-01-01T00:00:00.000000Z",
  "10000-01-01T00:00:00.000000Z",
])(
  "a cursor at %s, which is no time of the store's, is refused before the store is read",
  async (openedAt) => {
    const { errors } = await gateway.ask(PAGE, { cursor: cursor(openedAt) });
    expect(errors.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
  },
);

test.each(["0001-01-01T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"])(
  "a cursor at %s is taken",
  async (openedAt) => {
    expect((await gateway.ask(PAGE, { cursor: cursor(openedAt) })).errors).toEqual([]);
  },
);
