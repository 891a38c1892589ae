import { REPEATED_MEMBERS } from "../../../src/directconnect/client/repeated-members";
import type { WriteOperation } from "../../../src/directconnect/client/operations";
import type { Clients } from "../../../src/directconnect/client/clients";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { GatewayUnderTest } from "../../gateway";
import { OPEN_FENCE } from "../../open-fence";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { clientsForFile } from "./given-answers";
import { valueAt } from "./repeating";
import { emulatedPlace } from "../reconciliation/scene";

const operations = Object.keys(REPEATED_MEMBERS) as WriteOperation[];

const underTest = clientsForFile();
let gateway: GatewayUnderTest;
let clients: Clients;
beforeAll(() => {
  gateway = underTest.gateway();
  clients = underTest.clients();
});

const make = makeWith(
  () => clients,
  () => gateway.emulator,
);

/** Makes the change of an operation's fixture. @returns what was sent, and what the emulator answered. */
async function madeBy(operation: WriteOperation): Promise<{ input: object; answer: object }> {
  const { account, region = "us-east-1", input } = changes[operation];
  const wanted = typeof input === "function" ? await input(make) : input;
  const place = { ...emulatedPlace(account), region };
  const answer: object = await clients.send("write", place, operation, wanted, { fence: OPEN_FENCE });
  const members = Object.entries(answer).filter(([name]) => name !== "$metadata");
  return { input: wanted, answer: JSON.parse(JSON.stringify(Object.fromEntries(members))) as object };
}

/** A copy in which one member has another value. */
function withValue(whole: object, path: string, value: unknown): object {
  const copy = structuredClone(whole);
  const members = path.split(".");
  const last = members.pop() ?? "";
  let structure = copy as Record<string, unknown>;
  for (const member of members) structure = structure[member] as Record<string, unknown>;
  expect(structure[last]).toBeDefined();
  structure[last] = typeof structure[last] === "number" ? structure[last] + 1 : value;
  return copy;
}

/** What becomes of a change that gets this answer: the error's name, or that the answer is taken. */
async function codeOf(operation: WriteOperation, input: object, body: object): Promise<string> {
  const { account, region = "us-east-1" } = changes[operation];
  const place = { ...emulatedPlace(account), region };
  return underTest.outcomeOf(operation, body, () =>
    clients.send("write", place, operation, input, { fence: OPEN_FENCE }),
  );
}

describe.each(operations)("%s", (operation) => {
  const { members, state } = REPEATED_MEMBERS[operation];

  test("is answered by its own answer, and by none of another change", async () => {
    const { input, answer } = await madeBy(operation);
    expect(await codeOf(operation, input, answer)).toBe("taken");
    for (const [answered, sent] of members) {
      if (valueAt(input, sent) === undefined) continue;
      const other = withValue(answer, answered, "another");
      expect([answered, await codeOf(operation, input, other)]).toEqual([answered, "IncompleteAnswerError"]);
    }
    for (const never of state?.[1] ?? []) {
      const other = withValue(answer, state?.[0] ?? "", never);
      expect([never, await codeOf(operation, input, other)]).toEqual([never, "IncompleteAnswerError"]);
    }
  });
});

test.each(["TagResource", "UntagResource"] as const)(
  "%s is not answered by an error under 200",
  async (name) => {
    const { input } = await madeBy(name);
    const body = { __type: "ThrottlingException", message: "Rate exceeded" };
    expect(await codeOf(name, input, body)).toBe("IncompleteAnswerError");
  },
);

test("a change that was answered with another resource's row is not reported as made", async () => {
  const input = { connectionId: fixtureIds["acme-dc2"], connectionName: "renamed" };
  const rename = () =>
    gateway.ask(
      `mutation ($input: UpdateConnectionInput!) {
        updateConnection(account: "acme", idempotencyKey: "k", input: $input) { connectionId connectionName }
      }`,
      { input },
    );
  const body = { connectionId: fixtureIds["acme-va1"], connectionName: "acme-va1" };
  gateway.emulator.faults.add({ kind: "givenBody", body, operation: "UpdateConnection", count: 1 });
  let answer = await rename();
  expect(answer.data).toBeNull();
  while (answer.errors[0]?.extensions["code"] === "OUTCOME_UNKNOWN") answer = await rename();
  expect(answer.errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
  expect((await rename()).data.updateConnection).toEqual(input);
});
