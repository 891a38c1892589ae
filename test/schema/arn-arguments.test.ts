import { type GraphQLInputType, getNamedType, isInputObjectType, isObjectType } from "graphql";
import { createSchema } from "../../src/schema";
import { type HandledField, handledFields } from "../../src/schema/field-handlers";
import { type IdPlace, idPlacesOf } from "../../src/schema/id-places";
import { documentWith } from "../any-arguments";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const schema = createSchema();
const taking = handledFields(schema).flatMap((handled) =>
  idPlacesOf(handled.handler).map((place) => ({
    ...handled,
    place,
    coordinate: coordinateOf(handled, place),
  })),
);

/** What takes an id that is no id of a Direct Connect resource with an ARN. */
const WITHOUT_ARN = new Set([
  ...["account", "accounts", "ownerAccount", "virtualInterfaceOwnerAccount", "associatedGatewayOwnerAccount"],
  "directConnectGatewayOwnerAccount",
  ...["associationId", "proposalId", "bgpPeerId", "bgpPeers", "testId"],
  "webhookId", // of the gateway's own
  // of EC2 and Cloud WAN
  ...["virtualGatewayId", "gatewayId", "associatedGatewayId"],
  ...["secretARN", "locationCode", "routerTypeIdentifier"],
]);
/** What takes an ARN alone. */
const ARN_ALONE = ["Query.node(id)", "Subscription.resource(id)", "ChangeEventFilter.ids"];

/** Every argument and input member of the schema that takes an id, derived from the schema alone. */
function idsOfSchema(): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith("__")) return [];
    if (isInputObjectType(type))
      return Object.values(type.getFields())
        .filter(takesId)
        .map(({ name }) => `${type.name}.${name}`);
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.filter(takesId).map(({ name }) => `${type.name}.${field.name}(${name})`),
    );
  });
}

function takesId({ name, type }: { readonly name: string; readonly type: GraphQLInputType }): boolean {
  const isId = getNamedType(type).name === "ID" || /(Id|Ids|Identifiers?|Arns?|ARN)$/.test(name);
  return isId && !WITHOUT_ARN.has(name);
}

/** As `idsOfSchema` names it. */
function coordinateOf({ type, field }: HandledField, { path }: IdPlace): string {
  const [argument = "", ...members] = path;
  if (members.length === 0) return `${type.name}.${field.name}(${argument})`;
  let inside = field.args.find(({ name }) => name === argument)?.type;
  for (const member of members.slice(0, -1)) inside = membersOf(inside)[member]?.type;
  return `${getNamedType(inside)?.name ?? ""}.${members.at(-1) ?? ""}`;
}

function membersOf(type: GraphQLInputType | undefined) {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields() : {};
}

test("everything that takes an id takes the ARN, too", () => {
  const all = idsOfSchema();
  expect(all.length).toBeGreaterThan(70);
  const byRule = new Set(taking.map(({ coordinate }) => coordinate));
  expect(all.filter((coordinate) => !byRule.has(coordinate)).sort()).toEqual([...ARN_ALONE].sort());
});

test("and says so in its description", () => {
  const elements = new Set(taking.map(({ coordinate }) => coordinate));
  const described = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isInputObjectType(type))
      return Object.values(type.getFields())
        .filter(({ description }) => description?.endsWith(" Also takes the `id` of this graph, an ARN."))
        .map(({ name }) => `${type.name}.${name}`);
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args
        .filter(({ description }) => description?.endsWith(" Also takes the `id` of this graph, an ARN."))
        .map(({ name }) => `${type.name}.${field.name}(${name})`),
    );
  });
  expect(described.sort()).toEqual([...elements].sort());
});

describe("an ARN of a resource that the argument does not accept", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterAll(() => gateway.stop());

  const OTHERS = {
    "dx-gateway": "arn:aws:directconnect::111111111111:dx-gateway/dc600000-0000-4000-8000-000000000001",
    dxvif: "arn:aws:directconnect:us-east-1:111111111111:dxvif/dxvif-ffabc123",
  };
  const roots = taking.filter(({ of }) => of !== "rows");
  const cases = roots.flatMap((root) => {
    const { path, rule } = root.place;
    const ofOthers = Object.entries(OTHERS).flatMap(([kind, arn]) =>
      rule.kinds.includes(kind as keyof typeof OTHERS) ? [] : [arn],
    );
    const texts = path[0] === "filter" ? [] : ["", "not an id"]; // a filter may name what is not there
    const wrong = ["arn:aws:s3:::bucket", ...ofOthers.slice(0, 1), ...texts];
    return wrong.map((text) => [`${root.field.name} ${path.join(".")}`, text, root] as const);
  });

  test.each(cases)("%s: %j", async (_title, wrong, { field, of, place }) => {
    const keyword = of === "mutations" ? "mutation" : "query";
    const { errors } = await gateway.ask(documentWith(keyword, field, place.path, JSON.stringify(wrong)));
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    const fields = errors[0]?.extensions["fields"] as Record<"argument" | "sent" | "allowed", string>[];
    const named = fields.filter(({ argument }) => argument === place.path.join("."));
    expect(named.map(({ sent }) => sent)).toContainEqual(
      expect.stringMatching(new RegExp(`^\\[?${JSON.stringify(wrong)}\\]?$`)),
    );
    expect(named.map(({ allowed }) => allowed).join()).toMatch(/\bARN\b/);
    expect(gateway.calls()).toEqual([]);
  });
});
