import { spawn, spawnSync } from "node:child_process";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ChangeEvent, receiver as example } from "../../../examples/webhooks/receiver";
import { deliveriesLike, hook, receiver, start } from "./hooked-gateway";
import type { Received } from "./receiver";
import { as, ROTATE, TEST } from "./webhook-callers";

interface Example {
  readonly port: number;
  readonly stored: () => Promise<{ id: string; type: string }>;
  readonly stop: () => void;
}

async function typeScript(secret: string): Promise<Example> {
  let note: (event: ChangeEvent) => void = () => undefined;
  const stored = new Promise<ChangeEvent>((resolve) => (note = resolve));
  const server = example(secret, (event) => {
    note(event);
    return Promise.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stored: () => stored,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function python(secret: string): Promise<Example> {
  const file = join(__dirname, "../../../examples/webhooks/receiver.py");
  const environment = { ...process.env, WEBHOOK_SECRET: secret, PORT: "0" };
  const program = spawn("python3", [file], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value)) as never;
  const { port } = (await next()) as { port: number };
  return { port, stored: next, stop: () => void program.kill() };
}

/** A test machine may have no Python. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.each([["TypeScript", typeScript] as const, ...(hasPython ? [["Python", python] as const] : [])])(
  "the receiver in %s",
  (_language, startExample) => {
    test("stores what is signed, with both secrets of a rotation, and refuses what was altered", async () => {
      const gateway = await start();
      const proxy = await receiver();
      const { id, secret } = await hook(gateway, proxy.url);
      const running = await startExample(secret);
      try {
        const forward = async ({ headers, body }: Received) => {
          const names = ["content-type", "webhook-id", "webhook-timestamp", "webhook-signature"];
          const sent = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
          const url = `http://127.0.0.1:${running.port}/`;
          return (await fetch(url, { method: "POST", headers: sent, body })).status;
        };
        proxy.answer(forward);
        await gateway.ask(ROTATE, { input: { webhookId: id } }, as("operator"));
        await gateway.ask(TEST, { input: { webhookId: id } }, as("operator"));
        await deliveriesLike(gateway, id, ([one]) => one?.state === "DELIVERED" && one.status === 204);
        const [one] = proxy.received;
        if (one === undefined) throw new Error("It was delivered.");
        expect(await running.stored()).toMatchObject({
          id: one.event.id,
          type: "directconnect.webhook.test",
        });
        expect(await forward({ ...one, body: one.body.replace("test", "tast") })).toBe(401);
        const old = { ...one.headers, "webhook-timestamp": "1700000000" };
        expect(await forward({ ...one, headers: old })).toBe(401);
      } finally {
        running.stop();
      }
    });
  },
);
