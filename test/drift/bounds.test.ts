import { model } from "../../src/emulator/model/model";
import { createSchema } from "../../src/schema";
import { documentWith } from "../any-arguments";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { coverage, omissions } from "./coverage";

/*
 * Walks the inputs of all operations of the public model: what it bounds is refused beyond the bounds, before AWS is called, by
 * an error that names the argument; and at the bounds it is not.
 */

const schema = createSchema();
const roots = { Query: schema.getQueryType()?.getFields(), Mutation: schema.getMutationType()?.getFields() };
const OMITTED = new Set(omissions.map(({ what }) => what));

/** Values of each type that has bounds: at them, and beyond. A new one without an entry here fails the test. */
const VALUES: Readonly<
  Record<string, { readonly within: readonly unknown[]; readonly beyond: readonly unknown[] }>
> = {
  AgreementName: { within: ["x".repeat(100)], beyond: ["x".repeat(101)] },
  ConnectionIdList: { within: [ids(1), ids(200)], beyond: [[], ids(201)] },
  ConnectionIdentifierList: { within: [ids(1), ids(50)], beyond: [[], ids(51)] },
  ConnectionIdentifier: { within: ids(1), beyond: ["", `dxcon-${"f".repeat(1024)}`] },
  PrefixPoolAllocatedCount: { within: [0], beyond: [-1] },
  ResiliencyGroupId: {
    within: ["dxrg-0123456789abcdefz", "DXRG-0123456789ABCDEFZ"],
    beyond: [
      "dxrg-0123456789abcdef",
      "dxrg-0123456789abcdefgh",
      "dxrg-0123456789abcde_f",
      "dxcon-0123456789abcdef",
    ],
  },
  ResiliencyGroupName: {
    within: ["x", "A-b_9".repeat(51)],
    beyond: ["", "x".repeat(256), "a b", "ä", "a.b"],
  },
  RouteFilterCidrStringList: { within: [cidrs(1), cidrs(10)], beyond: [[], cidrs(11)] },
  TagList: { within: [[{ key: "k" }]], beyond: [[]] },
  TagKey: {
    within: ["k", "k".repeat(128), "ключ 北京", "a_.:/=+-@b"],
    beyond: ["", "k".repeat(129), "a,b", "a\n"],
  },
  TagValue: { within: ["", "v".repeat(256), "Zürich"], beyond: ["v".repeat(257), "a*b", "a\t"] },
};

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `dxcon-ff${String(index).padStart(6, "0")}`);
}
function cidrs(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
}

interface Bounded {
  readonly operation: string;
  readonly path: readonly string[];
  readonly shape: string;
}

function boundedIn(operation: string, name: string, path: readonly string[]): Bounded[] {
  const { type, members = {}, member, min, max, pattern } = model.shapes[name] ?? {};
  const own = [min, max, pattern].some((bound) => bound !== undefined)
    ? [{ operation, path, shape: name }]
    : [];
  if (type === "list") return [...own, ...boundedIn(operation, member?.shape ?? "", path)];
  return Object.entries(members).reduce<Bounded[]>(
    (all, [inner, { shape }]) =>
      OMITTED.has(`input ${name}.${inner}`)
        ? all
        : [...all, ...boundedIn(operation, shape, [...path, inner])],
    own,
  );
}

const bounded = Object.values(model.operations).flatMap(({ name, input }) =>
  boundedIn(name, input?.shape ?? "", []),
);

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

/** The arguments that are refused for a value at a position, and the number of calls of AWS. */
async function refused(
  { operation, path }: Bounded,
  value: unknown,
): Promise<{ named: boolean; calls: number }> {
  const [root = "", name = ""] = coverage.operations[operation]?.[0]?.split(".") ?? [];
  const field = roots[root as keyof typeof roots]?.[name];
  if (field === undefined) throw new Error(`No field calls ${operation}.`);
  const isChange = root === "Mutation";
  const place = isChange ? ["input", ...path] : path;
  const { errors } = await gateway.ask(
    documentWith(isChange ? "mutation" : "query", field, place, written(value)),
  );
  const fields = errors.flatMap(({ extensions }) => (extensions["fields"] ?? []) as { argument: string }[]);
  const named = fields.some(({ argument }) => argument.replace(/\.\d+(?=\.|$)/g, "") === place.join("."));
  return { named, calls: gateway.calls().length };
}

/** A value as GraphQL writes it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${written(inner)}`)
    .join(", ")} }`;
}

test("every type that the model bounds has values here", () => {
  const shapes = [...new Set(bounded.map(({ shape }) => shape))].sort();
  expect(shapes).toEqual(Object.keys(VALUES).sort());
});

test.each(bounded.map((one) => [one.operation, one.path.join("."), one.shape, one] as const))(
  "%s %s: %s",
  async (_operation, _path, shape, one) => {
    const { within = [], beyond = [] } = VALUES[shape] ?? {};
    for (const value of beyond)
      expect([value, await refused(one, value)]).toEqual([value, { named: true, calls: 0 }]);
    for (const value of within) expect([value, (await refused(one, value)).named]).toEqual([value, false]);
  },
);
