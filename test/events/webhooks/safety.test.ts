import { access, as, TEST, UPDATE } from "./webhook-callers";
import {
  arnOf,
  deliveriesLike,
  hook,
  isWatched,
  ORDERED,
  PENDING,
  receiver,
  rename,
  start,
  WallClock,
} from "./hooked-gateway";
import { TO_THIS_MACHINE } from "./receiver";

test("a name is resolved once for an attempt, and no attempt goes to an address that is not public", async () => {
  const names: string[] = [];
  const addresses = { current: ["127.0.0.1"] };
  const gateway = await start({
    settings: { ...TO_THIS_MACHINE, WEBHOOK_ALLOWED_NETWORKS: "10.0.0.0/8" },
    resolveName: (name) => {
      names.push(name);
      return Promise.resolve(addresses.current);
    },
  });
  const hooks = await receiver();
  const { id } = await hook(gateway, `https://localhost:${hooks.port}/hook`);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  const list = await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
  expect(list).toMatchObject([
    { state: "WAITING", status: null, error: "the name of the URL has an address that is not public" },
  ]);
  expect(names).toEqual(["localhost"]);
  expect(hooks.received).toEqual([]);
});

test.each([
  [
    "one of several addresses is not public",
    ["8.8.8.8", "192.168.1.1"],
    "the name of the URL has an address that is not public",
  ],
  [
    "an address is a mapped one",
    ["::ffff:10.0.0.1"],
    "the name of the URL has an address that is not public",
  ],
  [
    "an address hands out credentials",
    ["169.254.169.254"],
    "the name of the URL has an address that is not public",
  ],
  ["there is no address", [], "the name of the URL has no address"],
])("nothing is sent where %s", async (_what, addresses, error) => {
  const gateway = await start({ resolveName: () => Promise.resolve(addresses) });
  const { id } = await hook(gateway, "https://hooks.example.com/");
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  expect(await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1)).toMatchObject([{ error }]);
});

test("a name that is allowed is connected to at the address that was checked", async () => {
  const gateway = await start({ resolveName: () => Promise.resolve(["127.0.0.1"]) });
  const hooks = await receiver();
  await hook(gateway, `https://localhost:${hooks.port}/by-name`);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  expect((await hooks.count(1))[0]?.path).toBe("/by-name");
});

test("the address that was checked is connected to, and no other one that the name has by now", async () => {
  const gateway = await start({ resolveName: () => Promise.resolve(["127.0.0.1"]) });
  const hooks = await receiver();
  const { id } = await hook(gateway, `https://hooks.example.com:${hooks.port}/`);
  await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
  // The receiver at that address was reached: its certificate is for another name.
  expect(await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1)).toMatchObject([
    { error: "the request failed: ERR_TLS_CERT_ALTNAME_INVALID" },
  ]);
});

test("a certificate that no authority of the setting signed is refused", async () => {
  const gateway = await start({ settings: { WEBHOOK_CA_FILE: "" } });
  const hooks = await receiver();
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  const [delivery] = await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
  expect(delivery?.error).toMatch(/^the request failed: .*CERT/);
  expect(hooks.received).toEqual([]);
});

test("redirects are not followed", async () => {
  const gateway = await start();
  const target = await receiver();
  const hooks = await receiver();
  hooks.answer(() => ({ status: 307, headers: { location: target.url } }));
  const { id } = await hook(gateway, hooks.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  const list = await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
  expect(list).toMatchObject([
    { state: "WAITING", status: 307, error: "the receiver answered 307: redirects are not followed" },
  ]);
  expect(target.received).toEqual([]);
});

test("a receiver that does not answer delays no other, and its attempt ends in time", async () => {
  const gateway = await start({ settings: { WEBHOOK_TIMEOUT_MS: "3000" } });
  const slow = await receiver(() => "none");
  const quick = await receiver();
  const { id } = await hook(gateway, slow.url);
  await hook(gateway, quick.url);
  await isWatched(gateway);
  await rename(gateway, PENDING, "first");
  await slow.count(1);
  await rename(gateway, ORDERED, "second");
  await quick.count(2);
  const list = await deliveriesLike(gateway, id, (all) => all.some(({ attempts }) => attempts === 1));
  expect(list.find(({ attempts }) => attempts === 1)?.error).toBe("no answer came within 3000 ms");
});

describe("what a caller is granted", () => {
  const ARN = arnOf(PENDING);

  test("is checked for each event: a webhook is sent nothing of other accounts", async () => {
    const gateway = await start();
    const [all, narrow] = [await receiver(), await receiver()];
    await hook(gateway, all.url);
    await hook(gateway, narrow.url, {
      caller: "narrow",
      filter: { accounts: undefined, regions: undefined },
    });
    await isWatched(gateway);
    await rename(gateway, PENDING, "first");
    await all.count(1);
    await rename(gateway, PENDING, "second");
    await all.count(2);
    // A hosted connection is seen in the account of its port, too, which this caller is granted.
    const accounts = narrow.received.map(({ event }) => event.data.account);
    expect(accounts.filter((account) => account !== "111111111111")).toEqual([]);
  });

  test("is checked again at each attempt", async () => {
    const clocks = new WallClock();
    const gateway = await start({ clocks });
    const hooks = await receiver(() => 500);
    const { id } = await hook(gateway, hooks.url);
    await isWatched(gateway);
    await rename(gateway, PENDING, "first");
    await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
    const callers = access.callers.map((caller) =>
      caller.name === "operator" ? { ...caller, accounts: [{ account: "111111111111" }] } : caller,
    );
    gateway.configure({ ...access, callers });
    gateway.reload();
    clocks.pass(10_000);
    expect(await deliveriesLike(gateway, id, ([one]) => one?.state !== "WAITING")).toMatchObject([
      { state: "WITHHELD", attempts: 1 },
    ]);
    expect(hooks.received).toHaveLength(1);
  });

  test("counts where the caller lost its permission: nothing is sent until it has it again", async () => {
    const clocks = new WallClock();
    const gateway = await start({ clocks });
    const hooks = await receiver(() => 500);
    const { id } = await hook(gateway, hooks.url);
    await isWatched(gateway);
    await rename(gateway, PENDING, "first");
    await deliveriesLike(gateway, id, ([one]) => one?.attempts === 1);
    const without = access.callers.map((caller) =>
      caller.name === "operator" ? { ...caller, roles: ["viewer"] } : caller,
    );
    const watch = { accounts: ["blue-harbor"], regions: ["us-east-1"] };
    gateway.configure({ ...access, watch, callers: without });
    gateway.reload();
    clocks.pass(10_000);
    hooks.answer(() => 204);
    await rename(gateway, PENDING, "second");
    await isWatched(gateway);
    expect(hooks.received).toHaveLength(1);
    gateway.configure({ ...access, watch });
    gateway.reload();
    await hooks.count(3);
    expect(hooks.received.slice(1).map(({ event }) => event.subject)).toEqual([ARN, ARN]);
  });
});

test("a URL at another address is checked when it is changed, too", async () => {
  const gateway = await start();
  const { id } = await hook(gateway, "https://hooks.example.com/");
  const input = { webhookId: id, url: "https://192.168.1.1/" };
  const { errors } = await gateway.ask(UPDATE, { input }, as("operator"));
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "input.url" }] } },
  ]);
});
