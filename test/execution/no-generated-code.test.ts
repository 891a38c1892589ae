import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
const OriginalFunction = globalThis.Function;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  // From here on as under `node --disallow-code-generation-from-strings`, which Fastify's router does not start with.
  const refuse = () => {
    throw new EvalError("Code was generated from a string.");
  };
  globalThis.Function = new Proxy(OriginalFunction, { construct: refuse, apply: refuse });
});
afterAll(() => {
  globalThis.Function = OriginalFunction;
  return gateway.stop();
});

test("no request has code generated from a string", async () => {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what must be refused
  expect(() => new Function("return 1")).toThrow(EvalError);
  const { data, errors } = await gateway.ask(
    `query ($first: Int) { connections(first: $first) { nodes { connectionId tags { key } virtualInterfaces { nodes { vlan } } } } }`,
    { first: 2 },
  );
  expect(errors).toEqual([]);
  expect(data.connections.nodes).toHaveLength(2);
});
