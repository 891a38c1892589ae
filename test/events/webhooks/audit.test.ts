import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import {
  access,
  as,
  CREATE,
  createWebhook,
  DELETE,
  REDELIVER,
  ROTATE,
  SETTINGS,
  TEST,
  UPDATE,
} from "./webhook-callers";

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({ access, settings: SETTINGS });
});
afterEach(() => gateway.stop());

const AUDIT = `query ($webhook: ID, $first: Int, $after: String) {
  webhookChanges(webhookId: $webhook, first: $first, after: $after) {
    nodes { key caller operation webhookId input madeAt }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

async function audit(variables: object = {}, caller = "chief") {
  const { data, errors } = await gateway.ask(AUDIT, { ...variables }, as(caller));
  expect(errors).toEqual([]);
  return data.webhookChanges as {
    nodes: { key: string; caller: string; operation: string; webhookId: string; input: object | null }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  };
}

const SECRET_URL = "https://hooks.example.com/services/T0/secret-path?token=secret-token";

test("the audit trail of webhooks needs AUDIT", async () => {
  await createWebhook(gateway);
  for (const caller of ["operator", "viewer"]) {
    const { data, errors } = await gateway.ask(AUDIT, {}, as(caller));
    expect(data).toEqual({ webhookChanges: null });
    expect(errors).toMatchObject([
      {
        message: `webhookChanges needs the permission AUDIT, which ${caller} does not have.`,
        extensions: { code: "FORBIDDEN" },
      },
    ]);
  }
});

test("it has each change once, with who made it and with what, and never a secret", async () => {
  const url = SECRET_URL;
  const create = { input: { url, filter: { types: ["DELETED"] } }, key: "hook-1" };
  const { data } = await gateway.ask(CREATE, create, as("operator"));
  await gateway.ask(CREATE, create, as("operator")); // a repeat is no change
  const { webhookId } = data.createWebhook.webhook as { webhookId: string };
  const changes: [string, string, object, object][] = [
    ["UpdateWebhook", UPDATE, { url, enabled: false }, { url: "https://hooks.example.com", enabled: false }],
    ["RotateWebhookSecret", ROTATE, { overlapHours: 2 }, { overlapHours: 2 }],
    ["TestWebhook", TEST, {}, {}],
    ["RedeliverWebhook", REDELIVER, { after: "ZXZlbnQ6MA" }, { after: "ZXZlbnQ6MA" }],
    ["DeleteWebhook", DELETE, {}, {}],
  ];
  for (const [operation, document, input] of changes) {
    const variables = { input: { webhookId, ...input }, key: operation };
    expect((await gateway.ask(document, variables, as("operator"))).errors).toEqual([]);
  }
  // What is refused changes nothing, and is in no trail.
  await gateway.ask(DELETE, { input: { webhookId } }, as("operator"));
  const { nodes } = await audit();
  const made = { caller: "operator", webhookId, madeAt: expect.stringMatching(/^20\d\d-.*Z$/) };
  expect(nodes).toEqual(
    [
      {
        ...{ ...made, operation: "CreateWebhook", key: "hook-1" },
        input: { url: "https://hooks.example.com", filter: { types: ["DELETED"] } },
      },
      ...changes.map(([operation, _document, _input, shown]) => ({
        ...{ ...made, operation, key: operation },
        input: { webhookId, ...shown },
      })),
    ].reverse(),
  );
  const text = JSON.stringify([nodes, gateway.logged]);
  for (const secret of ["whsec_", "secret-path", "secret-token"]) expect(text).not.toContain(secret);
});

test("a caller who is not granted all accounts sees the changes of its own webhooks alone", async () => {
  const { id: theirs } = await createWebhook(gateway);
  const { id: own } = await createWebhook(gateway, {}, as("auditor"));
  expect((await audit({}, "auditor")).nodes.map(({ webhookId }) => webhookId)).toEqual([own]);
  expect((await audit({ webhook: theirs }, "auditor")).nodes).toEqual([]);
  expect((await audit()).nodes.map(({ webhookId }) => webhookId)).toEqual([own, theirs]);
  expect((await audit({ webhook: theirs })).nodes).toMatchObject([{ webhookId: theirs }]);
  expect((await audit({ webhook: "no UUID" })).nodes).toEqual([]);
});

test("it is read page by page", async () => {
  const made: string[] = [];
  for (let count = 0; count < 3; count += 1) made.unshift((await createWebhook(gateway)).id);
  const first = await audit({ first: 2 });
  expect(first).toMatchObject({ pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  const second = await audit({ first: 2, after: first.pageInfo.endCursor });
  expect(second).toMatchObject({ pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  expect([...first.nodes, ...second.nodes].map(({ webhookId }) => webhookId)).toEqual(made);
  const { errors } = await gateway.ask(AUDIT, { after: "?" }, as("chief"));
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "after", sent: '"?"' }] } },
  ]);
});
