import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  isInputObjectType,
  isListType,
} from "graphql";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { arnOf } from "../../src/directconnect/accounts/arn";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { makeApiKey } from "../../src/auth/api-keys";
import { type Subscribed, subscribeBySse, until } from "../events/subscribe";
import { eventLike, eventsOf, WATCHING } from "../events/watching";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { schema, Writer } from "./generated";
import { idsIn, shownTo, tenants } from "./tenants";

/*
 * Every root of the subscription type, with all that its rows lead to, as two tenants: without arguments of another
 * tenant's, and with such a value in every argument that takes a text. Both are derived from the schema. Changes of each
 * tenant's resources are made while the streams are open.
 */

jest.setTimeout(300_000);

const PARTNER = "111111111111";
const ACME = "222222222222";
const BLUE = "333333333333";
const connectionArn = (account: string, resourceId: string) =>
  arnOf({ kind: "dxcon", account, region: "us-east-1", resourceId });

/** The hosted connection that each tenant sees, and whose it is. */
const OWN = {
  "blue-harbor": { owner: BLUE, id: fixtureIds["blue-ordering"] },
  /** Is granted one interconnect of the partner's, and what is Acme's on it. */
  reseller: { owner: ACME, id: fixtureIds["acme-dc2"] },
} as const;
type Subscriber = keyof typeof OWN;
const SUBSCRIBERS = Object.keys(OWN) as Subscriber[];

const roots = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
type Root = (typeof roots)[number];

/** The arguments with which a root shows what is a tenant's own; whether it shows that at once. */
const SHOWS_OWN: Readonly<
  Record<string, { readonly input: (subscriber: Subscriber) => string; readonly isState: boolean }>
> = {
  changes: { input: () => "", isState: false },
  resource: {
    input: (subscriber) => `id: "${connectionArn(OWN[subscriber].owner, OWN[subscriber].id)}"`,
    isState: true,
  },
  acceptanceInbox: { input: () => 'regions: ["us-east-1"]', isState: true },
};

/** What is written in the place of an argument, or of a member of one, that takes texts: as the text of an input. */
function textPlaces(field: GraphQLField<unknown, unknown>): ((value: string) => string)[] {
  return field.args.flatMap((argument) => placesIn(argument));
}

function placesIn({ name, type }: GraphQLArgument | GraphQLInputField): ((value: string) => string)[] {
  const named = getNamedType(type);
  const isList = isListType(getNullableType(type));
  const around = (value: string) => `${name}: ${isList ? `[${value}]` : value}`;
  if (isInputObjectType(named)) {
    return Object.values(named.getFields())
      .flatMap(placesIn)
      .map((inner) => (value: string) => around(`{ ${inner(value)} }`));
  }
  return ["ID", "String"].includes(named.name) ? [(value) => around(JSON.stringify(value))] : [];
}

const { access, headers } = tenants();
const everyone = makeApiKey(new Date(Date.now() + 3_600_000));
const all = { "x-api-key": everyone.key };

let gateway: GatewayUnderTest;
/** The ids that a tenant must not be shown. */
const foreign = {} as Record<Subscriber, ReadonlySet<string>>;
beforeAll(async () => {
  const wide = { tokens: 20_000, depth: 100, aliases: 5000, cost: 2_147_483_647, costPerMinute: null };
  gateway = await startGatewayUnderTest({
    settings: { ...WATCHING, LOG_LEVEL: "warn" },
    access: {
      ...access,
      callers: [
        ...access.callers,
        { name: "everyone", roles: ["admin"], accounts: "all", apiKeys: [everyone.stored] },
      ],
      limits: { ...wide, streams: 1000 },
      watch: { accounts: ["partner", "acme", "blue-harbor"], regions: ["us-east-1"] },
    },
  });
  const everything = new Set<string>();
  for (const { accountId } of emulatedAccounts())
    for (const id of await shownTo(accountId, gateway.emulator.url)) everything.add(id);
  const toBlue = await shownTo(BLUE, gateway.emulator.url);
  foreign["blue-harbor"] = new Set([...everything].filter((id) => !toBlue.has(id)));
  const others = Object.entries(fixtureIds).filter(([name]) =>
    /^(?:blue|ic-(?!dc2)|lag|enterprise)/.test(name),
  );
  foreign.reseller = new Set([...others.map(([, id]) => id), BLUE]);
});
afterAll(() => gateway.stop());

