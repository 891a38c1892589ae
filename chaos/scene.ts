import { Balancer } from "./balancer";
import { Emulator } from "./emulator";
import { environment, writeConfiguration } from "./environment";
import type { Options } from "./options";
import { Gateway, startEmulator, startPostgres } from "./processes";
import type { Random } from "./random";
import { Wire } from "./wire";

/** How long the balancer waits for an answer: a gateway that is paused gives none. */
const BALANCER_TIMEOUT_MS = 8_000;

/** One gateway with the wires between it and what it needs. */
export interface Replica {
  readonly gateway: Gateway;
  readonly upstream: Wire;
  /** None with the embedded store. */
  readonly database: Wire | undefined;
}

/** All that a run needs, started. */
export interface Scene {
  readonly emulator: Emulator;
  readonly replicas: readonly Replica[];
  readonly postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
  readonly balancer: Balancer;
  readonly folder: string;
}

const portOf = (url: string) => Number(new URL(url).port);

/** The same address by way of another port. */
function through(url: string, wire: Wire): string {
  const changed = new URL(url);
  changed.port = String(wire.port);
  return changed.href.replace(/\/$/, "");
}

/** @param onStop is given what ends each part, in the order of their starts. */
export async function setScene(
  options: Options,
  random: Random,
  folder: string,
  onStop: (stop: () => unknown) => void,
): Promise<Scene> {
  const { url, stop } = await startEmulator(options.seed);
  onStop(stop);
  const postgres = options.store === "postgres" ? await startPostgres({ standby: true }) : undefined;
  onStop(() => postgres?.stop());
  writeConfiguration(folder);
  const replicas: Replica[] = [];
  for (let index = 0; index < options.replicas; index += 1) {
    const upstream = await Wire.to(portOf(url));
    const database = postgres && (await Wire.to(portOf(postgres.url)));
    onStop(() => upstream.close());
    onStop(() => database?.close());
    const wiring = {
      endpoint: through(url, upstream),
      database: postgres && database && through(postgres.url, database),
    };
    const env = environment(folder, wiring, options.logLevel);
    const offset = () => String(random.below(7_200_000) - 3_600_000);
    const gateway = await Gateway.start(() => ({ ...env, CHAOS_CLOCK_OFFSET_MS: offset() }));
    onStop(() => gateway.stop());
    replicas.push({ gateway, upstream, database });
  }
  const urls = replicas.map(({ gateway }) => gateway.url);
  const balancer = await Balancer.start(urls, random, BALANCER_TIMEOUT_MS);
  onStop(() => balancer.close());
  return { emulator: new Emulator(url), replicas, postgres, balancer, folder };
}
