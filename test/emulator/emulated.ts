import { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import { startEmulator, type Emulator } from "../../src/emulator/wire/server";
import type { EmulatorOptions } from "../../src/emulator/options";

export const minute = 60_000;

/** The accounts of the fixture topology. */
export const accounts = {
  partner: "111111111111",
  acme: "222222222222",
  blueHarbor: "333333333333",
  cobalt: "444444444444",
  enterprise: "555555555555",
  subsidiary: "666666666666",
} as const;

/** An emulator on a manual clock with SDK clients for any account and region; `stop` ends all of it. */
export async function startEmulated(options: EmulatorOptions = {}) {
  const emulator: Emulator = await startEmulator({
    clock: { mode: "manual" },
    seed: "test",
    fixtures: false,
    strict: true,
    ...options,
  });
  const clients = new Map<string, DirectConnectClient>();
  const as = (account: string, region = "us-east-1") => {
    const key = `${account}/${region}`;
    const client =
      clients.get(key) ??
      new DirectConnectClient({
        endpoint: emulator.url,
        region,
        credentials: { accessKeyId: account, secretAccessKey: "x" },
        maxAttempts: 1,
      });
    clients.set(key, client);
    return client;
  };
  const stop = async () => {
    for (const client of clients.values()) client.destroy();
    await emulator.close();
  };
  return { emulator, as, stop };
}

export type Emulated = Awaited<ReturnType<typeof startEmulated>>;
