import * as sdk from "@aws-sdk/client-direct-connect";
import { SYSTEM_CLOCKS } from "../../../src/scheduling/clocks";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { moment, readAgain, WATCHING } from "../watching";
import { type Receiver, type Reply, startReceiver, TO_THIS_MACHINE } from "./receiver";
import { access, as, CREATE, DELIVERIES, LIST, SETTINGS } from "./webhook-callers";

export const BLUE = "333333333333";
export const PENDING = fixtureIds["blue-pending"];
export const ORDERED = fixtureIds["blue-ordering"];
export const arnOf = (id: string) => `arn:aws:directconnect:us-east-1:${BLUE}:dxcon/${id}`;
export const HOUR = 3_600_000;

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

/** The wall clock of a gateway, which a test sets forwards. */
export class WallClock {
  #ahead = 0;
  readonly monotonic = () => performance.now();
  readonly wall = () => Date.now() + this.#ahead;
  readonly wait = SYSTEM_CLOCKS.wait;

  pass(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

export async function receiver(reply?: () => Reply): Promise<Receiver> {
  const started = await startReceiver(reply);
  running.push(started);
  return started;
}

/** A gateway that watches an account, and sends webhooks to this machine. */
export async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    ...options,
    settings: { ...WATCHING, ...SETTINGS, ...TO_THIS_MACHINE, ...options.settings },
    access: { ...access, watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] }, ...options.access },
  });
  running.push(gateway);
  return gateway;
}

/** Waits until the first readings are over: what changes from then on is an event. */
export const isWatched = (gateway: GatewayUnderTest) =>
  readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);

/** Makes a webhook for the account that is watched. */
export async function hook(
  gateway: GatewayUnderTest,
  url: string,
  { caller = "operator", filter = {} }: { caller?: string; filter?: object } = {},
): Promise<{ id: string; secret: string }> {
  const input = { url, filter: { accounts: ["blue-harbor"], regions: ["us-east-1"], ...filter } };
  const { data, errors } = await gateway.ask(CREATE, { input }, as(caller));
  expect(errors).toEqual([]);
  return { id: data.createWebhook.webhook.webhookId as string, secret: data.createWebhook.secret as string };
}

/** Renames a connection past the gateway: an event each time. */
export async function rename(
  { emulator }: GatewayUnderTest,
  connectionId: string,
  name: string,
): Promise<void> {
  const credentials = { accessKeyId: BLUE, secretAccessKey: "x" };
  const client = new sdk.DirectConnectClient({ region: "us-east-1", endpoint: emulator.url, credentials });
  await client.send(new sdk.UpdateConnectionCommand({ connectionId, connectionName: name }));
  client.destroy();
}

export interface ListedDelivery {
  readonly eventId: string;
  readonly state: string;
  readonly attempts: number;
  readonly attemptedAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly status: number | null;
  readonly durationMs: number | null;
  readonly error: string | null;
}

export async function deliveries(gateway: GatewayUnderTest, webhook: string, caller = "operator") {
  const { data, errors } = await gateway.ask(DELIVERIES, { webhook }, as(caller));
  expect(errors).toEqual([]);
  return data.webhookDeliveries.nodes as ListedDelivery[];
}

/** Waits for deliveries that are as a test wants them. */
export async function deliveriesLike(
  gateway: GatewayUnderTest,
  webhook: string,
  isWanted: (list: ListedDelivery[]) => boolean,
  caller = "operator",
): Promise<ListedDelivery[]> {
  for (;;) {
    const list = await deliveries(gateway, webhook, caller);
    if (isWanted(list)) return list;
    await moment();
  }
}

/** Waits until a webhook is in a state. */
export async function stateOf(gateway: GatewayUnderTest, webhook: string, state: string): Promise<object> {
  for (;;) {
    const { data } = await gateway.ask(LIST, {}, as("operator"));
    const found = (data.webhooks as { webhookId: string; state: string }[]).find(
      (one) => one.webhookId === webhook,
    );
    if (found?.state === state) return found;
    await moment();
  }
}
