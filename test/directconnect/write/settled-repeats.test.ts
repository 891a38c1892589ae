import { Clients } from "../../../src/directconnect/client/clients";
import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { emulatedPlace } from "../reconciliation/scene";
import { asGraphInput } from "../../graph-values";

const operations = Object.keys(changes) as WriteOperation[];
/** AWS does not answer these with the resource that the gateway answers with, which is read. */
const READ_BACK: ReadonlySet<WriteOperation> = new Set([
  "AssociateConnectionWithLag",
  "DisassociateConnectionFromLag",
  "ConfirmConnection",
  "ConfirmCustomerAgreement",
  "ConfirmPrivateVirtualInterface",
  "ConfirmPublicVirtualInterface",
  "ConfirmTransitVirtualInterface",
  "TagResource",
  "UntagResource",
]);

let gateway: GatewayUnderTest;
let clients: Clients;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
beforeEach(() => gateway.emulator.reset());
afterAll(async () => {
  clients.close();
  await gateway.stop();
});

const make = makeWith(
  () => clients,
  () => gateway.emulator,
);

test.each(operations)(
  "a repeat of %s whose outcome is known only calls AWS for what it shows",
  async (operation) => {
    const { account, region = "us-east-1", input } = changes[operation];
    const wanted: unknown = typeof input === "function" ? await input(make) : input;
    const variables = {
      ...{ account: emulatedPlace(account).account.accountId, region, idempotencyKey: operation },
      input: asGraphInput(wanted) as object, // as the graph names it
    };
    const document = mutationDocument(operation);
    const first = await gateway.ask(document, variables);
    expect(first.errors).toEqual([]);
    // Reads would wait for their turn, and fail.
    if (!READ_BACK.has(operation)) gateway.emulator.faults.add({ kind: "throttle" });
    const again = await gateway.ask(document, variables);
    expect(again.errors).toEqual([]);
    expect(again.extensions["idempotency"]).toMatchObject([{ replayed: true }]);
    if (READ_BACK.has(operation)) expect(gateway.emulator.requests.list(operation)).toEqual([]);
    else expect(gateway.calls()).toEqual([]);
  },
);