async function rename(account: string, connectionId: string, connectionName: string): Promise<void> {
  const { errors } = await gateway.ask(
    `mutation ($account: ID, $input: UpdateConnectionInput!) {
      updateConnection(account: $account, region: "us-east-1", input: $input) { connectionId }
    }`,
    { account, input: { connectionId, connectionName } },
    all,
  );
  expect(errors).toEqual([]);
  for (const seenBy of new Set([account, PARTNER])) {
    await eventLike(
      gateway,
      (event) => event.account === seenBy && event.changes.some(({ after }) => after === connectionName),
      {},
      all,
    );
  }
}

interface Stream extends Subscribed {
  readonly subscriber: Subscriber;
  readonly root: Root;
  readonly document: string;
}

/** Opens a stream with all that its rows lead to in so many steps. */
function open(subscriber: Subscriber, root: Root, input: string, depth: number): Stream {
  const { id, owner } = OWN[subscriber];
  const document = new Writer(() => 0, [id], [owner]).stream(root, input, depth);
  return {
    ...subscribeBySse(gateway.url, { query: document }, headers[subscriber]),
    ...{ subscriber, root, document },
  };
}

/** The ids of a stream's answers and of its errors that its tenant must not be shown, without those that it sent. */
function leaked({ subscriber, document, results, state }: Stream): string[] {
  const sent = idsIn(document);
  // the rule for ARNs has an example, whose account exists here
  const shown = JSON.stringify([results, state.error]).replace(/such as arn:\S+/g, "");
  return [...idsIn(shown)].filter((id) => foreign[subscriber].has(id) && !sent.has(id));
}

/** Values of other tenants, of each form that an argument may take. */
async function foreignValues(subscriber: Subscriber): Promise<string[]> {
  const other = subscriber === "reseller" ? OWN["blue-harbor"] : OWN.reseller;
  const accounts = subscriber === "reseller" ? [BLUE, "blue-harbor"] : [PARTNER, "partner", ACME];
  const arns = [ACME, PARTNER, BLUE].map((account) => connectionArn(account, other.id));
  const events = await eventsOf(gateway, {}, all);
  const event = events.find(({ resourceId }) => resourceId.endsWith(other.id));
  if (event === undefined) throw new Error("There is no event of another tenant.");
  return [...new Set([...accounts, ...arns, other.id, event.id, event.cursor])];
}

test("each root has its arguments here, and takes a text somewhere", () => {
  expect(Object.keys(SHOWS_OWN).sort()).toEqual(roots.map(({ name }) => name).sort());
  for (const root of roots) expect([root.name, textPlaces(root).length > 0]).toEqual([root.name, true]);
});

test("a stream shows what is its tenant's own, and nothing of another tenant, whatever its arguments name", async () => {
  await rename(ACME, OWN.reseller.id, "before");
  await rename(BLUE, OWN["blue-harbor"].id, "before too");
  const own: Stream[] = [];
  const streams: Stream[] = [];
  for (const subscriber of SUBSCRIBERS) {
    const values = await foreignValues(subscriber);
    for (const root of roots) {
      own.push(open(subscriber, root, SHOWS_OWN[root.name]?.input(subscriber) ?? "", 2));
      for (const place of textPlaces(root))
        streams.push(...values.map((value) => open(subscriber, root, place(value), 1)));
    }
  }
  streams.push(...own);
  const isAnswered = ({ root, results, state }: Stream) =>
    results.length > 0 || state.ended !== undefined || SHOWS_OWN[root.name]?.isState === false;
  await until(() => streams.every(isAnswered));

  // what is one tenant's own is the other's foreign
  await rename(ACME, OWN.reseller.id, "one");
  await rename(BLUE, OWN["blue-harbor"].id, "two");
  await rename(ACME, OWN.reseller.id, "three");
  const isOwnShown = ({ subscriber, results }: Stream) =>
    JSON.stringify(results).includes(subscriber === "reseller" ? '"three"' : '"two"');
  await until(() => own.filter(({ root }) => root.name !== "acceptanceInbox").every(isOwnShown));

  for (const stream of streams) stream.unsubscribe();
  expect(streams.map((stream) => [stream.document, leaked(stream)]).filter(([, ids]) => ids?.length)).toEqual(
    [],
  );
  const codes = streams.flatMap(({ results }) =>
    results.flatMap(({ errors }) => errors?.map(({ extensions }) => String(extensions["code"])) ?? []),
  );
  expect(codes.filter((code) => /VALIDATION|INTERNAL/.test(code))).toEqual([]);
  expect(codes).toContain("BAD_USER_INPUT");
});
