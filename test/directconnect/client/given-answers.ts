import { Clients } from "../../../src/directconnect/client/clients";
import type { Operation } from "../../../src/directconnect/client/operations";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** Clients over the emulator of a gateway, both for one test file, with the fixtures anew for each test. */
export function clientsForFile() {
  let gateway: GatewayUnderTest | undefined;
  let clients: Clients | undefined;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest({
      settings: { AWS_TIMEOUT_MS: "1000", CHANGE_DEADLINE_MS: "2000", CONSISTENCY_WINDOW_MS: "1" },
    });
    clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
  });
  beforeEach(() => gateway?.emulator.reset());
  afterAll(async () => {
    clients?.close();
    await gateway?.stop();
  });
  const running = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("It runs only within tests.");
    return thing;
  };
  return {
    gateway: () => running(gateway),
    clients: () => running(clients),
    /** What becomes of a call whose answer is given: that the answer is taken, or the error's name. */
    outcomeOf: (operation: Operation, body: object, send: () => Promise<unknown>): Promise<string> => {
      running(gateway).emulator.faults.add({ kind: "givenBody", body, operation, count: 1 });
      return send().then(
        () => "taken",
        (error: unknown) => (error as Error).name,
      );
    },
  };
}
